import assert from 'node:assert/strict';
import {
  MemoryStorage,
  TurnContext,
  UserState,
  type ConversationParameters,
  type ConversationReference,
} from 'botbuilder';
import { TurnSignalKey, WhatsGateActivityError, WhatsGateUnsupportedError } from '../../src/index';
import { gate, startWorld, type World, type WorldOptions } from './support/world';

describe('A bot that speaks without being asked', () => {
  let world: World;
  afterEach(() => world.close());

  /** Lets a person write once and gives the reference that a bot would store, as a store gives it back. */
  async function startWithReference(options: WorldOptions = {}): Promise<Partial<ConversationReference>> {
    let reference: Partial<ConversationReference> = {};
    world = await startWorld({
      logic: (context) => {
        reference = TurnContext.getConversationReference(context.activity);
        return Promise.resolve();
      },
      ...options,
    });
    const message = await world.sim.user('79991112233', { name: 'Anna' }).says('hi');
    await message.delivered;
    return JSON.parse(JSON.stringify(reference)) as Partial<ConversationReference>;
  }

  it('continues a conversation, and quotes nothing by itself', async () => {
    const reference = await startWithReference();
    await world.adapter.continueConversation(reference, async (context) => {
      await context.sendActivity('news');
    });
    const message = await world.sim.nextMessage();
    assert.equal(message.to, '79991112233@c.us');
    assert.equal(message.body, 'news');
    assert.equal(message.quote, undefined);
  });

  it('is told to end when the adapter closes and its grace is over', async () => {
    const reference = await startWithReference();
    const begun = gate();
    let signal: AbortSignal | undefined;
    const turn = world.adapter.continueConversation(reference, async (context) => {
      signal = context.turnState.get<AbortSignal>(TurnSignalKey);
      begun.open();
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    });
    await begun.opened;
    assert.equal(signal?.aborted, false);
    assert.equal(await world.adapter.close(10), 1);
    await turn;
  });

  it('can quote a message of its choice', async () => {
    const reference = await startWithReference();
    const quoted = world.sim.messages[0]?.id ?? '';
    await world.adapter.continueConversation(reference, async (context) => {
      await context.sendActivity({ text: 'about this', replyToId: quoted });
    });
    assert.equal((await world.sim.nextMessage()).quote, quoted);
  });

  it('continues by every overload of continueConversationAsync', async () => {
    const reference = await startWithReference();
    const { adapter } = world;
    const claims = { claims: [{ type: 'aud', value: 'app' }] } as never;
    const seen: unknown[] = [];
    const note = (context: TurnContext): Promise<void> => {
      seen.push(context.turnState.get(adapter.BotIdentityKey), context.turnState.get(adapter.OAuthScopeKey));
      return Promise.resolve();
    };
    await adapter.continueConversationAsync('', reference, note);
    await adapter.continueConversationAsync(claims, reference, note);
    await adapter.continueConversationAsync(claims, reference, 'an-audience', note);
    assert.deepEqual(seen, [undefined, undefined, claims, undefined, claims, 'an-audience']);
  });

  it('takes a reference that the Agents SDK has stored', async () => {
    const { bot, ...reference } = await startWithReference();
    const stored = { ...reference, agent: bot };
    let recipient: unknown;
    await world.adapter.continueConversation(stored, (context) => {
      recipient = context.activity.recipient;
      return Promise.resolve();
    });
    assert.deepEqual(recipient, bot);
  });

  it('speaks to the person of the chat when a reference of several accounts names nobody', async () => {
    world = await startWorld({ simulator: { accounts: [{ name: 'Shop' }, { name: 'Support' }] } });
    const conversation = { id: `${world.sim.whatsappId}:79991112233@c.us` };
    let from: unknown;
    await world.adapter.continueConversation({ conversation } as never, (context) => {
      from = context.activity.from.id;
      return Promise.resolve();
    });
    assert.equal(from, '79991112233@c.us');
  });

  it('never sends its key to the address in a reference', async () => {
    const reference = await startWithReference();
    const hostile = { ...reference, serviceUrl: 'http://203.0.113.1/steal' };
    await world.adapter.continueConversation(hostile, async (context) => {
      await context.sendActivity('news');
    });
    assert.equal((await world.sim.nextMessage()).body, 'news');
  });

  it('is told when a reference names no conversation', async () => {
    world = await startWorld();
    await assert.rejects(
      world.adapter.continueConversation({}, () => Promise.resolve()),
      WhatsGateActivityError,
    );
  });

  it('gets what its own logic throws', async () => {
    const reference = await startWithReference();
    await assert.rejects(
      world.adapter.continueConversation(reference, () => Promise.reject(new Error('mine'))),
      /mine/,
    );
  });

  it('waits until the conversation is free', async () => {
    const reference = await startWithReference();
    const order: string[] = [];
    const first = gate();
    const begun = gate();
    const { adapter } = world;
    const one = adapter.continueConversation(reference, async () => {
      begun.open();
      await first.opened;
      order.push('one');
    });
    await begun.opened;
    const two = adapter.continueConversation(reference, () => {
      order.push('two');
      return Promise.resolve();
    });
    first.open();
    await Promise.all([one, two]);
    assert.deepEqual(order, ['one', 'two']);
  });

  it('continues its own conversation from inside a turn without waiting for ever', async () => {
    const reference = await startWithReference();
    const { adapter } = world;
    const order: string[] = [];
    await adapter.continueConversation(reference, async () => {
      await adapter.continueConversation(reference, () => {
        order.push('inner');
        return Promise.resolve();
      });
      order.push('outer');
    });
    assert.deepEqual(order, ['inner', 'outer']);
  });

  it('is heard from two conversations that write to each other at the same time', async () => {
    const reference = await startWithReference();
    const { adapter } = world;
    const other = { ...reference, conversation: { id: '79991112244@c.us' } as never };
    const both = [gate(), gate()] as const;
    const said: string[] = [];
    const turn = (mine: 0 | 1, own: Partial<ConversationReference>, theirs: Partial<ConversationReference>) =>
      adapter.continueConversation(own, async () => {
        both[mine].open();
        await both[mine === 0 ? 1 : 0].opened;
        await adapter.continueConversation(theirs, () => {
          said.push(`from ${mine}`);
          return Promise.resolve();
        });
      });
    await Promise.all([turn(0, reference, other), turn(1, other, reference)]);
    assert.deepEqual(said.sort(), ['from 0', 'from 1']);
  });

  const create = (parameters: Partial<ConversationParameters>, logic = () => Promise.resolve()) =>
    world.adapter.createConversationAsync(
      '',
      'whatsgate',
      '',
      '',
      parameters as ConversationParameters,
      logic,
    );

  it('writes to a phone number first, by number, and then by id', async () => {
    world = await startWorld();
    const activities: unknown[] = [];
    await world.adapter.createConversationAsync(
      '',
      'whatsgate',
      '',
      '',
      {
        members: [{ id: '+7 (999) 111-22-55', name: 'New' }],
        isGroup: false,
        activity: { text: 'hello' },
      } as never,
      async (context) => {
        activities.push(context.activity.name, context.activity.from.id, context.activity.conversation.id);
        await context.sendActivity('again');
      },
    );
    const [first, second] = [await world.sim.nextMessage(), await world.sim.nextMessage()];
    assert.deepEqual([first.body, second.body], ['hello', 'again']);
    const bodies = world.sim.requests.map((request) => request.body as { recipient?: unknown });
    assert.deepEqual(
      bodies.map((body) => body.recipient),
      [{ number: '79991112255', type: 'contact' }, { id: '79991112255@c.us' }],
    );
    assert.deepEqual(activities, ['CreateConversation', '79991112255@c.us', '79991112255@c.us']);
  });

  it('can have the number checked first', async () => {
    world = await startWorld({ adapter: { checkNumbers: true } });
    world.sim.user('79991112266', { isRegistered: false });
    await assert.rejects(create({ members: [{ id: '79991112266', name: '' }] }), (error: Error) => {
      assert.ok(error instanceof WhatsGateActivityError);
      assert.doesNotMatch(error.message, /79991112266/);
      return true;
    });
    world.sim.user('79991112277');
    await create({ members: [{ id: '79991112277', name: '' }] });
  });

  it('is told what a new conversation needs', async () => {
    world = await startWorld();
    await assert.rejects(create({ members: [] }), /exactly one entry in members/);
    await assert.rejects(create({ members: [{ id: 'Anna', name: '' }] }), /phone number with country code/);
  });

  it('is told that messages can be neither edited nor deleted', async () => {
    const reference = await startWithReference();
    await world.adapter.continueConversation(reference, async (context) => {
      await assert.rejects(context.updateActivity({ id: 'x', text: 'y' }), WhatsGateUnsupportedError);
      await assert.rejects(context.deleteActivity('x'), WhatsGateUnsupportedError);
    });
  });

  it('remembers of somebody it wrote to by number what it then needs when that one answers', async () => {
    const seen: unknown[] = [];
    const users = new UserState(new MemoryStorage());
    const language = users.createProperty<string>('language');
    world = await startWorld({
      logic: async (context) => {
        seen.push(context.activity.from.id, await language.get(context));
      },
    });
    const parameters = { members: [{ id: '+7 999 111-22-33', name: '' }] } as ConversationParameters;
    await world.adapter.createConversationAsync('', '', '', '', parameters, async (context) => {
      seen.push(context.activity.from.id);
      await language.set(context, 'ru');
      await users.saveChanges(context);
    });
    await (
      await world.sim.user('79991112233').says('hi')
    ).delivered;
    assert.deepEqual(seen, ['79991112233@c.us', '79991112233@c.us', 'ru']);
  });
});
