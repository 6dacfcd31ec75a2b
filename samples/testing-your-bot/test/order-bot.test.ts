import assert from 'node:assert/strict';
import {
  recordConversation,
  replayConversation,
  type SimulatedUser,
} from 'botbuilder-adapter-whatsgate/simulator';
import { OrderBot } from '../src/order-bot';
import { startBot, type RunningBot } from './support';

describe('the order bot', () => {
  let running: RunningBot;
  let anna: SimulatedUser;

  beforeEach(async () => {
    running = await startBot(new OrderBot());
    anna = running.sim.user('79991112233', { name: 'Anna' });
  });
  afterEach(() => running.close());

  /** Says something and gives what the bot answers. */
  async function ask(person: SimulatedUser, text: string): Promise<string | undefined> {
    await person.says(text);
    return (await running.sim.nextMessage({ to: person })).body;
  }

  it('takes an order, and asks again for what is no number', async () => {
    assert.equal(await ask(anna, 'hi'), 'What is your name?');
    assert.equal(await ask(anna, 'Anna'), 'How many cakes, Anna?');
    assert.equal(await ask(anna, 'a lot'), 'A number above zero, please.');
    assert.equal(await ask(anna, '3'), 'Thank you, Anna: 3 cakes are on their way.');
    assert.equal(await ask(anna, 'again'), 'What is your name?');
  });

  it('can be cancelled', async () => {
    await ask(anna, 'hi');
    assert.equal(await ask(anna, 'cancel'), 'Cancelled.');
    assert.equal(await ask(anna, 'hi'), 'What is your name?');
  });

  it('keeps people apart, and messages that come at once in order', async () => {
    const boris = running.sim.user('79992223344', { name: 'Boris' });
    await ask(anna, 'hi');
    assert.equal(await ask(boris, 'hi'), 'What is your name?');
    await Promise.all([anna.says('Anna'), anna.says('5')]);
    const answers = [
      await running.sim.nextMessage({ to: anna }),
      await running.sim.nextMessage({ to: anna }),
    ];
    assert.deepEqual(
      answers.map(({ body }) => body),
      ['How many cakes, Anna?', 'Thank you, Anna: 5 cakes are on their way.'],
    );
  });

  it('quotes what it answers', async () => {
    const question = await anna.says('hi');
    assert.equal((await running.sim.nextMessage()).quote, question.id);
  });

  it('goes on when the gateway asks it to wait', async () => {
    running.sim.faults.onCommand('send', { kind: 'status', status: 429, retryAfterSeconds: 0 });
    assert.equal(await ask(anna, 'hi'), 'What is your name?');
  });

  it('answers the same when a conversation is replayed', async () => {
    for (const text of ['hi', 'Anna', '3']) await ask(anna, text);
    const conversation = recordConversation(running.sim);
    await running.close();
    running = await startBot(new OrderBot());
    await replayConversation(running.sim, conversation);
  });
});
