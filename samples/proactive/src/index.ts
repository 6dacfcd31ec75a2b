import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { config } from 'dotenv';
import express from 'express';
import { WhatsGateAdapter } from 'botbuilder-adapter-whatsgate';
import { ProactiveBot, type References } from './bot';
import { createControl } from './control';
import { readSettings } from './settings';

config({ quiet: true });

async function main(): Promise<void> {
  const adapter = new WhatsGateAdapter({
    ...readSettings(),
    checkNumbers: true,
    logger: { ...console, debug: () => undefined },
  });
  adapter.onTurnError = async (context, error) => {
    console.error('A turn failed:', error);
    await context.sendActivity('Sorry, something went wrong on my side. Please try again.');
  };

  const references: References = new Map();
  const bot = new ProactiveBot(references);
  const app = express();
  app.post('/api/whatsgate/:token', async (req, res) => {
    await adapter.process(req, res, (context) => bot.run(context));
  });
  const server = app.listen(Number(process.env['PORT'] ?? 3978));
  // On a port of its own that only this machine reaches: a tunnel to the webhook does not lead here.
  const control = createControl(adapter, references);
  const controlServer = control.listen(Number(process.env['CONTROL_PORT'] ?? 3979), '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(controlServer, 'listening')]);
  const { port } = server.address() as AddressInfo;
  const { port: controlPort } = controlServer.address() as AddressInfo;
  console.log(`The bot listens at http://127.0.0.1:${port}/api/whatsgate/<WHATSGATE_WEBHOOK_TOKEN>.`);
  console.log(`It writes to everybody it knows at http://127.0.0.1:${controlPort}/api/notify.`);

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  // Turns under way are finished, and webhooks that come now are refused, so that WhatsGate repeats them later.
  await adapter.close();
  server.close();
  controlServer.close();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
