import http from 'node:http';
import { WhatsGateAdapter, type BotLogic, type WhatsGateAdapterOptions } from '../../../src/agents';
import { createSimulator, type Simulator } from '../../../src/simulator/index';
import { listen, stop, TOKEN } from '../support/world';

/** A bot of the Agents SDK on its own server, connected to a stand-in gateway. */
export interface AgentsWorld {
  readonly sim: Simulator;
  readonly adapter: WhatsGateAdapter;
  /** What the next webhooks are handed to. */
  logic: BotLogic;
  close(): Promise<void>;
}

/** Starts gateway, adapter and server; the gateway's webhook points at the server. */
export async function startAgentsWorld(options: Partial<WhatsGateAdapterOptions> = {}): Promise<AgentsWorld> {
  const sim = await createSimulator({ seed: 1 });
  const { apiKey, whatsappId, baseUrl } = sim;
  const adapter = new WhatsGateAdapter({ apiKey, whatsappId, baseUrl, webhookToken: TOKEN, ...options });
  const server = http.createServer((req, res) => {
    void adapter.process(req, res, (context) => world.logic(context));
  });
  sim.setWebhook(`${await listen(server)}/${TOKEN}`);
  const world: AgentsWorld = {
    sim,
    adapter,
    logic: () => Promise.resolve(),
    close: async () => {
      await adapter.close(1000);
      await sim.close();
      await stop(server);
    },
  };
  return world;
}
