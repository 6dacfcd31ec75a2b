import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { config } from 'dotenv';
import express from 'express';
import { WhatsGateAdapter } from 'botbuilder-adapter-whatsgate';
import { CardsBot } from './bot';
import { POLL, renderPoll } from './poll';
import { readSettings } from './settings';

config({ quiet: true });

async function main(): Promise<void> {
  const adapter = new WhatsGateAdapter({
    ...readSettings(),
    cards: { [POLL]: renderPoll },
    logger: { ...console, debug: () => undefined },
  });
  adapter.onTurnError = async (context, error) => {
    console.error('A turn failed:', error);
    await context.sendActivity('Sorry, something went wrong on my side. Please try again.');
  };

  const bot = new CardsBot();
  const app = express();
  app.post('/api/whatsgate/:token', async (req, res) => {
    await adapter.process(req, res, (context) => bot.run(context));
  });
  const server = app.listen(Number(process.env['PORT'] ?? 3978));
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
