import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ActivityHandler } from 'botbuilder';
import { WhatsGateAdapter } from 'botbuilder-adapter-whatsgate';
import { createSimulator, type Simulator } from 'botbuilder-adapter-whatsgate/simulator';

/** A bot behind its own HTTP server, connected to a simulator. */
export interface RunningBot {
  readonly sim: Simulator;
  close(): Promise<void>;
}

export async function startBot(bot: ActivityHandler): Promise<RunningBot> {
  const sim = await createSimulator();
  const { baseUrl, apiKey, whatsappId } = sim;
  const webhookToken = 'a-token-for-the-tests';
  const adapter = new WhatsGateAdapter({ baseUrl, apiKey, whatsappId, webhookToken });
  const server = createServer((req, res) => void adapter.process(req, res, (context) => bot.run(context)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  sim.setWebhook(`http://127.0.0.1:${port}/api/whatsgate/${webhookToken}`);
  return {
    sim,
    close: async () => {
      await adapter.close();
      server.close();
      await sim.close();
    },
  };
}
