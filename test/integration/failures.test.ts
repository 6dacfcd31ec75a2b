import assert from 'node:assert/strict';
import type { TurnContext } from 'botbuilder';
import {
  WhatsGateApiError,
  WhatsGateAnswerError,
  WhatsGateAuthenticationError,
  WhatsGateError,
  WhatsGateNetworkError,
  WhatsGateRateLimitError,
  WhatsGateTimeoutError,
} from '../../src/index';
import { manualClock } from '../../src/simulator/index';
import { gate, startWorld, type World, type WorldOptions } from './support/world';

describe('A bot whose gateway fails', () => {
  let world: World;
  afterEach(() => world.close());

  /** Lets one person write, and gives what the bot's send failed with. */
  async function failureOf(prepare: (world: World) => void, options: WorldOptions = {}): Promise<unknown> {
    const failures: unknown[] = [];
    world = await startWorld({
      ...options,
      logic: async (context) => {
        await context.sendActivity('answer').catch((error: unknown) => failures.push(error));
      },
    });
    prepare(world);
    const question = await world.sim.user('79991112233').says('hi');
    assert.equal((await question.delivered).outcome, 'acknowledged');
    return failures[0];
  }

  const sends = (): number => world.sim.requests.filter((request) => request.command === 'send').length;
  const sent = (): number => world.sim.messages.filter((message) => message.body === 'answer').length;

  it('is told about a wrong key', async () => {
    const failure = await failureOf(({ sim }) =>
      sim.faults.onCommand('send', { kind: 'status', status: 401 }),
    );
    assert.ok(failure instanceof WhatsGateAuthenticationError);
    assert.equal(sends(), 1);
  });

  it('gets its message through when the gateway asks it once to wait', async () => {
    const failure = await failureOf(({ sim }) =>
      sim.faults.onCommand('send', { kind: 'status', status: 429, retryAfterSeconds: 0 }),
    );
    assert.equal(failure, undefined);
    assert.equal(sends(), 2);
    assert.equal(sent(), 1);
  });

  it('is told when the gateway keeps asking it to wait', async () => {
    const failure = await failureOf(({ sim }) =>
      sim.faults.onCommand('send', { kind: 'status', status: 429 }, { times: 9 }),
    );
    assert.ok(failure instanceof WhatsGateRateLimitError);
    assert.equal(sends(), 3);
  });

  it('is told about a failure, and that the message may have been sent', async () => {
    const failure = await failureOf(({ sim }) =>
      sim.faults.onCommand('send', { kind: 'status', status: 500 }),
    );
    assert.ok(failure instanceof WhatsGateApiError);
    assert.equal(failure.maybeDelivered, true);
    assert.equal(sends(), 1);
  });

  it('does not send again after the failure that follows a real send', async () => {
    const failure = await failureOf(({ sim }) => sim.faults.onCommand('send', { kind: 'serialize' }));
    assert.ok(failure instanceof WhatsGateApiError);
    assert.equal(failure.maybeDelivered, true);
    assert.equal(sent(), 1);
  });

  it('does not send again when the connection breaks after the request', async () => {
    const failure = await failureOf(({ sim }) => sim.faults.onCommand('send', { kind: 'reset-after' }));
    assert.ok(failure instanceof WhatsGateNetworkError);
    assert.equal(failure.maybeDelivered, true);
    assert.equal(sent(), 1);
  });

  it('does not wait for an answer for ever', async () => {
    const failure = await failureOf(({ sim }) => sim.faults.onCommand('send', { kind: 'hang' }), {
      adapter: { timeoutMs: 100 },
    });
    assert.ok(failure instanceof WhatsGateTimeoutError);
    assert.equal(failure.maybeDelivered, true);
  });

  it('is told about an answer that is not JSON', async () => {
    const failure = await failureOf(({ sim }) => sim.faults.onCommand('send', { kind: 'invalid-json' }));
    assert.ok(failure instanceof WhatsGateAnswerError, String(failure));
    assert.match(failure.message, /</);
  });

  it('is told when nobody is there, after trying again', async () => {
    const failures: unknown[] = [];
    const retries: string[] = [];
    const logger = {
      debug: () => undefined,
      info: (message: string) => retries.push(message),
      warn: () => undefined,
      error: () => undefined,
    };
    world = await startWorld({
      // Port 9 is reserved for discarding and answered by nobody.
      adapter: { baseUrl: 'http://127.0.0.1:9/api/v1', logger },
      logic: (context) =>
        context.sendActivity('answer').then(
          () => undefined,
          (error: unknown) => void failures.push(error),
        ),
    });
    const question = await world.sim.user('79991112233').says('hi');
    await question.delivered;
    const [failure] = failures;
    assert.ok(failure instanceof WhatsGateNetworkError);
    assert.equal(failure.maybeDelivered, false);
    assert.equal(retries.length, 2);
  });

  it('learns which messages went out before the failure', async () => {
    let failure: unknown;
    world = await startWorld({
      logic: async (context: TurnContext) => {
        world.sim.faults.onCommand('send', { kind: 'status', status: 500 }, { times: 1 });
        world.sim.faults.clear();
        const send = context.sendActivities([{ text: 'one' }, { text: 'two' }]);
        failure = await send.catch((error: unknown) => error);
      },
    });
    // The first send passes, the second does not.
    const original = world.adapter.client.send.bind(world.adapter.client);
    let calls = 0;
    world.adapter.client.send = (request, signal) => {
      calls += 1;
      if (calls === 2) world.sim.faults.onCommand('send', { kind: 'status', status: 500 });
      return original(request, signal);
    };
    const question = await world.sim.user('79991112233').says('hi');
    const one = await world.sim.nextMessage();
    await question.delivered;
    assert.ok(failure instanceof WhatsGateError);
    assert.deepEqual(failure.sentIds, [one.id]);
  });

  it('sends a refused quote once more without it', async () => {
    const failure = await failureOf(() => undefined, {
      simulator: { assumptions: { quoteUnknown: 'refuse' } },
    });
    assert.equal(failure, undefined);
    const question = world.sim.user('79991112233');
    assert.ok(question);
    await world.adapter.continueConversation(
      { channelId: 'whatsgate', conversation: { id: '79991112233@c.us' } as never },
      async (context) => {
        await context.sendActivity({
          text: 'about that',
          channelData: { whatsgate: { quote: 'false_79991112233@c.us_UNKNOWN' } },
        });
      },
    );
    const messages = [await world.sim.nextMessage(), await world.sim.nextMessage()];
    assert.equal(messages[1]?.body, 'about that');
    assert.equal(messages[1].quote, undefined);
  });

  it('gives an error of the bot to onTurnError, and acknowledges the event', async () => {
    const handled: string[] = [];
    world = await startWorld({ logic: () => Promise.reject(new Error('a mistake')) });
    world.adapter.onTurnError = async (context, error) => {
      handled.push(error.message);
      await context.sendActivity('Sorry.');
    };
    const question = await world.sim.user('79991112233').says('hi');
    assert.equal((await world.sim.nextMessage()).body, 'Sorry.');
    assert.equal((await question.delivered).outcome, 'acknowledged');
    assert.deepEqual(handled, ['a mistake']);
  });

  it('gives an error of onTurnError itself to the error event, and the process lives on', async () => {
    const errors: unknown[] = [];
    world = await startWorld({ logic: () => Promise.reject(new Error('a mistake')) });
    world.adapter.onTurnError = () => Promise.reject(new Error('a second mistake'));
    world.adapter.on('error', (error) => errors.push(error));
    const question = await world.sim.user('79991112233').says('hi');
    assert.equal((await question.delivered).outcome, 'acknowledged');
    assert.match(String(errors[0]), /a second mistake/);
  });

  it('acknowledges a long turn in time and answers it once, whatever is repeated', async () => {
    const clock = manualClock();
    const long = gate();
    let turns = 0;
    world = await startWorld({
      simulator: { clock },
      adapter: { ackTimeoutMs: 50 },
      logic: async (context) => {
        turns += 1;
        await long.opened;
        await context.sendActivity('at last');
      },
    });
    const question = await world.sim.user('79991112233').says('hi');
    const delivery = await question.delivered;
    assert.equal(delivery.outcome, 'acknowledged');
    assert.equal(delivery.attempts.length, 1);
    assert.equal(world.sim.messages.filter((message) => message.body === 'at last').length, 0);
    long.open();
    assert.equal((await world.sim.nextMessage()).body, 'at last');
    assert.equal(turns, 1);
  });

  it('finishes its turns when it is closed, and takes nothing new meanwhile', async () => {
    const running = gate();
    const begun = gate();
    world = await startWorld({
      logic: async (context) => {
        begun.open();
        await running.opened;
        await context.sendActivity('finished');
      },
    });
    const anna = world.sim.user('79991112233');
    await anna.says('hi');
    await begun.opened;
    const closing = world.adapter.close();
    const refused = await fetch(world.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        id: 9,
        whatsapp_id: world.sim.whatsappId,
        event_action: 'disconnect',
        event_data: {},
      }),
    });
    assert.equal(refused.status, 503);
    running.open();
    assert.equal((await world.sim.nextMessage()).body, 'finished');
    assert.equal(await closing, 0);
  });

  it('says how many turns were not finished when it could not wait longer', async () => {
    const never = gate();
    const begun = gate();
    world = await startWorld({
      logic: async () => {
        begun.open();
        await never.opened;
      },
    });
    await world.sim.user('79991112233').says('hi');
    await begun.opened;
    assert.equal(await world.adapter.close(20), 1);
    never.open();
  });
});
