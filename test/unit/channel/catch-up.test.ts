import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { CatchUp } from '../../../src/channel/catch-up';
import { Watermarks } from '../../../src/channel/watermarks';
import { memoryStore, type InboxStore } from '../../../src/inbox/store';
import { parseEvent, type GatewayEvent } from '../../../src/whatsgate/event';
import type { JsonRecord } from '../../../src/whatsgate/json';
import { deferred, settled, stopClock } from '../inbox/support';
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

  interface Opened {
    readonly listed: () => readonly JsonRecord[];
    /** The mark that an earlier process has left. */
    readonly mark?: Date;
    readonly store?: InboxStore;
    readonly whatsappIds?: readonly string[];
    /** What becomes of an event, beside being noted. */
    readonly takeIn?: (event: GatewayEvent) => Promise<void>;
  }

  async function open({ listed, mark, store = memoryStore(10), whatsappIds = ['shop'], takeIn }: Opened) {
    for (const account of whatsappIds) {
      if (mark !== undefined) await store.set(`looked-until/${account}`, { at: mark.toISOString() }, 60_000);
    }
    const logger = new RecordingLogger();
    const since: unknown[] = [];
    const taken: unknown[] = [];
    const errors: unknown[] = [];
    const accept = async (event: GatewayEvent): Promise<{ outcome: 'accepted' | 'duplicate' }> => {
      await takeIn?.(event);
      if (taken.includes(event.id)) return { outcome: 'duplicate' };
      taken.push(event.id);
      catchUp.noticed(event);
      return { outcome: 'accepted' };
    };
    const catchUp = new CatchUp({
      client: {
        getEvents: async (query) => {
          since.push(query?.since);
          await Promise.resolve();
          const from = query?.since ?? at(0);
          const asked = listed().filter((event) => event['whatsapp_id'] === query?.whatsappId);
          return page(asked.filter((event) => parseEvent(event)!.date! >= from));
        },
      },
      whatsappIds,
      watermarks: new Watermarks(store, logger),
      logger,
      takeIn: accept,
      onError: (error) => errors.push(error),
      intervalMs: EVERY_MS,
    });
    running.push(catchUp);
    /** A webhook brings an event. */
    const hear = (event: JsonRecord) => accept(parseEvent(event)!);
    return { catchUp, store, logger, since, taken, errors, hear };
  }
  const event = (id: number, seconds: number): GatewayEvent => parseEvent(item(id, seconds))!;

  it('begins two minutes before the watermark of an earlier process, and looks again now and then', async () => {
    const listed = () => [item(7, -3700), item(8, -60)];
    const { catchUp, since, taken, logger } = await open({ mark: at(-3600), listed });
    catchUp.start();
    await settled();
    assert.deepEqual([since, taken], [[at(-3600 - 121)], [7, 8]]);
    assert.deepEqual(logger.at('info'), ['Events that no webhook had brought were taken in.']);
    await clock.tickAsync(EVERY_MS);
    assert.equal(since.length, 2);
  });

  it('goes on from the watermark that was kept before looks had one of their own', async () => {
    const store = memoryStore(10);
    await store.set('watermark/shop', { at: at(-3600).toISOString() }, 60_000);
    const { catchUp, since } = await open({ store, listed: () => [] });
    catchUp.start();
    await settled();
    assert.deepEqual(since, [at(-3600 - 121)]);
    assert.deepEqual(await store.get('looked-until/shop'), { at: at(-3600).toISOString() });
  });

  it('asks for nothing as long as nothing was ever given: older events are none of its business', async () => {
    const { catchUp, since, taken, hear } = await open({ listed: () => [item(1, -60), item(2, 10)] });
    catchUp.start();
    await clock.tickAsync(EVERY_MS);
    assert.deepEqual(since, []);
    await hear(item(2, 10));
    await clock.tickAsync(EVERY_MS);
    assert.deepEqual([since, taken], [[at(10 - 1)], [2]]);
  });

  it('finds what was lost between two looks, though webhooks came since', async () => {
    const listed = [item(1, 0)];
    const { catchUp, taken, hear } = await open({ listed: () => listed });
    await hear(item(1, 0));
    catchUp.start();
    await settled();
    listed.push(item(2, 15), item(3, 295));
    await clock.tickAsync(295_000);
    await hear(item(3, 295));
    await clock.tickAsync(5000);
    assert.deepEqual(taken, [1, 3, 2]);
  });

  it('asks for a whole outage when the first look has failed and a webhook came before the next', async () => {
    let isDown = true;
    const { catchUp, taken, hear } = await open({
      mark: at(-3600),
      listed: () => {
        if (isDown) throw new Error('down');
        return [item(1, -3000), item(2, 0)];
      },
    });
    catchUp.start();
    await settled();
    await hear(item(2, 0));
    isDown = false;
    await clock.tickAsync(10_000);
    assert.deepEqual(taken, [2, 1]);
  });

  it('asks for a whole outage when a crash has cut off the first look after a webhook came', async () => {
    const store = memoryStore(10);
    const stuck = deferred();
    const listed = () => [item(1, -3000), item(2, 0)];
    const takeIn = ({ id }: GatewayEvent) => (id === 1 ? stuck.promise : Promise.resolve());
    const crashed = await open({ mark: at(-3600), store, listed, takeIn });
    crashed.catchUp.start();
    await settled();
    await crashed.hear(item(2, 0));
    await clock.tickAsync(5000);
    const { catchUp, taken } = await open({ store, listed });
    catchUp.start();
    await settled();
    assert.deepEqual(taken, [1, 2]);
    stuck.resolve();
  });

  it('asks for the outage of an account though a webhook of it comes while another one is looked at', async () => {
    const slow = deferred();
    const { catchUp, taken, hear } = await open({
      mark: at(-3600),
      whatsappIds: ['shop', 'help'],
      listed: () => [item(1, -3000, 'shop'), item(2, -3000, 'help'), item(3, 0, 'help')],
      takeIn: ({ id }) => (id === 1 ? slow.promise : Promise.resolve()),
    });
    catchUp.start();
    await settled();
    await hear(item(3, 0, 'help'));
    slow.resolve();
    await settled();
    assert.deepEqual(taken, [3, 1, 2]);
  });

  it('is not blinded by an event with a date in the future', async () => {
    const listed = [item(1, 0), item(2, 40 * 365 * 86_400)];
    const { catchUp, taken, hear } = await open({ mark: at(-60), listed: () => listed });
    await hear(item(2, 40 * 365 * 86_400));
    catchUp.start();
    await settled();
    listed.push(item(3, 100));
    await clock.tickAsync(EVERY_MS);
    assert.deepEqual(taken, [2, 1, 3]);
  });

  it('is not blinded when the first event of all has a date in the future', async () => {
    const listed = [item(1, 40 * 365 * 86_400)];
    const { catchUp, taken, hear } = await open({ listed: () => listed });
    await hear(item(1, 40 * 365 * 86_400));
    catchUp.start();
    await settled();
    listed.push(item(2, 100));
    await clock.tickAsync(EVERY_MS);
    assert.deepEqual(taken, [1, 2]);
  });

  it('moves the watermark when a look is complete, and not with what arrives', async () => {
    const listed: JsonRecord[] = [];
    const { catchUp, store, hear } = await open({ mark: at(0), listed: () => listed });
    catchUp.start();
    await settled();
    await hear(item(1, 30));
    listed.push(item(1, 30));
    await clock.tickAsync(60_000);
    assert.deepEqual(await store.get('looked-until/shop'), { at: at(0).toISOString() });
    await clock.tickAsync(EVERY_MS);
    assert.deepEqual(await store.get('looked-until/shop'), { at: at(30).toISOString() });
  });

  it('does not move the watermark while an event that it found cannot be taken in', async () => {
    let isFull = true;
    const { catchUp, store, taken } = await open({
      mark: at(-60),
      listed: () => [item(1, -30), item(2, -20)],
      takeIn: ({ id }) => (isFull && id === 2 ? Promise.reject(new Error('full')) : Promise.resolve()),
    });
    catchUp.start();
    await settled();
    assert.deepEqual(await store.get('looked-until/shop'), { at: at(-60).toISOString() });
    isFull = false;
    await clock.tickAsync(10_000);
    assert.deepEqual(taken, [1, 2]);
    assert.deepEqual(await store.get('looked-until/shop'), { at: at(-20).toISOString() });
  });

  it('asks soon for an event that could not be taken in, from its own time on', async () => {
    const { catchUp, since } = await open({ mark: at(0), listed: () => [item(4, 0)] });
    catchUp.start();
    await settled();
    catchUp.missed(event(3, -900));
    await settled();
    await clock.tickAsync(10_000);
    assert.deepEqual(since, [at(-121), at(-900 - 121)]);
    await clock.tickAsync(EVERY_MS);
    assert.deepEqual(since.at(-1), at(-121), 'once that has succeeded, from the watermark');
  });

  it('tells of a failure and tries again soon, the gap still known', async () => {
    let isDown = true;
    const { catchUp, since, errors, logger } = await open({
      mark: at(0),
      listed: () => {
        if (isDown) throw new Error('down');
        return [];
      },
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
    const { catchUp, store, since, errors } = await open({ listed: () => [] });
    await store.set('watermark/shop', { at: 'yesterday' }, 60_000);
    await store.set('looked-until/shop', 'nonsense', 60_000);
    await store.set('latest-taken/shop', { at: 'tomorrow', takenAt: 7 }, 60_000);
    catchUp.start();
    await settled();
    assert.deepEqual([since, errors], [[], []]);
  });
});
