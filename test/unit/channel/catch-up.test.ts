import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { CatchUp } from '../../../src/channel/catch-up';
import { Watermarks } from '../../../src/channel/watermarks';
import { memoryStore } from '../../../src/inbox/store';
import { parseEvent, type GatewayEvent } from '../../../src/whatsgate/event';
import type { JsonRecord } from '../../../src/whatsgate/json';
import { settled, stopClock } from '../inbox/support';
import { RecordingLogger } from './support/logs';
import { at, item, page } from './support/polling';

const EVERY_MS = 300_000;

describe('catching up', () => {
  let clock: sinon.SinonFakeTimers;
  const running: CatchUp[] = [];
  beforeEach(() => {
    clock = stopClock();
    clock.setSystemTime(at(0));
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((catchUp) => catchUp.stop()));
    // The store's own clock ticks for a millisecond.
    clock.tick(1);
    const timers = clock.countTimers();
    clock.restore();
    assert.equal(timers, 0, 'a timer was left behind');
  });

  async function open(mark: Date | undefined, listed: () => readonly JsonRecord[]) {
    const store = memoryStore(10);
    if (mark !== undefined) await store.set('watermark/shop', { at: mark.toISOString() }, 60_000);
    const logger = new RecordingLogger();
    const since: unknown[] = [];
    const taken: unknown[] = [];
    const errors: unknown[] = [];
    const catchUp = new CatchUp({
      client: {
        getEvents: async (query) => {
          since.push(query?.since);
          await Promise.resolve();
          return page(listed());
        },
      },
      whatsappIds: ['shop'],
      watermarks: new Watermarks(store, logger),
      logger,
      takeIn: (event) => {
        const outcome = taken.includes(event.id) ? 'duplicate' : 'accepted';
        taken.push(event.id);
        return Promise.resolve({ outcome });
      },
      onError: (error) => errors.push(error),
      intervalMs: EVERY_MS,
    });
    running.push(catchUp);
    return { catchUp, store, logger, since, taken, errors };
  }
  const event = (id: number, seconds: number): GatewayEvent => parseEvent(item(id, seconds))!;

  it('begins two minutes before the watermark of an earlier process, and looks again now and then', async () => {
    const { catchUp, since, taken, logger } = await open(at(-3600), () => [item(7, -3700), item(8, -60)]);
    catchUp.start();
    await settled();
    assert.deepEqual([since, taken], [[at(-3600 - 121)], [7, 8]]);
    assert.deepEqual(logger.at('info'), ['Events that no webhook had brought were taken in.']);
    await clock.tickAsync(EVERY_MS);
    assert.equal(since.length, 2);
  });

  it('asks for nothing as long as nothing was ever taken in: older events are none of its business', async () => {
    const { catchUp, since } = await open(undefined, () => [item(1, -60)]);
    catchUp.start();
    await clock.tickAsync(EVERY_MS);
    assert.deepEqual(since, []);
    catchUp.noticed(event(2, 10));
    await clock.tickAsync(EVERY_MS);
    assert.deepEqual(since, [at(10 - 121)]);
  });

  it('moves the watermark with what arrives, never back, and writes it a little later', async () => {
    const { catchUp, store } = await open(at(0), () => []);
    catchUp.start();
    await settled();
    catchUp.noticed(event(1, 30));
    catchUp.noticed(event(2, 20));
    assert.deepEqual(await store.get('watermark/shop'), { at: at(0).toISOString() });
    await clock.tickAsync(1000);
    assert.deepEqual(await store.get('watermark/shop'), { at: at(30).toISOString() });
  });

  it('asks soon for an event that could not be taken in, from its own time on', async () => {
    const { catchUp, since } = await open(at(0), () => []);
    catchUp.start();
    await settled();
    catchUp.missed(event(3, -900));
    catchUp.noticed(event(4, 60));
    await settled();
    await clock.tickAsync(10_000);
    assert.deepEqual(since, [at(-121), at(-900 - 121)]);
    await clock.tickAsync(EVERY_MS);
    assert.deepEqual(since.at(-1), at(60 - 121), 'once that has succeeded, from the watermark');
  });

  it('tells of a failure and tries again soon, the gap still known', async () => {
    let isDown = true;
    const { catchUp, since, errors, logger } = await open(at(0), () => {
      if (isDown) throw new Error('down');
      return [];
    });
    catchUp.missed(event(3, -900));
    catchUp.start();
    await settled();
    assert.equal(errors.length, 1);
    assert.deepEqual(logger.at('warn'), ['Past events could not be taken in; this is tried again.']);
    isDown = false;
    await clock.tickAsync(10_000);
    assert.deepEqual(since, [at(-1021), at(-1021)]);
  });

  it('does not fail over a store that holds nonsense', async () => {
    const { catchUp, store, since, errors } = await open(undefined, () => []);
    await store.set('watermark/shop', { at: 'yesterday' }, 60_000);
    catchUp.start();
    await settled();
    assert.deepEqual([since, errors], [[], []]);
  });
});
