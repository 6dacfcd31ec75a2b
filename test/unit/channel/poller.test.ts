import assert from 'node:assert/strict';
import { WhatsGateConfigurationError } from '../../../src/whatsgate/errors';
import { parseEvent } from '../../../src/whatsgate/event';
import { settled } from '../inbox/support';
import { at, INTERVAL_MS, item, page, PollingBench } from './support/polling';

const DAY_S = 86_400;
const DAY_MS = DAY_S * 1000;

describe('the poller', () => {
  let bench: PollingBench;
  beforeEach(() => {
    bench = new PollingBench();
  });
  afterEach(() => bench.end());

  it('looks at once, and again after each pause', async () => {
    bench.poll();
    await settled();
    assert.equal(bench.queries.length, 1);
    await bench.clock.tickAsync(INTERVAL_MS - 1);
    assert.equal(bench.queries.length, 1);
    await bench.clock.tickAsync(1);
    assert.equal(bench.queries.length, 2);
    await bench.clock.tickAsync(INTERVAL_MS * 3);
    assert.equal(bench.queries.length, 5);
  });

  it('keeps the pause that it was told', async () => {
    bench.poll({ intervalMs: 100 });
    await bench.clock.tickAsync(350);
    assert.equal(bench.queries.length, 4);
  });

  it('refuses a time that is none, which no look could begin from', () => {
    assert.throws(() => bench.poll({ since: new Date('yesterday') }), WhatsGateConfigurationError);
    assert.equal(bench.queries.length, 0);
  });

  for (const intervalMs of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31]) {
    it(`refuses a pause of ${intervalMs} ms, which would be none`, () => {
      assert.throws(() => bench.poll({ intervalMs }), WhatsGateConfigurationError);
      assert.equal(bench.queries.length, 0);
    });
  }

  it('asks from now on, and for an hour and the last second before, in case its clock is ahead', async () => {
    bench.poll();
    await settled();
    assert.deepEqual(bench.queries, [{ whatsappId: 'shop', since: at(-3601), pageSize: 100, page: 1 }]);
  });

  it('asks from the time that it was told', async () => {
    bench.poll({ since: at(-3600) });
    await settled();
    assert.deepEqual(bench.queries[0]?.since, at(-3601));
  });

  it('goes on from the latest event, and stays there while nothing comes', async () => {
    bench.answer = () =>
      bench.queries.length === 1 ? page([item(1, 10), item(2, 30), item(3, 20)]) : page([]);
    bench.poll();
    await bench.clock.tickAsync(INTERVAL_MS * 2);
    assert.deepEqual(
      bench.queries.map(({ since }) => since),
      [at(-3601), at(29), at(29)],
    );
  });

  it('does not take in again what an inbox forgets after a week, on a quiet account', async () => {
    const known = new Map<unknown, number>();
    const listed = [item(1, 60)];
    bench.answer = ({ since }) => page(listed.filter((event) => parseEvent(event)!.date! >= since!));
    bench.takeIn = (event) => {
      const isKnown = Date.now() - (known.get(event.id) ?? -Infinity) < 7 * DAY_MS;
      if (!isKnown) bench.taken.push(event);
      if (!isKnown) known.set(event.id, Date.now());
      return Promise.resolve();
    };
    bench.poll({ intervalMs: DAY_MS / 4 });
    await bench.clock.tickAsync(9 * DAY_MS);
    assert.deepEqual(bench.ids, [1]);
    // What comes then is taken in, and what has been looked through is known.
    listed.push(item(2, 9 * DAY_S));
    await bench.clock.tickAsync(DAY_MS);
    assert.deepEqual(bench.ids, [1, 2]);
    assert.deepEqual(await bench.store.get('looked-until/shop'), {
      at: at(9 * DAY_S).toISOString(),
      floor: at(61).toISOString(),
    });
  });

  it('does not go back for older events or ones without a date', async () => {
    bench.answer = () => page([item(1, -500), { ...item(2, 0), event_date: null }]);
    bench.poll({ since: at(0) });
    await bench.clock.tickAsync(INTERVAL_MS);
    assert.deepEqual(bench.queries[1]?.since, at(-1));
    assert.deepEqual(bench.ids, [1, 2, 1, 2]);
  });

  it('reads all pages, and takes events in by their number', async () => {
    const pages = [[item(9, 5), item('10', 5)], [item(7, 4), item(8, 4)], [item(2, 1)]];
    bench.answer = (query) => page(pages[(query.page ?? 1) - 1] ?? [], query.page, pages.length);
    bench.poll();
    await settled();
    assert.deepEqual(
      bench.queries.map((query) => query.page),
      [1, 2, 3],
    );
    assert.deepEqual(bench.ids, [2, 7, 8, 9, '10']);
  });

  it('takes events without numbers in by their date', async () => {
    bench.answer = () => page([item('b', 5), item('a', 3), item(undefined, 4)]);
    bench.poll();
    await settled();
    assert.deepEqual(bench.ids, ['a', undefined, 'b']);
  });

  it('stops at an empty page, whatever number of pages is promised', async () => {
    bench.answer = (query) => page(query.page === 1 ? [item(1, 1)] : [], query.page, 1_000_000);
    bench.poll();
    await settled();
    assert.equal(bench.queries.length, 2);
  });

  it('takes in what belongs to the account that it asked for, and what is an event', async () => {
    bench.answer = () => page([item(1, 1, 'other'), { id: 2 }, item(3, 1)]);
    bench.poll();
    await settled();
    assert.deepEqual(bench.ids, [3]);
  });

  it('asks for each account by itself, from its own time', async () => {
    bench.answer = ({ whatsappId }) => page(whatsappId === 'help' ? [item(5, 60, 'help')] : []);
    bench.poll({}, ['shop', 'help']);
    await bench.clock.tickAsync(INTERVAL_MS);
    assert.deepEqual(
      bench.queries.map(({ whatsappId, since }) => [whatsappId, since]),
      [
        ['shop', at(-3601)],
        ['help', at(-3601)],
        ['shop', at(-3601)],
        ['help', at(59)],
      ],
    );
  });

  it('reports a look that failed, and makes it again after the pause', async () => {
    const failure = new Error('no answer for 79991112233');
    bench.answer = ({ whatsappId }) => {
      if (bench.queries.length === 1) throw failure;
      return page([item(1, 9, whatsappId)]);
    };
    bench.poll({}, ['shop', 'help']);
    await settled();
    assert.deepEqual(bench.errors, [failure]);
    assert.deepEqual(bench.logger.at('warn'), ['Polling failed and is tried again.']);
    assert.equal((bench.logger.lines[0]?.fields as { error: Error }).error.message, 'no answer for 799***33');
    assert.equal(bench.taken.length, 1, 'the other account was looked at');
    await bench.clock.tickAsync(INTERVAL_MS);
    assert.deepEqual(bench.queries[2], { whatsappId: 'shop', since: at(-3601), pageSize: 100, page: 1 });
    assert.equal(bench.taken.length, 3);
  });

  it('asks again for events that the inbox did not take', async () => {
    bench.answer = () => page([item(1, 10), item(2, 20)]);
    let full = true;
    bench.takeIn = (event) =>
      full && event.id === 2 ? Promise.reject(new Error('full')) : Promise.resolve(bench.taken.push(event));
    bench.poll();
    await settled();
    assert.deepEqual([bench.ids, bench.errors.length], [[1], 1]);
    full = false;
    await bench.clock.tickAsync(INTERVAL_MS);
    assert.deepEqual(bench.queries[1]?.since, at(-3601));
    assert.deepEqual(bench.ids, [1, 1, 2]);
  });

  it('leaves out what was there before it began, also when it is asked for again', async () => {
    const listed = [item(1, -600), item(2, -2), item(3, -1.5)];
    bench.answer = ({ since }) => page(since === undefined || since < at(-60) ? listed : listed.slice(1));
    bench.poll();
    await bench.clock.tickAsync(INTERVAL_MS);
    assert.deepEqual(bench.ids, []);
  });

  it('misses nothing when its clock is ahead: what appears after the first look is new', async () => {
    // The gateway is half an hour behind: its present seems long ago.
    const listed = [item(1, -1800)];
    bench.answer = () => page(listed);
    bench.poll();
    await settled();
    assert.deepEqual(bench.ids, []);
    listed.push(item(2, -1800), item(3, -1799));
    await bench.clock.tickAsync(INTERVAL_MS);
    assert.deepEqual(bench.ids, [2, 3]);
    assert.deepEqual(bench.queries[1]?.since, at(-1801));
  });

  it('goes on two minutes before where an earlier poll of the same store has stopped', async () => {
    bench.answer = () => page([item(1, 40)]);
    const polling = bench.poll();
    await settled();
    await polling.stop();
    assert.deepEqual(await bench.store.get('looked-until/shop'), {
      at: at(40).toISOString(),
      floor: at(-3600).toISOString(),
    });
    bench.poll();
    await settled();
    assert.deepEqual(bench.queries.at(-1)?.since, at(40 - 121));
  });

  it('leaves out what was there before an earlier poll of the same store began', async () => {
    bench.answer = () => page([item(1, -40), item(2, -20)]);
    const polling = bench.poll();
    await settled();
    await polling.stop();
    bench.answer = () => page([item(1, -40), item(2, -20), item(3, 0)]);
    bench.poll();
    await settled();
    assert.deepEqual(bench.ids, [3]);
  });

  it('is not blinded by an event with a date in the future', async () => {
    const listed = [item(1, 10), item(2, 86_400 * 365)];
    bench.answer = () => page(listed);
    bench.poll();
    await bench.clock.tickAsync(INTERVAL_MS);
    assert.deepEqual(bench.queries[1]?.since, at(9));
  });

  it('does not say that all was looked through when it was told to begin later than the last look', async () => {
    await bench.store.set('looked-until/shop', { at: at(-3600).toISOString() }, 60_000);
    bench.answer = () => page([item(1, 10)]);
    const polling = bench.poll({ since: at(0) });
    await settled();
    await polling.stop();
    assert.deepEqual(await bench.store.get('looked-until/shop'), { at: at(-3600).toISOString() });
  });
});
