import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TurnContext } from 'botbuilder';
import { postgresInbox, WhatsGateAdapter } from 'botbuilder-adapter-whatsgate';
import { readSettings } from './settings';

/** One process of the bot. What it needs to know of the others is in the database. */
async function main(): Promise<void> {
  const { databaseUrl, ...settings } = readSettings();
  const inbox = postgresInbox(databaseUrl);
  const adapter = new WhatsGateAdapter({
    ...settings,
    inbox,
    logger: { ...console, debug: () => undefined },
  });

  // Which process answers is chance; what it remembers must not be in its memory.
  const answer = async (context: TurnContext): Promise<void> => {
    if (context.activity.type !== 'message') return;
    const key = `count ${context.activity.conversation.id}`;
    const count = Number((await inbox.store.get(key)) ?? 0) + 1;
    await inbox.store.set(key, count, 24 * 60 * 60 * 1000);
    await context.sendActivity(
      `Message ${count}, answered by process ${process.pid}: ${context.activity.text}`,
    );
  };

  // What another process has left is worked on without waiting for the next event.
  await adapter.start(answer);
  const server = createServer((req, res) => void adapter.process(req, res, answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.({ port: (server.address() as AddressInfo).port });

  // Ctrl+C in a terminal reaches every process; the first one tells this one when to end.
  process.on('SIGINT', () => undefined);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'disconnect')]);
  // What does not finish in this time is handed to the other process.
  await adapter.close(10_000);
  process.exit();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
