import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import { TurnContext, type ConversationReference } from 'botbuilder';
import { InboxStorageError, sqliteInbox, type OwnMessage } from '../../src/index';
import { openDatabase } from '../../src/inbox/sqlite/driver';
import { sqliteInboxOn } from '../../src/inbox/sqlite/inbox';
import { manualClock } from '../../src/simulator/index';
import { startWorld, type World } from './support/world';

const ANNA = '79991112233';

describe('With a durable inbox', () => {
  let folder: string;
  let world: World;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'whatsgate-durable-'));
  });
  afterEach(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('whose file cannot be written when a turn wants to send', () => {
    let errors: Error[];
    let turns: number;

    /** A bot whose first turn finds the file read-only at its last message, until onTurnError bears the failure. */
    async function start(texts: readonly string[]): Promise<void> {
      const database = openDatabase(join(folder, 'inbox.db'));
      errors = [];
      turns = 0;
      world = await startWorld({
        adapter: { inbox: sqliteInboxOn(database), quoteReplies: 'never' },
        logic: async (context) => {
          turns += 1;
          for (const text of texts) {
            if (turns === 1 && text === texts.at(-1)) database.exec('PRAGMA query_only = 1');
            await context.sendActivity(text);
          }
        },
      });
      world.adapter.onTurnError = async (context, error) => {
        errors.push(error);
        database.exec('PRAGMA query_only = 0');
        // A turn that is to run again must not have sent anything.
        await assert.rejects(context.sendActivity('sorry'), InboxStorageError);
      };
      await (
        await world.sim.user(ANNA).says('hi')
      ).delivered;
    }
    const bodies = (): unknown[] =>
      world.sim.messages.filter(({ direction }) => direction === 'out').map(({ body }) => body);
    const ended = async (): Promise<void> => {
      for (let open = 1; open > 0;) {
        await nextTurnOfTheLoop();
        const { queued, active } = await world.adapter.status();
        open = queued + active;
      }
    };

    it('runs that turn again when it can be, although onTurnError has borne the failure', async () => {
      await start(['hello']);
      await world.sim.nextMessage();
      await ended();
      assert.deepEqual([bodies(), turns, errors.length], [['hello'], 2, 1]);
      assert.ok(errors[0] instanceof InboxStorageError);
      assert.deepEqual(await world.adapter.dead.list(), []);
    });

    it('keeps that turn when it had sent something, with what it had sent', async () => {
      await start(['hello', 'good bye']);
      await ended();
      assert.deepEqual([bodies(), turns], [['hello'], 1]);
      const [letter] = await world.adapter.dead.list();
      assert.match(letter?.error ?? '', /^InboxStorageError: /);
      assert.deepEqual(
        letter?.sent.map(({ intent, outcome }) => [intent.text, outcome?.status]),
        [
          ['hello', 'sent'],
          ['good bye', 'refused'],
          ['sorry', 'refused'],
        ],
      );
    });
  });

  it('runs a turn again that ended because the store of the inbox failed it', async () => {
    const database = openDatabase(join(folder, 'inbox.db'));
    const inbox = sqliteInboxOn(database);
    let turns = 0;
    world = await startWorld({
      adapter: { inbox },
      logic: async (context) => {
        turns += 1;
        try {
          if (turns === 1) database.exec('PRAGMA query_only = 1');
          await inbox.store.set('state of the bot', turns, 60_000);
        } finally {
          database.exec('PRAGMA query_only = 0');
        }
        await context.sendActivity('hello');
      },
    });
    await world.sim.user(ANNA).says('hi');
    await world.sim.nextMessage();
    assert.equal(turns, 2);
    assert.deepEqual(await world.adapter.dead.list(), []);
  });

  it('runs no turn again that has written to somebody else before the store failed it', async () => {
    const database = openDatabase(join(folder, 'inbox.db'));
    let reference: Partial<ConversationReference> = {};
    world = await startWorld({
      adapter: { inbox: sqliteInboxOn(database) },
      logic: async (context) => {
        if (context.activity.text === 'subscribe') {
          reference = TurnContext.getConversationReference(context.activity);
          return;
        }
        await world.adapter.continueConversation(reference, async (inner) => {
          await inner.sendActivity('news');
        });
        database.exec('PRAGMA query_only = 1');
        try {
          await context.sendActivity('published');
        } finally {
          database.exec('PRAGMA query_only = 0');
        }
      },
    });
    const subscriber = world.sim.user(ANNA);
    await (
      await subscriber.says('subscribe')
    ).delivered;
    // From the first proactive turn of a process on, it is known what runs inside a turn.
    await world.adapter.continueConversation(reference, () => Promise.resolve());
    await world.sim.user('79994445566').says('publish');
    while ((await world.adapter.dead.list()).length === 0) await nextTurnOfTheLoop();
    const news = world.sim.messages.filter(({ body }) => body === 'news');
    assert.equal(news.length, 1);
  });

  it('refuses events while the disk is full, so that the gateway repeats them, and then answers once', async () => {
    const database = openDatabase(join(folder, 'inbox.db'));
    const clock = manualClock();
    world = await startWorld({
      simulator: { clock },
      adapter: { inbox: sqliteInboxOn(database) },
      logic: async (context) => {
        await context.sendActivity(`Echo: ${context.activity.text.length}`);
      },
    });
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const said = await world.sim.user(ANNA).says('x'.repeat(50_000));
    await world.sim.idle();
    assert.equal(world.sim.deliveries[0]?.status, 503);
    database.exec('PRAGMA max_page_count = 100000');
    await clock.advance(20_000);
    assert.equal((await said.delivered).outcome, 'acknowledged');
    assert.equal((await world.sim.nextMessage()).body, 'Echo: 50000');
  });

  it('a process knows what an earlier one has sent', async () => {
    const path = join(folder, 'inbox.db');
    world = await startWorld({
      adapter: { inbox: sqliteInbox(path) },
      logic: async (context) => {
        await context.sendActivity('hello');
      },
    });
    await world.sim.user(ANNA).says('hi');
    const message = await world.sim.nextMessage();
    await world.close();
    world = await startWorld({ adapter: { inbox: sqliteInbox(path) } });
    const told = new Promise<OwnMessage>((resolve) => {
      world.adapter.once('ownMessage', resolve);
    });
    const event = {
      id: 1000,
      whatsapp_id: world.sim.whatsappId,
      event_action: 'create',
      event_date: '2026-05-28 20:30:00',
      event_data: { message: { id: message.id, to: message.to, body: 'hello' } },
    };
    await world.adapter.processEvent(event, () => Promise.resolve());
    const { messageId, sentByAdapter } = await told;
    assert.deepEqual([messageId, sentByAdapter], [message.id, true]);
  });

  it('a message to an account that is connected no more is kept as a dead letter', async () => {
    const path = join(folder, 'inbox.db');
    const inbox = sqliteInbox(path);
    const event = (id: number, action: string) => ({
      id,
      whatsapp_id: 'former',
      event_action: action,
      event_data: { message: { id: `false_${ANNA}@c.us_${id}`, from: `${ANNA}@c.us`, body: 'hi', ack: 1 } },
    });
    for (const [id, action] of [
      [1, 'message'],
      [2, 'ack'],
    ] as const)
      await inbox.accept({ id: `former/${id}`, key: 'former', data: event(id, action) });
    await inbox.close(0);
    world = await startWorld({ adapter: { inbox: sqliteInbox(path) } });
    await world.adapter.start(() => Promise.resolve());
    for (let open = 2; open > 0; open = (await world.adapter.status()).queued) await nextTurnOfTheLoop();
    while ((await world.adapter.dead.list()).length === 0) await nextTurnOfTheLoop();
    const letters = await world.adapter.dead.list();
    assert.deepEqual(
      letters.map(({ id, reason }) => [id, reason]),
      [['former/1', 'poison']],
    );
    assert.match(letters[0]?.error ?? '', /option whatsappId or accounts/);
  });
});
