import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a webhook received. */
export interface ReceivedWebhook {
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** A bot's webhook under the control of a test. */
export interface TestWebhook {
  readonly url: string;
  readonly received: readonly ReceivedWebhook[];
  /** The ids of the events received, in order. */
  readonly ids: () => readonly number[];
  /** Resolves when this many requests have arrived. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** How a test answers: by default with the acknowledgement that the gateway wants. */
export type Answer = (response: ServerResponse, body: string) => void;

function acknowledge(response: ServerResponse, body: string): void {
  const { id } = JSON.parse(body) as { id: number };
  response.end(JSON.stringify({ result: 'OK', id }));
}

/** Listens on a free port and answers each request with the next of `answers`, then with acknowledgements. */
export async function startWebhook(...answers: readonly Answer[]): Promise<TestWebhook> {
  const received: ReceivedWebhook[] = [];
  const waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const answer = answers[received.length] ?? acknowledge;
      received.push({ body, headers: request.headers });
      answer(response, body);
      for (const { count, resolve } of waiters) if (received.length >= count) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    ids: () => received.map(({ body }) => (JSON.parse(body) as { id: number }).id),
    arrived: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve();
        else waiters.push({ count, resolve });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
