import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { config } from 'dotenv';
import { WhatsGateAdapter } from 'botbuilder-adapter-whatsgate/agents';
import { createApplication } from './app';
import { readSettings } from './settings';

config({ quiet: true });

async function main(): Promise<void> {
  const adapter = new WhatsGateAdapter({
    ...readSettings(),
    logger: { ...console, debug: () => undefined },
  });
  const app = createApplication(adapter, Number(process.env['REMIND_AFTER_MS'] ?? 5000));
  const server = createServer((req, res) => {
    if (req.url?.startsWith('/api/whatsgate/')) {
      void adapter.process(req, res, (context) => app.run(context));
    } else {
      res.writeHead(404).end();
    }
  });
  server.listen(Number(process.env['PORT'] ?? 3978));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  console.log(`The bot listens at http://127.0.0.1:${port}/api/whatsgate/<WHATSGATE_WEBHOOK_TOKEN>.`);

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  // Turns under way are finished, and webhooks that come now are refused, so that WhatsGate repeats them later.
  await adapter.close();
  server.close();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
