import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../src/simulator/index';

/** What a bot of a test gets to see of a webhook. */
export interface Heard {
  readonly action: string;
  readonly message: Readonly<Record<string, unknown>>;
}

/** Sends something to the chat that the message came from. */
export type Send = (message: Readonly<Record<string, unknown>>, to?: string) => Promise<void>;

/** A stand-in gateway with a bot behind it that does what the test says. */
export interface Stage {
  readonly simulator: Simulator;
  /** All events in the order in which the bot heard of them. */
  readonly heard: readonly Heard[];
  close(): Promise<void>;
}

export type Bot = (heard: Heard, send: Send) => Promise<void> | void;

/** Answers like the simplest bot: it quotes, and says what it read. */
export const echo: Bot = ({ message }, send) =>
  send({ type: 'text', body: `You said: ${String(message['body'])}`, quote: message['id'] });

/** Starts both. The bot acknowledges each event when it is done with it. */
export async function stage(bot: Bot, options: SimulatorOptions = {}): Promise<Stage> {
  const simulator = await createSimulator(options);
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void answer(Buffer.concat(chunks).toString()).then((acknowledgement) => response.end(acknowledgement));
    });
  });
  const answer = async (body: string): Promise<string> => {
    const event = JSON.parse(body) as {
      readonly id: number;
      readonly event_action: string;
      readonly event_data: { readonly message: Heard['message'] };
    };
    const { message } = event.event_data;
    const happening = { action: event.event_action, message };
    heard.push(happening);
    if (happening.action === 'message') {
      await bot(happening, async (sent, to = String(message['from'])) => {
        await fetch(`${simulator.baseUrl}/send`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': simulator.apiKey },
          body: JSON.stringify({
            WhatsappID: simulator.whatsappId,
            async: false,
            recipient: { id: to },
            message: sent,
          }),
        });
      });
    }
    return JSON.stringify({ result: 'OK', id: event.id });
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  simulator.setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    simulator,
    heard,
    close: async () => {
      await simulator.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** A stream that keeps what is written to it. */
export class Screen extends PassThrough {
  isTTY = false;
  #text = '';
  readonly #waiting = new Map<string, () => void>();

  constructor() {
    super({ encoding: 'utf8' });
    this.on('data', (chunk: string) => {
      this.#text += chunk;
      for (const [wanted, resolve] of this.#waiting) if (this.#text.includes(wanted)) resolve();
    });
  }

  get text(): string {
    return this.#text;
  }

  /** Resolves when this text has been written. */
  async shows(wanted: string): Promise<void> {
    if (this.#text.includes(wanted)) return;
    await new Promise<void>((resolve) => this.#waiting.set(wanted, resolve));
    this.#waiting.delete(wanted);
  }
}

/** Input that is all there at once, as from a pipe. */
export function piped(text: string): PassThrough {
  const input = new PassThrough();
  input.end(text);
  return input;
}

/** Streams of somebody who sits at a terminal. */
export function terminal(): { readonly input: PassThrough & { isTTY: boolean }; readonly output: Screen } {
  const output = new Screen();
  output.isTTY = true;
  return { input: Object.assign(new PassThrough(), { isTTY: true }), output };
}
