import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { TurnRunner } from '../../../src/channel/intake';
import { deferred, isPending, settled, stopClock } from '../inbox/support';
import { ChannelBench, message } from './support/channel';
import { text } from './support/outbox';

describe('a turn that does not wait for its sends', () => {
  let bench: ChannelBench;
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    bench = new ChannelBench();
    clock = stopClock();
  });
  afterEach(async () => {
    clock.restore();
    sinon.restore();
    await bench.end();
  });
  const answer = { queued: false, message: { id: 'true_1' } } as const;
  const slow = { type: 'delay', value: 1000, conversation: text('').conversation };

  it('ends when they have', async () => {
    const channel = bench.open();
    const sent = deferred<typeof answer>();
    sinon.stub(channel.client, 'send').returns(sent.promise);
    const accepting = channel.accept(message('hi'), (_activity, turn) => {
      void channel.send([text('hello')], turn);
      return Promise.resolve();
    });
    assert.equal(await isPending(accepting), true);
    sent.resolve(answer);
    await accepting;
  });

  it('is not run again for a failure while one of them is on its way', async () => {
    const channel = bench.open({ turnRetry: { repeats: 1, firstPauseMs: 10, longestPauseMs: 10 } });
    const send = sinon.stub(channel.client, 'send').resolves(answer);
    const run: TurnRunner = async (activity, turn) => {
      await bench.run(activity);
      const looking = channel.send([slow, text('Looking…')], turn);
      await Promise.all([looking, Promise.reject(new Error('nothing found'))]);
    };
    const accepting = channel.accept(message('hi'), run);
    await clock.tickAsync(5000);
    await accepting;
    await settled();
    assert.deepEqual([bench.texts, send.callCount], [['hi'], 1]);
    assert.equal((await channel.dead.list())[0]?.sent.length, 1);
  });
});
