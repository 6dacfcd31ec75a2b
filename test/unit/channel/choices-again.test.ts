import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { TurnRunner } from '../../../src/channel/intake';
import { ChannelBench, message } from './support/channel';
import { text } from './support/outbox';

describe('a choice in a turn that is run again', () => {
  let bench: ChannelBench;
  beforeEach(() => {
    bench = new ChannelBench();
  });
  afterEach(async () => {
    sinon.restore();
    await bench.end();
  });

  it('means the same again, and ends with that turn', async () => {
    const channel = bench.open({ turnRetry: { repeats: 1, firstPauseMs: 1, longestPauseMs: 1 } });
    sinon.stub(channel.client, 'send').resolves({ queued: true });
    const actions = [{ type: 'imBack', title: 'Red', value: 'red' }];
    await channel.accept(message('hi'), async (_activity, turn) => {
      await channel.send([text('Which one?', undefined, { suggestedActions: { to: [], actions } })], turn);
    });
    const failing: TurnRunner = async (activity) => {
      await bench.run(activity);
      if (bench.turns.length === 1) throw new Error('not yet');
    };
    await channel.accept(message('1'), failing);
    await channel.accept(message('1'), bench.run);
    assert.deepEqual(bench.texts, ['red', 'red', '1']);
  });
});
