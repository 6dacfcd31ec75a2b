import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ActionTypes,
  CardFactory,
  ConversationState,
  InputHints,
  MemoryStorage,
  MessageFactory,
  type Activity,
  type TurnContext,
} from 'botbuilder';
import {
  ChoicePrompt,
  ConfirmPrompt,
  Dialog,
  DialogSet,
  DialogTurnStatus,
  ListStyle,
  WaterfallDialog,
} from 'botbuilder-dialogs';
import { memoryInbox } from '../../src/inbox/memory';
import { sqliteInbox } from '../../src/inbox/sqlite/inbox';
import type { Inbox } from '../../src/inbox/inbox';
import { WhatsGateAdapter, type WhatsGateAdapterOptions } from '../../src/index';
import { listen, startWorld, stop, TOKEN, type World } from './support/world';

const COLORS = MessageFactory.suggestedActions(
  [
    { type: ActionTypes.PostBack, title: 'Red', value: 'color:red' },
    { type: ActionTypes.MessageBack, title: 'Light blue', text: 'blue', value: { rgb: 255 } },
  ],
  'What is the best color?',
);

describe('Choices, over real sockets', () => {
  let world: World;
  afterEach(() => world.close());

  /** A bot that offers at every message but an answer, and keeps what it heard. */
  const start = async (adapter: Partial<WhatsGateAdapterOptions> = {}, offer: Partial<Activity> = COLORS) => {
    const heard: Pick<Activity, 'text' | 'value'>[] = [];
    world = await startWorld({
      adapter,
      logic: async (context) => {
        heard.push({ text: context.activity.text, value: context.activity.value as unknown });
        await context.sendActivity(context.activity.text === 'menu' ? offer : 'Thanks.');
      },
    });
    const anna = world.sim.user('79991112233', { name: 'Anna' });
    const ask = async (text: string): Promise<string> => {
      const { delivered } = await anna.says(text);
      const { body } = await world.sim.nextMessage({ to: anna });
      await delivered;
      return body ?? '';
    };
    return { ask, heard };
  };

  it('are offered by number', async () => {
    const { ask } = await start();
    assert.equal(await ask('menu'), 'What is the best color?\n\n1. Red\n2. Light blue');
  });

  const typed: readonly (readonly [typed: string, text: string, value: unknown])[] = [
    ['1', 'color:red', undefined],
    ['Red', 'color:red', undefined],
    ['RED', 'color:red', undefined],
    ['2)', 'blue', { rgb: 255 }],
    ['light BLUE', 'blue', { rgb: 255 }],
    ['3', '3', undefined],
    ['Reddish', 'Reddish', undefined],
  ];
  for (const [answer, text, value] of typed) {
    it(`${JSON.stringify(answer)} reaches the bot as ${JSON.stringify(text)}`, async () => {
      const { ask, heard } = await start();
      await ask('menu');
      await ask(answer);
      assert.deepEqual(heard.at(-1), { text, value });
    });
  }

  it('outlive a restart with an inbox in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'whatsgate-choices-'));
    const path = join(folder, 'inbox.db');
    const { ask } = await start({ inbox: sqliteInbox(path) });
    await ask('menu');
    await world.adapter.close(1000);
    const { apiKey, baseUrl, whatsappId } = world.sim;
    const inbox = sqliteInbox(path);
    const restarted = new WhatsGateAdapter({ apiKey, baseUrl, whatsappId, webhookToken: TOKEN, inbox });
    const heard: unknown[] = [];
    const server = http.createServer((req, res) => {
      void restarted.process(req, res, async (context) => {
        heard.push(context.activity.text, context.activity.value);
        await context.sendActivity('Thanks.');
      });
    });
    try {
      world.sim.setWebhook(`${await listen(server)}/api/whatsgate/${TOKEN}`);
      await ask('2');
      assert.deepEqual(heard, ['blue', { rgb: 255 }]);
    } finally {
      await restarted.close(1000);
      await stop(server);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('are answered once', async () => {
    const { ask, heard } = await start();
    for (const text of ['menu', '1', '1']) await ask(text);
    assert.deepEqual(
      heard.slice(1).map(({ text }) => text),
      ['color:red', '1'],
    );
  });

  it('switched off are shown all the same, and what is typed stays as it is', async () => {
    const { ask, heard } = await start({ choices: false });
    assert.match(await ask('menu'), /1\. Red/);
    await ask('1');
    assert.equal(heard.at(-1)?.text, '1');
  });

  it('that have expired are no choices any more', async () => {
    const { ask, heard } = await start({ choices: { expiresMs: 1 } });
    await ask('menu');
    const end = Date.now() + 2;
    while (Date.now() < end) await new Promise(setImmediate);
    await ask('1');
    assert.equal(heard.at(-1)?.text, '1');
  });

  it('outlive a restart with an inbox that does', async () => {
    const { store } = memoryInbox();
    const durable = (): Inbox => withStore(memoryInbox(), store);
    const first = await start({ inbox: durable() });
    // The second gateway counts its events from the beginning again: its first one must not be the menu's.
    await first.ask('hello');
    await first.ask('menu');
    await world.close();
    const second = await start({ inbox: durable() });
    await second.ask('2');
    assert.deepEqual(second.heard, [{ text: 'blue', value: { rgb: 255 } }]);
  });

  it('of several cards in one turn are counted through', async () => {
    const card = (title: string) =>
      CardFactory.heroCard(
        title,
        [],
        [{ type: ActionTypes.ImBack, title: `Buy ${title}`, value: `buy ${title}` }],
      );
    const heard: string[] = [];
    world = await startWorld({
      logic: async (context) => {
        heard.push(context.activity.text);
        if (context.activity.text !== 'menu') return;
        await context.sendActivity(MessageFactory.attachment(card('Tea')));
        await context.sendActivity(MessageFactory.carousel([card('Coffee'), card('Milk')]));
      },
    });
    const anna = world.sim.user('79991112233');
    await (
      await anna.says('menu')
    ).delivered;
    assert.equal((await world.sim.nextMessage()).body, '*Tea*\n\n1. Buy Tea');
    assert.equal((await world.sim.nextMessage()).body, '*Coffee*\n\n2. Buy Coffee\n\n*Milk*\n\n3. Buy Milk');
    await (
      await anna.says('3')
    ).delivered;
    assert.deepEqual(heard, ['menu', 'buy Milk']);
  });

  it('give way to a later question of the same turn', async () => {
    const heard: string[] = [];
    world = await startWorld({
      logic: async (context) => {
        heard.push(context.activity.text);
        if (context.activity.text !== 'menu') return;
        await context.sendActivity(COLORS);
        await context.sendActivity('How many people?', undefined, InputHints.ExpectingInput);
      },
    });
    const anna = world.sim.user('79991112233');
    await (
      await anna.says('menu')
    ).delivered;
    await (
      await anna.says('2')
    ).delivered;
    assert.deepEqual(heard, ['menu', '2']);
  });

  describe('of prompts', () => {
    /** A bot that asks for a color by a prompt of the SDK, and says what was chosen. */
    const prompting = async (style: ListStyle, before?: Partial<Activity>) => {
      const state = new ConversationState(new MemoryStorage());
      const dialogs = new DialogSet(state.createProperty('dialogs'));
      const prompt = new ChoicePrompt('color');
      prompt.style = style;
      dialogs.add(prompt).add(new ConfirmPrompt('sure', undefined, 'en-us'));
      dialogs.add(
        new WaterfallDialog('ask', [
          async (step) => {
            if (before !== undefined) await step.context.sendActivity(before);
            return step.prompt('color', { prompt: 'Which color?', choices: ['Red', 'Green', 'Blue'] });
          },
          async (step) => {
            await step.context.sendActivity(`You chose ${(step.result as { value: string }).value}.`);
            return step.prompt('sure', 'Sure?');
          },
          async (step) => {
            await step.context.sendActivity(step.result === true ? 'Sure.' : 'Not sure.');
            return Dialog.EndOfTurn;
          },
        ]),
      );
      world = await startWorld({
        logic: async (context: TurnContext) => {
          const dialog = await dialogs.createContext(context);
          const result = await dialog.continueDialog();
          if (result.status === DialogTurnStatus.empty) await dialog.beginDialog('ask');
          await state.saveChanges(context);
        },
      });
      return world.sim.user('79991112233');
    };

    for (const style of [
      ListStyle.auto,
      ListStyle.inline,
      ListStyle.list,
      ListStyle.suggestedAction,
      ListStyle.heroCard,
    ]) {
      for (const answer of ['2', 'green', 'Green']) {
        it(`in style ${ListStyle[style]} are answered by ${answer}`, async () => {
          const anna = await prompting(style);
          await (
            await anna.says('hi')
          ).delivered;
          assert.match((await world.sim.nextMessage()).body ?? '', /Which color\?/);
          await (
            await anna.says(answer)
          ).delivered;
          assert.equal((await world.sim.nextMessage()).body, 'You chose Green.');
          assert.match((await world.sim.nextMessage()).body ?? '', /Sure\? \(1\) Yes or \(2\) No/);
          await (
            await anna.says('1')
          ).delivered;
          assert.equal((await world.sim.nextMessage()).body, 'Sure.');
        });
      }
    }

    it('count for themselves behind a card with choices', async () => {
      const card = CardFactory.heroCard('Menu', [], ['Tea', 'Coffee', 'Milk']);
      const anna = await prompting(ListStyle.list, MessageFactory.attachment(card));
      await (
        await anna.says('hi')
      ).delivered;
      assert.match((await world.sim.nextMessage()).body ?? '', /2\. Coffee/);
      assert.match((await world.sim.nextMessage()).body ?? '', /2\. Green/);
      await (
        await anna.says('2')
      ).delivered;
      assert.equal((await world.sim.nextMessage()).body, 'You chose Green.');
    });
  });
});

/** An engine of memory that says that its store outlives the process. */
function withStore(inbox: Inbox, store: Inbox['store']): Inbox {
  const journal: NonNullable<Inbox['journal']> = {
    begin: () => Promise.resolve(),
    end: () => Promise.resolve(),
    of: () => Promise.resolve([]),
  };
  return Object.assign(Object.create(inbox) as Inbox, {
    start: inbox.start.bind(inbox),
    accept: inbox.accept.bind(inbox),
    run: inbox.run.bind(inbox),
    status: inbox.status.bind(inbox),
    close: inbox.close.bind(inbox),
    reserve: inbox.reserve.bind(inbox),
    store,
    journal,
  });
}
