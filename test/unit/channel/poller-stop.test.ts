import assert from 'node:assert/strict';
import type { JsonRecord } from '../../../src/whatsgate/json';
import type { Page } from '../../../src/whatsgate/wire';
import { deferred, isPending, settled } from '../inbox/support';
import { INTERVAL_MS, item, page, PollingBench } from './support/polling';

describe('the poller, when it is stopped', () => {
  let bench: PollingBench;
  beforeEach(() => {
    bench = new PollingBench();
  });
  afterEach(() => bench.end());

  it('in a pause, ends at once', async () => {
    const polling = bench.poll();
    await settled();
    await polling.stop();
    await bench.clock.tickAsync(INTERVAL_MS * 3);
    assert.equal(bench.queries.length, 1);
    await polling.stop();
  });

  it('during a look, gives it up without calling that a failure', async () => {
    const look = deferred<Page<JsonRecord>>();
    bench.answer = () => look.promise;
    const polling = bench.poll({}, ['shop', 'help']);
    await settled();
    const stopped = polling.stop();
    assert.equal(bench.signals[0]?.aborted, true);
    assert.equal(await isPending(stopped), true);
    look.reject(new Error('aborted'));
    await stopped;
    assert.deepEqual([bench.queries.length, bench.errors, bench.logger.lines], [1, [], []]);
  });

  for (const accounts of [['shop'], ['shop', 'help']]) {
    it(`while events are taken in, takes in all that it had found (accounts: ${accounts.length})`, async () => {
      bench.answer = () => page([item(1, 1), item(2, 2)]);
      const first = deferred();
      bench.takeIn = async (event) => {
        if (event.id === 1) await first.promise;
        bench.taken.push(event);
      };
      const polling = bench.poll({}, accounts);
      await settled();
      const stopped = polling.stop();
      first.resolve();
      await stopped;
      assert.deepEqual([bench.ids, bench.queries.length], [[1, 2], 1]);
    });
  }

  it('by a signal, ends as well', async () => {
    const controller = new AbortController();
    bench.poll({ signal: controller.signal });
    await settled();
    controller.abort();
    await bench.clock.tickAsync(INTERVAL_MS * 3);
    assert.equal(bench.queries.length, 1);
  });

  it('by a signal before it began, does not begin', async () => {
    const polling = bench.poll({ signal: AbortSignal.abort() });
    await polling.stop();
    assert.equal(bench.queries.length, 0);
  });
});
