import http from 'node:http';
import type { WhatsGateAdapterOptions } from '../../../src/exports';
import {
  createSimulator,
  manualClock,
  type Simulator,
  type SimulatorOptions,
} from '../../../src/simulator/index';
import { listen, stop, TOKEN } from '../../integration/support/world';
import type { Host, HostedAdapter, Logic } from './host';

/** A bot on one of the SDKs, and the gateway that it is connected to. */
export interface Stage {
  readonly sim: Simulator;
  readonly adapter: HostedAdapter;
  /** Writes down something that has to be the same on both hosts. */
  note(...facts: unknown[]): void;
  /** What the server answers its webhooks with from now on; `undefined` for the scenario's own. */
  logic: Logic;
}

/** What both hosts have to do alike. */
export interface Scenario {
  readonly title: string;
  readonly adapter?: Partial<WhatsGateAdapterOptions>;
  readonly simulator?: SimulatorOptions;
  /** The bot. */
  readonly logic?: (stage: Stage) => Logic;
  /** What happens to it. */
  act(stage: Stage): Promise<void>;
  /** What is expected of either host, so that two that fail alike do not pass. */
  check(outcome: Outcome): void;
}

/** Everything about a run that has to be the same on both hosts. */
export interface Outcome {
  /** Bodies that reached the gateway, each as the text that it was, with its command. */
  readonly requests: readonly { readonly command: string; readonly body: string }[];
  /** How each webhook was answered. */
  readonly answers: readonly (number | string)[];
  readonly notes: readonly unknown[];
}

/** Plays a scenario on a host. The same seed and clock make the same gateway every time. */
export async function play(scenario: Scenario, host: Host): Promise<Outcome> {
  const sim = await createSimulator({ seed: 6, clock: manualClock(), ...scenario.simulator });
  const adapter = host.open({
    apiKey: sim.apiKey,
    accounts: sim.accounts.map(({ whatsappId }) => ({ whatsappId })),
    webhookToken: TOKEN,
    baseUrl: sim.baseUrl,
    retry: { repeats: 2, firstPauseMs: 1, longestPauseMs: 20 },
    ...scenario.adapter,
  });
  const notes: unknown[] = [];
  const stage: Stage = {
    sim,
    adapter,
    note: (...facts) => {
      // As text at once: what is noted may change or be revoked when the turn ends.
      for (const fact of facts) notes.push(JSON.parse(JSON.stringify(fact ?? null)));
    },
    logic: () => Promise.resolve(),
  };
  stage.logic = scenario.logic?.(stage) ?? stage.logic;
  const server = http.createServer((req, res) => {
    void adapter.process(req, res, (turn) => stage.logic(turn));
  });
  const url = `${await listen(server)}/${TOKEN}`;
  try {
    for (const account of sim.accounts) sim.setWebhook(url, account);
    await scenario.act(stage);
    await sim.idle();
    return {
      requests: sim.requests
        // How often a poller asks is a matter of time.
        .filter(({ command }) => command !== 'events-get')
        .map(({ command, body }) => ({ command, body: JSON.stringify(body) })),
      answers: sim.deliveries.map(({ status, error }) => status ?? error ?? 'none'),
      // The port of the gateway is another one each time.
      notes: JSON.parse(JSON.stringify(notes).replaceAll(sim.baseUrl, 'BASE_URL')) as unknown[],
    };
  } finally {
    await adapter.close(1000);
    await sim.close();
    await stop(server);
  }
}

/** The messages that reached the gateway. */
export function sent({
  requests,
}: Outcome): { readonly recipient: unknown; readonly message: Record<string, unknown> }[] {
  return requests
    .filter(({ command }) => command === 'send')
    .map(({ body }) => JSON.parse(body) as { recipient: unknown; message: Record<string, unknown> });
}

/** Their texts, in order. */
export function texts(outcome: Outcome): unknown[] {
  return sent(outcome).map(({ message }) => message['body']);
}
