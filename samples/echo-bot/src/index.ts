import { once } from 'node:events';
import { join } from 'node:path';
import { config } from 'dotenv';
import * as restify from 'restify';
import { WhatsGateAdapter } from 'botbuilder-adapter-whatsgate';
import { EchoBot } from './bot';
import { readSettings } from './settings';
import { startStandIn } from './stand-in';

config({ path: ['.env', join(__dirname, '..', '.env')], quiet: true });

async function main(): Promise<void> {
  // Without an account the bot talks to a stand-in for WhatsGate, and you talk to the bot in this terminal.
  const settings = readSettings();
  const standIn = settings === undefined ? await startStandIn() : undefined;

  const adapter = new WhatsGateAdapter({
    ...(settings ?? standIn!.settings),
    logger: { ...console, debug: () => undefined },
  });
  adapter.onTurnError = async (context, error) => {
    console.error('A turn failed:', error);
    await context.sendActivity('Sorry, something went wrong on my side. Please try again.');
  };

  const bot = new EchoBot();
  const server = restify.createServer();
  server.post('/api/whatsgate/:token', async (req, res) => {
    await adapter.process(req, res, (context) => bot.run(context));
  });
  server.listen(Number(process.env['PORT'] ?? 3978), standIn === undefined ? undefined : '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/api/whatsgate`;

  const leaving = new AbortController();
  process.once('SIGINT', () => leaving.abort());
  process.once('SIGTERM', () => leaving.abort());

  if (standIn === undefined) {
    console.log(`The bot listens at ${url}/<WHATSGATE_WEBHOOK_TOKEN>.`);
    await once(leaving.signal, 'abort');
  } else {
    console.log(
      `This is an echo bot for WhatsApp. It listens at ${url}.\n` +
        `What you type reaches it through a stand-in for WhatsGate at ${standIn.settings.baseUrl},\n` +
        'so that no account is needed; with WHATSGATE_API_KEY set it uses the real WhatsGate.\n' +
        `To see inside and to chat in the browser, open ${standIn.pageUrl}\n` +
        'Say something to the bot, or type /help.\n',
    );
    await standIn.chat(`${url}/${standIn.settings.webhookToken}`, leaving.signal);
  }

  // Turns under way are finished, and webhooks that come now are refused, so that WhatsGate repeats them later.
  await adapter.close();
  server.close();
  await standIn?.close();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
