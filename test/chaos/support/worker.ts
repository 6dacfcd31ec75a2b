import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TurnContext } from 'botbuilder';
import { memoryInbox, postgresInbox, sqliteInbox, WhatsGateAdapter } from '../../../src/index';
import type { Inbox } from '../../../src/inbox/inbox';
import { createDialogBot } from './dialog-bot';

/**
 * One process of a bot, to be killed. It answers each text with `Echo: <text>`; `part <text>` gets two answers.
 * `late N` is answered after N milliseconds, and the turn of `long N` lasts so long beyond its answer. `form` begins a
 * dialog. With CHAOS_HANG it waits for ever before its first answer, or after it, and says so.
 */
const {
  CHAOS_ENGINE,
  CHAOS_TARGET = '',
  CHAOS_GATEWAY = '',
  CHAOS_KEY = '',
  CHAOS_ACCOUNT = '',
  CHAOS_HANG,
} = process.env;

function say(message: object): void {
  process.send?.(message);
}

function createInbox(): Inbox {
  if (CHAOS_ENGINE === 'sqlite') return sqliteInbox(CHAOS_TARGET);
  if (CHAOS_ENGINE === 'postgres') return postgresInbox(CHAOS_TARGET);
  return memoryInbox();
}

const inbox = createInbox();
const adapter = new WhatsGateAdapter({
  apiKey: CHAOS_KEY,
  whatsappId: CHAOS_ACCOUNT,
  webhookToken: 'a-token-for-the-chaos-tests',
  baseUrl: CHAOS_GATEWAY,
  quoteReplies: 'never',
  inbox,
});

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const forever = (): Promise<void> => new Promise(() => undefined);

const dialogBot = createDialogBot(inbox.store);

async function answer(context: TurnContext): Promise<void> {
  const text = context.activity.text;
  if (await dialogBot.answers(context)) return;
  await wait(1 + Math.random() * 4);
  if (CHAOS_HANG === 'before') {
    say({ hangs: text });
    await forever();
  }
  const [kind, milliseconds] = text.split(' ');
  if (kind === 'late') await wait(Number(milliseconds));
  await context.sendActivity(`Echo: ${text}`);
  if (kind === 'long') await wait(Number(milliseconds));
  if (CHAOS_HANG === 'after') {
    say({ hangs: text });
    await forever();
  }
  if (text.startsWith('part ')) await context.sendActivity(`More: ${text}`);
}

const server = createServer((req, res) => void adapter.process(req, res, answer));
server.listen(0, '127.0.0.1', () => {
  const tell = (): void => say({ port: (server.address() as AddressInfo).port });
  adapter.start(answer).then(tell, tell);
});
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => void adapter.close(5000).then(() => process.exit()));
