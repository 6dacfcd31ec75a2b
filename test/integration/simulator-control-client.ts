import { request } from 'node:http';
import type { Simulator } from '../../src/simulator/index';

/** What the control plane or the page answered. */
export interface ControlAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The JSON of the answer; undefined when it is none. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** What a request may have besides method and path. */
export interface ControlRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function parse(text: string): ControlAnswer['body'] {
  try {
    return JSON.parse(text) as ControlAnswer['body'];
  } catch {
    return undefined;
  }
}

/** Asks the server for any path, with any headers: also those that `fetch` does not let one set. */
export function ask(
  sim: Simulator,
  method: string,
  path: string,
  { headers = {}, body }: ControlRequest = {},
): Promise<ControlAnswer> {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const type = method === 'GET' ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(text)) };
    const outgoing = request(
      new URL(path, sim.baseUrl),
      { method, agent: false, headers: { ...type, ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: answer,
            body: parse(answer),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

/** Calls the control plane as the page does. */
export function control(
  sim: Simulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<ControlAnswer> {
  return ask(sim, method, `/_simulator/api/${path}`, body === undefined ? {} : { body });
}

/** The live updates, as the page gets them. */
export interface Watch {
  /** Resolves with the first update, of those that have come or will come, that is wanted. */
  update(wanted: (name: string, data: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
  close(): void;
}

/** Opens the live updates. */
export async function watch(sim: Simulator): Promise<Watch> {
  const controller = new AbortController();
  const response = await fetch(new URL('/_simulator/api/live', sim.baseUrl), { signal: controller.signal });
  const updates: { readonly name: string; readonly data: Record<string, unknown> }[] = [];
  let look = (): void => undefined;
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, name = '', json = '{}'] = /^event: (\w+)\ndata: (.*)$/s.exec(block) ?? [];
        updates.push({ name, data: JSON.parse(json) as Record<string, unknown> });
      }
      look();
    }
  };
  read().catch(() => undefined);
  return {
    update: (wanted) =>
      new Promise((resolve) => {
        look = () => {
          const found = updates.find(({ name, data }) => wanted(name, data));
          if (found !== undefined) resolve(found.data);
        };
        look();
      }),
    close: () => controller.abort(),
  };
}
