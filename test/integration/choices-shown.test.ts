import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionTypes, InputHints, MessageFactory } from 'botbuilder';
import { memoryInbox } from '../../src/inbox/memory';
import { sqliteInbox } from '../../src/inbox/sqlite/inbox';
import { gate, startWorld, type World } from './support/world';

const COLORS = MessageFactory.suggestedActions(
  [{ type: ActionTypes.PostBack, title: 'Red', value: 'color:red' }],
  'What is the best color?',
);

describe('Choices and when they were shown, over real sockets', () => {
  let world: World;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'choices-shown-'));
  });
  afterEach(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  for (const [kind, inbox] of [
    ['memory', () => memoryInbox()],
    ['a file', () => sqliteInbox(join(folder, 'inbox.db'))],
  ] as const) {
    it(`are not taken away by a message that had come before they were shown, with an inbox in ${kind}`, async () => {
      const heard: string[] = [];
      const thinking = gate();
      world = await startWorld({
        adapter: { inbox: inbox() },
        logic: async (context) => {
          heard.push(context.activity.text);
          if (context.activity.text !== 'menu') return;
          await thinking.opened;
          await context.sendActivity(COLORS);
        },
      });
      const anna = world.sim.user('79991112233');
      await anna.says('menu');
      while (heard.length === 0) await new Promise(setImmediate);
      for (const impatient of ['hello?', '1']) await anna.says(impatient);
      while ((await world.adapter.status()).queued < 2) await new Promise(setImmediate);
      thinking.open();
      while (heard.length < 3) await new Promise(setImmediate);
      await anna.says('1');
      while (heard.length < 4) await new Promise(setImmediate);
      assert.deepEqual(heard, ['menu', 'hello?', '1', 'color:red']);
    });
  }

  it('of a message that was never shown cannot be chosen', async () => {
    const heard: string[] = [];
    world = await startWorld({
      adapter: { quoteReplies: 'never' },
      logic: async (context) => {
        const { text } = context.activity;
        heard.push(text);
        if (text === 'expired') await context.sendActivity({ ...COLORS, expiration: new Date(0) });
        if (text === 'refused') {
          world.sim.faults.onCommand('send', { kind: 'status', status: 400 }, { times: 1 });
          await context.sendActivity(COLORS).catch(() => undefined);
        }
        if (text === 'expired' || text === 'refused') await context.sendActivity('How many?');
      },
    });
    const anna = world.sim.user('79991112233');
    for (const text of ['expired', '1', 'refused', '1']) {
      const { delivered } = await anna.says(text);
      await delivered;
    }
    assert.deepEqual(heard, ['expired', '1', 'refused', '1']);
  });

  it('wait for a message that asks anew, also when the bot does not', async () => {
    const heard: string[] = [];
    let asking: Promise<unknown> = Promise.resolve();
    world = await startWorld({
      logic: async (context) => {
        heard.push(context.activity.text);
        if (context.activity.text !== 'menu') return;
        await context.sendActivity(COLORS);
        asking = context
          .sendActivity({ text: 'How many?', inputHint: InputHints.ExpectingInput })
          .catch(() => 'the SDK takes the context away when the turn has ended');
      },
    });
    world.sim.faults.onCommand('send', { kind: 'slow', ms: 200 });
    const anna = world.sim.user('79991112233');
    for (const text of ['menu', '1']) {
      await (
        await anna.says(text)
      ).delivered;
    }
    await asking;
    assert.deepEqual(heard, ['menu', '1']);
  });

  it('count from where the last message that was shown left off', async () => {
    world = await startWorld({
      logic: async (context) => {
        await context.sendActivity({ ...COLORS, expiration: new Date(0) });
        await context.sendActivity(COLORS);
      },
    });
    await world.sim.user('79991112233').says('menu');
    assert.match((await world.sim.nextMessage()).body ?? '', /1\. Red/);
  });

  it('of one turn have no numbers once a title was one', async () => {
    const heard: string[] = [];
    world = await startWorld({
      logic: async (context) => {
        heard.push(context.activity.text);
        if (context.activity.text !== 'menu') return;
        const to = (title: string) => ({ type: ActionTypes.ImBack, title, value: `value of ${title}` });
        await context.sendActivity(MessageFactory.suggestedActions(['3', '5'].map(to), 'How many?'));
        await context.sendActivity(MessageFactory.suggestedActions(['Red'].map(to), 'Or a color?'));
      },
    });
    const anna = world.sim.user('79991112233');
    const menu = await anna.says('menu');
    await world.sim.nextMessage();
    assert.equal((await world.sim.nextMessage()).body, 'Or a color?\n\n- Red');
    await menu.delivered;
    await (
      await anna.says('3')
    ).delivered;
    assert.deepEqual(heard, ['menu', 'value of 3']);
  });
});
