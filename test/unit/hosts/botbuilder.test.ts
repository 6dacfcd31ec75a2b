import assert from 'node:assert/strict';
import { ActivityTypes, TurnContext, type Middleware } from 'botbuilder';
import { WhatsGateAdapter } from '../../../src';

const ignore = (): void => undefined;

describe('A turn on the Bot Framework SDK', () => {
  let adapter: WhatsGateAdapter;

  beforeEach(() => {
    adapter = new WhatsGateAdapter({
      apiKey: 'key',
      whatsappId: 'account',
      webhookToken: 'a-token-that-nobody-guesses',
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    });
  });

  afterEach(() => adapter.close(0));

  const event = (id = 1): object => ({
    id,
    whatsapp_id: 'account',
    event_action: 'message',
    event_data: {
      message: {
        id: `false_79991112233@c.us_3EB0${id}`,
        type: 'chat',
        body: 'hi',
        from: '79991112233@c.us',
        to: '79990000000@c.us',
      },
    },
  });

  it('goes through middleware in the order in which it was added, on the way in and out', async () => {
    const steps: string[] = [];
    const noting = (name: string): Middleware => ({
      async onTurn(context, next) {
        steps.push(`${name} ${context.activity.type}`);
        await next();
        steps.push(`${name} again`);
      },
    });
    adapter.use(noting('first'), noting('second'));
    await adapter.processEvent(event(), () => {
      steps.push('bot');
      return Promise.resolve();
    });
    assert.deepEqual(steps, ['first message', 'second message', 'bot', 'second again', 'first again']);
  });

  it('ends with middleware that does not go on', async () => {
    let ran = false;
    adapter.use(() => Promise.resolve());
    await adapter.processEvent(event(), () => {
      ran = true;
      return Promise.resolve();
    });
    assert.equal(ran, false);
  });

  it('gives a context that is a TurnContext and cannot be used any more afterwards', async () => {
    let kept: TurnContext | undefined;
    await adapter.processEvent(event(), (context) => {
      assert.ok(context instanceof TurnContext);
      assert.equal(context.activity.type, ActivityTypes.Message);
      kept = context;
      return Promise.resolve();
    });
    assert.throws(() => kept?.activity, /has ended/);
  });

  it('hands what the bot throws to onTurnError, with a context that still works', async () => {
    const seen: unknown[] = [];
    adapter.onTurnError = (context, error) => {
      seen.push(context.activity.type, error.message);
      return Promise.resolve();
    };
    await adapter.processEvent(event(), () => Promise.reject(new Error('bot bug')));
    assert.deepEqual(seen, ['message', 'bot bug']);
  });

  it('calls onTurnError as a method of the adapter, as the SDK does', async () => {
    let self: unknown;
    adapter.onTurnError = function (this: unknown) {
      // eslint-disable-next-line @typescript-eslint/no-this-alias -- it is what the test is about
      self = this;
      return Promise.resolve();
    };
    await adapter.processEvent(event(), () => Promise.reject(new Error('bot bug')));
    assert.equal(self, adapter);
  });

  it('tells listeners when there is no onTurnError, or when that fails itself', async () => {
    const errors: unknown[] = [];
    adapter.on('error', (error) => errors.push((error as Error).message));
    const failing = (): Promise<void> => Promise.reject(new Error('bot bug'));
    await adapter.processEvent(event(), failing);
    adapter.onTurnError = () => Promise.reject(new Error('worse'));
    await adapter.processEvent(event(2), failing);
    assert.deepEqual(errors, ['bot bug', 'worse']);
  });
});
