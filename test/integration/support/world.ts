import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { WhatsGateAdapter, type BotLogic, type WhatsGateAdapterOptions } from '../../../src/index';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../../src/simulator/index';

/** The secret in the webhook's URL. */
export const TOKEN = 'a-token-for-integration-tests';

/** A bot on its own HTTP server, connected to a stand-in gateway over real sockets. */
export interface World {
  readonly sim: Simulator;
  readonly adapter: WhatsGateAdapter;
  /** Webhook URL of the bot. */
  readonly url: string;
  /** Promises of `adapter.process`, in the order of the requests. */
  readonly processed: readonly Promise<void>[];
  close(): Promise<void>;
}

/** What a world can be given. */
export interface WorldOptions {
  readonly logic?: BotLogic;
  readonly adapter?: Partial<WhatsGateAdapterOptions>;
  readonly simulator?: SimulatorOptions;
}

/** Starts gateway, adapter and server; the gateway's webhook points at the server. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const sim = await createSimulator({ seed: 1, ...options.simulator });
  const several = sim.accounts.length > 1;
  const adapter = new WhatsGateAdapter({
    apiKey: sim.apiKey,
    ...(several
      ? { accounts: sim.accounts.map(({ whatsappId }) => ({ whatsappId })) }
      : { whatsappId: sim.whatsappId }),
    webhookToken: TOKEN,
    baseUrl: sim.baseUrl,
    retry: { repeats: 2, firstPauseMs: 1, longestPauseMs: 20 },
    ...options.adapter,
  });
  const logic = options.logic ?? (() => Promise.resolve());
  const processed: Promise<void>[] = [];
  const server = http.createServer((req, res) => {
    processed.push(adapter.process(req, res, logic));
  });
  const base = await listen(server);
  const url = `${base}/api/whatsgate/${TOKEN}`;
  for (const account of sim.accounts) sim.setWebhook(url, account);
  const close = async (): Promise<void> => {
    await adapter.close(1000);
    await sim.close();
    await stop(server);
  };
  return { sim, adapter, url, processed, close };
}

/** Starts a server on a free port of loopback and gives its URL. */
export async function listen(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends a server with all its connections. */
export async function stop(server: http.Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** A promise with its ends in reach. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
