import assert from 'node:assert/strict';
import { TurnContext, type ConversationReference } from 'botbuilder';
import { WhatsGateDisconnectedError, WhatsGateError } from '../../src/index';
import { gate, startWorld, type World } from './support/world';

const ANNA = '79991112233';

describe('A send of which nobody knows', () => {
  let world: World;
  afterEach(() => world.close());

  /** Lets the bot answer one message while the gateway fails after it has sent. */
  async function answerOverFault(
    createEventOnApiSend: boolean,
  ): Promise<{ ids: string[]; errors: unknown[] }> {
    const ids: string[] = [];
    const errors: unknown[] = [];
    world = await startWorld({
      // Long enough for an event that comes; short where none does.
      adapter: { settleTimeoutMs: createEventOnApiSend ? 30_000 : 50 },
      simulator: { assumptions: { createEventOnApiSend } },
      logic: async (context) => {
        try {
          ids.push((await context.sendActivity('hello'))?.id ?? '');
        } catch (error) {
          errors.push(error);
        }
      },
    });
    world.sim.faults.onCommand('send', { kind: 'reset-after' });
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    return { ids, errors };
  }

  it('is found among the events, and neither fails nor is repeated', async () => {
    const { ids, errors } = await answerOverFault(true);
    const sent = world.sim.messages.filter(({ direction }) => direction === 'out');
    assert.equal(sent.length, 1);
    assert.deepEqual([ids, errors], [[sent[0]?.id], []]);
  });

  it('fails as before when nothing tells of it, and is not repeated', async () => {
    const { ids, errors } = await answerOverFault(false);
    assert.equal(world.sim.messages.filter(({ direction }) => direction === 'out').length, 1);
    assert.equal(ids.length, 0);
    const [error] = errors;
    assert.ok(error instanceof WhatsGateError && error.maybeDelivered);
    assert.ok(world.sim.requests.some(({ command }) => command === 'events-get'));
  });
});

describe('The outbox of an account that is unlinked', () => {
  let world: World;
  afterEach(() => world.close());

  async function startUnlinked(disconnectTimeoutMs: number): Promise<Partial<ConversationReference>> {
    let reference: Partial<ConversationReference> = {};
    world = await startWorld({
      adapter: { disconnectTimeoutMs },
      simulator: { assumptions: { disconnectDeletesSession: false } },
      logic: (context) => {
        reference = TurnContext.getConversationReference(context.activity);
        return Promise.resolve();
      },
    });
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    await world.sim.disconnect().delivered;
    return reference;
  }

  it('waits until it is ready again, and shows that it does', async () => {
    const reference = await startUnlinked(60_000);
    const begun = gate();
    const sent = world.adapter.continueConversation(reference, async (context) => {
      begun.open();
      await context.sendActivity('news');
    });
    await begun.opened;
    const { outbox } = await world.adapter.status();
    assert.deepEqual(outbox.paused, [world.sim.whatsappId]);
    assert.ok(!world.sim.requests.some(({ command }) => command === 'send'));
    await world.sim.connect().delivered;
    await sent;
    assert.equal((await world.sim.nextMessage()).body, 'news');
    assert.deepEqual((await world.adapter.status()).outbox.paused, []);
  });

  it('fails with a clear error when that takes too long', async () => {
    const reference = await startUnlinked(0);
    await assert.rejects(
      world.adapter.continueConversation(reference, async (context) => {
        await context.sendActivity('news');
      }),
      WhatsGateDisconnectedError,
    );
    assert.ok(!world.sim.requests.some(({ command }) => command === 'send'));
  });
});
