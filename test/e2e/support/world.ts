import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WhatsGateAdapter } from '../../../src/index';
import {
  createSimulator,
  steerableClock,
  type Simulator,
  type SimulatorOptions,
} from '../../../src/simulator/index';
import { EchoBot } from '../../../samples/echo-bot/src/bot';

const TOKEN = 'a-token-for-the-tests-in-the-browser';

/** The echo bot on the simulator, over real sockets. */
export interface World {
  readonly sim: Simulator;
  readonly adapter: WhatsGateAdapter;
  close(): Promise<void>;
}

/** Starts a simulator with two people, and the echo bot on it. */
export async function startWorld(options: SimulatorOptions = {}): Promise<World> {
  const sim = await createSimulator({ clock: steerableClock(), ...options });
  const { baseUrl, apiKey, whatsappId } = sim;
  const adapter = new WhatsGateAdapter({ baseUrl, apiKey, whatsappId, webhookToken: TOKEN });
  adapter.onTurnError = async (context) => {
    await context.sendActivity('Sorry, something went wrong on my side. Please try again.');
  };
  const bot = new EchoBot();
  const server: Server = createServer(
    (req, res) => void adapter.process(req, res, (context) => bot.run(context)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  sim.setWebhook(`http://127.0.0.1:${port}/api/whatsgate/${TOKEN}`);
  sim.user('79991112233', { name: 'Anna' });
  sim.user('79992223344', { name: 'Boris' });
  return {
    sim,
    adapter,
    close: async () => {
      await sim.close();
      await adapter.close(0);
      server.close();
      server.closeAllConnections();
    },
  };
}
