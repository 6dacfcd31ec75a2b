import assert from 'node:assert/strict';
import {
  ActivityTypes,
  BotAdapter,
  DeliveryModes,
  INVOKE_RESPONSE_KEY,
  TurnContext,
  type Activity,
  type ResourceResponse,
} from 'botbuilder';
import fc from 'fast-check';
import { WhatsGateTurnContext } from '../../../src/hosts/botbuilder-context';

const inbound: Partial<Activity> = {
  type: ActivityTypes.Message,
  id: 'inbound-1',
  channelId: 'whatsgate',
  serviceUrl: 'https://whatsgate.org/api/v1',
  locale: 'de-DE',
  from: { id: '79991234567@c.us', name: 'Anna' },
  recipient: { id: '79990000000@c.us', name: 'Bot' },
  conversation: { id: '79991234567@c.us', isGroup: false, conversationType: 'personal', name: '' },
  text: 'hi',
};

/** Answers each activity with an id, and keeps what it was given. */
class RecordingAdapter extends BotAdapter {
  readonly given: Partial<Activity>[][] = [];

  constructor(readonly answers?: ResourceResponse[]) {
    super();
  }

  override sendActivities(
    _context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    this.given.push(activities.map((activity) => ({ ...activity })));
    return Promise.resolve(this.answers ?? activities.map((_, index) => ({ id: `sent-${index}` })));
  }

  override updateActivity = (): Promise<void> => Promise.resolve();
  override deleteActivity = (): Promise<void> => Promise.resolve();
  override continueConversation = (): Promise<void> => Promise.resolve();
}

interface Observed {
  readonly given: Partial<Activity>[][];
  readonly result: unknown;
  readonly responded: boolean;
  readonly buffered: readonly Partial<Activity>[];
  readonly invokeResponse: unknown;
}

type Kind = new (adapter: BotAdapter, activity: Partial<Activity>) => TurnContext;

/** What one kind of context does when it is used through a proxy, as in a turn. */
async function observe(
  Context: Kind,
  act: (context: TurnContext) => Promise<unknown>,
  activity: Partial<Activity> = inbound,
  answers?: ResourceResponse[],
): Promise<Observed> {
  const adapter = new RecordingAdapter(answers);
  const context = new Context(adapter, { ...activity });
  const result = await act(Proxy.revocable(context, {}).proxy);
  return {
    given: adapter.given,
    result,
    responded: context.responded,
    buffered: context.bufferedReplyActivities,
    invokeResponse: context.turnState.get(INVOKE_RESPONSE_KEY),
  };
}

async function behavesAlike(
  act: (context: TurnContext) => Promise<unknown>,
  activity?: Partial<Activity>,
  answers?: ResourceResponse[],
): Promise<Observed> {
  const ours = await observe(WhatsGateTurnContext, act, activity, answers);
  assert.deepEqual(ours, await observe(TurnContext, act, activity, answers));
  return ours;
}

describe('The context of a turn', () => {
  it('sends a text as the SDK does', async () => {
    const { given, responded } = await behavesAlike((context) => context.sendActivity('hello'));
    assert.equal(given[0]?.[0]?.replyToId, 'inbound-1');
    assert.equal(responded, true);
  });

  it('sends a text with speech and an input hint as the SDK does', () =>
    behavesAlike((context) => context.sendActivity('hello', 'hello!', 'ignoringInput')));

  it('does not count a trace as an answer', async () => {
    const { responded } = await behavesAlike((context) =>
      context.sendActivity({ type: ActivityTypes.Trace, name: 'seen' }),
    );
    assert.equal(responded, false);
  });

  it('sends nothing at all as the SDK does', () => behavesAlike((context) => context.sendActivities([])));

  it('stands an adapter that answers less than it was given', () =>
    behavesAlike((context) => context.sendActivities([{ text: 'a' }, { text: 'b' }]), inbound, [
      { id: 'only' },
    ]));

  it('leaves the activity of the bot as it is', async () => {
    const mine: Partial<Activity> = { text: 'mine', id: 'own-id' };
    await behavesAlike((context) => context.sendActivity(mine));
    assert.deepEqual(mine, { text: 'mine', id: 'own-id' });
  });

  it('calls handlers of onSendActivities, also those that a copy of it was given', async () => {
    for (const copied of [false, true]) {
      await behavesAlike(async (context) => {
        const seen: unknown[] = [];
        (copied ? new TurnContext(context) : context).onSendActivities(async (_context, activities, next) => {
          seen.push(activities.map(({ text }) => text));
          for (const activity of activities) activity.text = `${activity.text}!`;
          return next();
        });
        return [await context.sendActivity('hello'), seen];
      });
    }
  });

  it('buffers replies where they are expected in the answer', async () => {
    const act = (context: TurnContext): Promise<unknown> =>
      context.sendActivities([{ text: 'a' }, { type: ActivityTypes.InvokeResponse, value: { status: 200 } }]);
    const { buffered, given } = await behavesAlike(act, {
      ...inbound,
      deliveryMode: DeliveryModes.ExpectReplies,
    });
    assert.equal(buffered.length, 2);
    assert.deepEqual(given, []);
  });

  it('passes on what the adapter throws', async () => {
    const failure = new Error('gateway down');
    const adapter = new RecordingAdapter();
    adapter.sendActivities = () => Promise.reject(failure);
    const context = new WhatsGateTurnContext(adapter, inbound);
    await assert.rejects(context.sendActivity('hello'), failure);
    assert.equal(context.responded, false);
  });

  it('behaves as the SDK does with any activities', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record(
            {
              type: fc.constantFrom('message', 'trace', 'typing', 'event', '', undefined),
              id: fc.constantFrom('', 'x', undefined),
              text: fc.string(),
              locale: fc.constantFrom('fr-FR', undefined),
              replyToId: fc.constantFrom('other', undefined),
            },
            { requiredKeys: [] },
          ),
          { maxLength: 4 },
        ),
        async (activities) => {
          await behavesAlike((context) => context.sendActivities(activities as Partial<Activity>[]));
        },
      ),
      { numRuns: 200 },
    ));

  it('cannot be used once its turn has ended, and says what to do', async () => {
    const adapter = new RecordingAdapter();
    const context = new WhatsGateTurnContext(adapter, { ...inbound });
    const copy = new TurnContext(context);
    context.end();
    const clear = /has ended.*continueConversationAsync/;
    assert.throws(() => context.activity, clear);
    assert.throws(() => context.turnState, clear);
    assert.throws(() => context.adapter, clear);
    await assert.rejects(context.sendActivity('late'), clear);
    assert.equal(copy.activity.text, 'hi');
    assert.deepEqual(adapter.given, []);
  });

  it('lets a send that had begun come to its end', async () => {
    const adapter = new RecordingAdapter();
    const context = new WhatsGateTurnContext(adapter, { ...inbound });
    const sending = context.sendActivity('begun');
    context.end();
    assert.deepEqual(await sending, { id: 'sent-0' });
    assert.equal(context.responded, true);
  });
});
