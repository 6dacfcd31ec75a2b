import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { config } from 'dotenv';
import { WhatsGateAdapter } from 'botbuilder-adapter-whatsgate';
import { AttachmentsBot } from './bot';
import { readSettings } from './settings';

config({ quiet: true });

async function main(): Promise<void> {
  const publicUrl = process.env['PUBLIC_URL'];
  const adapter = new WhatsGateAdapter({
    ...readSettings(),
    media: {
      rootFolder: join(__dirname, '..', 'files'),
      // With it, `contentUrl` of inbound files can be read by any program, for an hour.
      ...(publicUrl ? { publicUrl: `${publicUrl}/api/media` } : {}),
    },
    logger: { ...console, debug: () => undefined },
  });
  adapter.onTurnError = async (context, error) => {
    console.error('A turn failed:', error);
    await context.sendActivity('Sorry, something went wrong on my side. Please try again.');
  };

  const bot = new AttachmentsBot(adapter);
  const serveFile = adapter.mediaHandler();
  const server = createServer((req, res) => {
    if (req.url?.startsWith('/api/whatsgate/')) {
      void adapter.process(req, res, (context) => bot.run(context));
    } else if (req.url?.startsWith('/api/media/')) void serveFile(req, res);
    else res.writeHead(404).end();
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
