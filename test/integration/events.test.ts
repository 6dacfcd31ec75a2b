import assert from 'node:assert/strict';
import { INVOKE_RESPONSE_KEY, ShowTypingMiddleware, type TurnContext } from 'botbuilder';
import { WhatsGateClosedError, type OwnMessage, type Receipt } from '../../src/index';
import { gate, startWorld, type World } from './support/world';

/** Logic that says one thing. */
const say =
  (text: string) =>
  async (context: TurnContext): Promise<void> => {
    await context.sendActivity(text);
  };

describe('Beside messages', () => {
  let world: World;
  afterEach(() => world.close());

  const emitted = <Value>(
    name: 'receipt' | 'sent' | 'ownMessage' | 'ready' | 'disconnect' | 'gatewayError',
  ) => new Promise<Value>((resolve) => world.adapter.once(name, (value: unknown) => resolve(value as Value)));

  it('the adapter tells how far a message has come, and never backwards', async () => {
    world = await startWorld({ logic: say('hello') });
    const receipts: Receipt[] = [];
    world.adapter.on('receipt', (receipt) => receipts.push(receipt));
    await world.sim.user('79991112233').says('hi');
    const message = await world.sim.nextMessage();
    for (const ack of [1, 3, 2, 3]) await world.sim.acknowledge(message.id, ack).delivered;
    assert.deepEqual(
      receipts.map(({ status, messageId }) => [status, messageId]),
      [
        ['sent', message.id],
        ['read', message.id],
      ],
    );
    assert.equal(receipts[0]?.conversationId, '79991112233@c.us');
  });

  it('a receipt reaches the bot only on request', async () => {
    const types: string[] = [];
    const logic = (context: TurnContext): Promise<void> => {
      types.push(context.activity.name ?? context.activity.type);
      return Promise.resolve();
    };
    world = await startWorld({ logic, adapter: { eventActivities: ['receipt'] } });
    await world.adapter.continueConversation(
      { conversation: { id: '79991112233@c.us' } as never },
      say('hello'),
    );
    const message = await world.sim.nextMessage();
    await world.sim.acknowledge(message.id, 3).delivered;
    assert.deepEqual(types, ['read']);
  });

  it('messages of the account itself never run the bot', async () => {
    let turns = 0;
    world = await startWorld({ logic: () => Promise.resolve(void (turns += 1)) });
    const own = emitted<OwnMessage>('ownMessage');
    const anna = world.sim.user('79991112233');
    await world.sim.typeOnPhone(anna, 'written on the phone').delivered;
    const told = await own;
    assert.equal(told.message.body, 'written on the phone');
    assert.equal(told.sentByAdapter, false);
    assert.equal(turns, 0);
  });

  it('a queued message is matched to what the bot was told', async () => {
    const ids: string[] = [];
    world = await startWorld({
      adapter: { async: true },
      logic: async (context) => void ids.push((await context.sendActivity('queued'))?.id ?? ''),
    });
    const sent = emitted<OwnMessage>('sent');
    await world.sim.user('79991112233').says('hi');
    const told = await sent;
    assert.match(ids[0] ?? '', /^queued:/);
    assert.equal(told.queuedId, ids[0]);
    assert.match(told.messageId ?? '', /^true_79991112233@c\.us_/);
  });

  it('the state of the account is told', async () => {
    world = await startWorld();
    const gone = emitted<{ whatsappId: string }>('disconnect');
    await world.sim.disconnect().delivered;
    assert.equal((await gone).whatsappId, world.sim.whatsappId);
    const back = emitted<{ number: string | undefined }>('ready');
    await world.sim.connect().delivered;
    assert.match((await back).number ?? '', /^\d+$/);
    const failed = emitted<{ name: string | undefined }>('gatewayError');
    await world.sim.emit('error', { name: 'Boom', message: 'it broke', code: 0 }).delivered;
    assert.equal((await failed).name, 'Boom');
  });

  it('polling needs no webhook, and an event that comes both ways is answered once', async () => {
    world = await startWorld();
    const { sim, adapter } = world;
    const logic = say('polled');
    sim.setWebhook(null);
    const anna = sim.user('79991112233');
    await anna.says('hi');
    const polling = adapter.poll(logic, { intervalMs: 5, since: new Date(sim.clock.now() - 10_000) });
    const first = await sim.nextMessage();
    assert.equal(first.body, 'polled');
    await anna.says('hi again');
    assert.equal((await sim.nextMessage()).body, 'polled');
    await polling.stop();
    const event = sim.events.find((candidate) => candidate.envelope.event_action === 'message');
    await adapter.processEvent(event?.envelope, logic);
    assert.equal(sim.messages.filter((message) => message.body === 'polled').length, 2);
  });

  it('a closed adapter does not poll', async () => {
    world = await startWorld();
    await world.adapter.close();
    assert.throws(() => world.adapter.poll(say('too late')), WhatsGateClosedError);
  });

  it('an event of another way than HTTP is taken as well, and a wrong one named', async () => {
    world = await startWorld();
    const { adapter, sim } = world;
    const texts: string[] = [];
    const event = {
      id: 1,
      whatsapp_id: sim.whatsappId,
      event_action: 'message',
      event_data: {
        message: { type: 'chat', body: 'by queue', from: '79991112233@c.us', id: 'false_79991112233@c.us_A' },
      },
    };
    await adapter.processEvent(event, (context) => Promise.resolve(void texts.push(context.activity.text)));
    assert.deepEqual(texts, ['by queue']);
    await assert.rejects(
      adapter.processEvent({ hello: 1 }, () => Promise.resolve()),
      /no WhatsGate event/,
    );
    await assert.rejects(
      adapter.processEvent({ ...event, whatsapp_id: 'x' }, () => Promise.resolve()),
      /does not have/,
    );
  });

  it('activities that mean nothing on WhatsApp are answered and not sent', async () => {
    let ids: (string | undefined)[] = [];
    let invoke: unknown;
    world = await startWorld({
      logic: async (context) => {
        const responses = await context.sendActivities([
          { type: 'trace', value: { secret: 'state' } },
          { type: 'event', name: 'x' },
          { type: 'invokeResponse', value: { status: 200 } },
          { type: 'message', text: 'real' },
          { type: 'endOfConversation', text: 'bye' },
          { type: 'delay', value: 1 },
          { type: 'handoff' },
        ]);
        ids = responses.map(({ id }) => id);
        invoke = context.turnState.get(INVOKE_RESPONSE_KEY);
      },
    });
    const question = await world.sim.user('79991112233').says('hi');
    const [real, bye] = [await world.sim.nextMessage(), await world.sim.nextMessage()];
    await question.delivered;
    assert.deepEqual(ids, ['', '', '', real.id, bye.id, '', '']);
    assert.ok(invoke);
    assert.equal(JSON.stringify(world.sim.requests).includes('secret'), false);
  });

  it('typing is shown, seldom enough, and its failure is none of the turn', async () => {
    const thinking = gate();
    world = await startWorld({
      logic: async (context) => {
        for (let i = 0; i < 5; i += 1) await context.sendActivity({ type: 'typing' });
        thinking.open();
        await context.sendActivity('thought');
      },
    });
    world.sim.faults.onCommand('typing', { kind: 'status', status: 400 });
    world.adapter.use(new ShowTypingMiddleware(0, 60_000));
    await world.sim.user('79991112233').says('hi');
    await thinking.opened;
    assert.equal((await world.sim.nextMessage()).body, 'thought');
    await world.adapter.close();
    assert.equal(world.sim.requests.filter((request) => request.command === 'typing').length, 1);
  });

  it('what the adapter knows is to be seen', async () => {
    const waiting = gate();
    const begun = gate();
    world = await startWorld({
      logic: async () => {
        begun.open();
        await waiting.opened;
      },
    });
    const outbox = { queued: 0, capacity: 10_000, paused: [] };
    assert.deepEqual(await world.adapter.status(), { queued: 0, active: 0, dead: 0, oldestMs: 0, outbox });
    const anna = world.sim.user('79991112233');
    await anna.says('one');
    await begun.opened;
    const second = await anna.says('two');
    while ((await world.adapter.status()).queued === 0) await new Promise(setImmediate);
    const { queued, active } = await world.adapter.status();
    assert.deepEqual({ queued, active }, { queued: 1, active: 1 });
    waiting.open();
    await second.delivered;
    assert.doesNotMatch(JSON.stringify(world.adapter.client), new RegExp(world.sim.apiKey));
  });
});
