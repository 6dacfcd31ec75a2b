import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Watermarks } from '../../../src/channel/watermarks';
import { memoryStore, type InboxStore } from '../../../src/inbox/store';
import { settled, stopClock } from '../inbox/support';
import { RecordingLogger } from './support/logs';
import { at } from './support/polling';

const DAY = 86_400;

describe('the watermarks', () => {
  let clock: sinon.SinonFakeTimers;
  let store: InboxStore;
  let logger: RecordingLogger;
  beforeEach(() => {
    clock = stopClock();
    clock.setSystemTime(at(0));
    store = memoryStore(10);
    logger = new RecordingLogger();
  });
  afterEach(() => clock.restore());

  const open = (): Watermarks => new Watermarks(store, logger);
  const stored = (key = 'looked-until'): Promise<unknown> => store.get(`${key}/shop`);
  const leave = (mark: Date, floor?: Date): Promise<void> =>
    store.set(
      'looked-until/shop',
      { at: mark.toISOString(), ...(floor === undefined ? {} : { floor: floor.toISOString() }) },
      1e9,
    );

  it('begin with the first event that is given, and are stored at once', async () => {
    const watermarks = open();
    watermarks.given('shop', at(-5));
    await watermarks.flush();
    assert.deepEqual(await stored(), { at: at(-5).toISOString(), floor: at(-5).toISOString() });
    assert.deepEqual(await watermarks.since('shop'), at(-5));
  });

  it('go back for a little earlier event that is given right after the first', async () => {
    const watermarks = open();
    watermarks.given('shop', at(-5));
    await watermarks.flush();
    watermarks.given('shop', at(-7));
    watermarks.given('shop', at(-6));
    watermarks.given('shop', at(-900));
    await watermarks.flush();
    assert.deepEqual(await watermarks.since('shop'), at(-7));
  });

  it('are not moved by events that are given or taken in later', async () => {
    await leave(at(-600), at(-9000));
    const watermarks = open();
    watermarks.given('shop', at(-1));
    watermarks.taken('shop', at(-1));
    await watermarks.flush();
    assert.deepEqual(await watermarks.since('shop'), at(-720));
  });

  it('move with what a look has covered, never back, and not over what none has', async () => {
    await leave(at(-600));
    const watermarks = open();
    await watermarks.advance('shop', { from: at(-720), to: at(-300) });
    await watermarks.advance('shop', { from: at(-720), to: at(-400) });
    await watermarks.advance('shop', { from: at(-299), to: at(-100) });
    assert.deepEqual(await stored(), { at: at(-300).toISOString() });
  });

  it('are those that another process has moved on', async () => {
    await leave(at(-600));
    const [one, other] = [open(), open()];
    assert.deepEqual(await one.since('shop'), at(-720));
    await other.advance('shop', { from: at(-720), to: at(-300) });
    assert.deepEqual(await one.since('shop'), at(-420));
    await one.advance('shop', { from: at(-720), to: at(-500) });
    assert.deepEqual(await other.since('shop'), at(-420));
  });

  it('are written once a day although they do not move, so that a quiet account keeps its own', async () => {
    await leave(at(0));
    const watermarks = open();
    const written = sinon.spy(store, 'set');
    for (let hour = 0; hour < 50; hour += 1) {
      await watermarks.advance('shop', { from: at(-120), to: undefined });
      clock.setSystemTime(at(hour * 3600));
    }
    assert.equal(written.callCount, 3);
  });

  it('come back when one of them lies in the future and an event shows that it is not so late', async () => {
    await leave(at(40 * 365 * DAY));
    const watermarks = open();
    watermarks.given('shop', at(-30));
    await watermarks.flush();
    assert.deepEqual(await watermarks.since('shop'), at(-150));
  });

  it('that an earlier version has left are taken over once, and not if they lie in the future', async () => {
    await store.set('watermark/shop', { at: at(40 * 365 * DAY).toISOString() }, 1e9);
    assert.deepEqual(await open().since('shop'), at(-120));
    await store.set('watermark/shop', { at: at(-1).toISOString() }, 1e9);
    clock.setSystemTime(at(3600));
    assert.deepEqual(await open().since('shop'), at(-120));
  });

  it('survive a store that cannot be written for a while', async () => {
    const write = sinon.stub(store, 'set').rejects(new Error('full'));
    const watermarks = open();
    watermarks.given('shop', at(-5));
    await watermarks.flush();
    await assert.rejects(watermarks.advance('shop', { from: at(-5), to: at(-1) }), /full/);
    write.restore();
    assert.deepEqual(await watermarks.since('shop'), at(-5));
    await watermarks.advance('shop', { from: at(-5), to: undefined });
    assert.deepEqual(await stored(), { at: at(-1).toISOString(), floor: at(-5).toISOString() });
  });

  describe('after longer than an inbox knows repeats', () => {
    /** An earlier process: its last look, and the last event after it, both ten days ago. */
    beforeEach(async () => {
      await leave(at(-10 * DAY - 240));
      clock.setSystemTime(at(-10 * DAY));
      const earlier = open();
      earlier.taken('shop', at(-10 * DAY));
      await earlier.flush();
      clock.setSystemTime(at(0));
    });

    it('begin after the last event that was taken in, which may be forgotten', async () => {
      assert.deepEqual(await open().since('shop'), at(-10 * DAY + 1));
    });

    it('begin there too when a webhook was quicker than the first look', async () => {
      const watermarks = open();
      watermarks.given('shop', at(0));
      watermarks.taken('shop', at(0));
      await clock.tickAsync(5000);
      assert.deepEqual(await watermarks.since('shop'), at(-10 * DAY + 1));
    });

    it('begin there again when the first look was cut off', async () => {
      const cutOff = open();
      await cutOff.since('shop');
      cutOff.taken('shop', at(-9 * DAY));
      await cutOff.flush();
      const watermarks = open();
      assert.deepEqual(await watermarks.since('shop'), at(-10 * DAY + 1));
      await watermarks.advance('shop', { from: at(-10 * DAY + 1), to: at(-1) });
      assert.deepEqual(await watermarks.since('shop'), at(-121));
    });

    it('do not ask for older events than are known when only looks have failed', async () => {
      const watermarks = open();
      await watermarks.since('shop');
      watermarks.taken('shop', at(-1));
      assert.deepEqual(await watermarks.since('shop'), at(-1 - 6 * DAY));
    });
  });

  describe('of a quiet account, whose latest event is listed for ever and known for some days', () => {
    const DAYS_LATER = 6 * DAY + 60;
    /** Takes the latest event in, at the time 0, and looks until there. */
    async function takeLatest(): Promise<Watermarks> {
      await leave(at(0));
      const watermarks = open();
      watermarks.taken('shop', at(0));
      await watermarks.flush();
      return watermarks;
    }

    it('begin after it once it may be forgotten', async () => {
      const watermarks = await takeLatest();
      assert.deepEqual(await watermarks.since('shop'), at(-120));
      clock.setSystemTime(at(DAYS_LATER));
      assert.deepEqual(await watermarks.since('shop'), at(1));
    });

    it('do so in a process as well that has not taken it in itself', async () => {
      await takeLatest();
      const other = open();
      assert.deepEqual(await other.since('shop'), at(-120));
      clock.setSystemTime(at(DAYS_LATER));
      assert.deepEqual(await other.since('shop'), at(1));
    });

    it('do so although that process has taken in an older one', async () => {
      await takeLatest();
      const other = open();
      other.taken('shop', at(-30));
      await other.since('shop');
      await other.flush();
      clock.setSystemTime(at(DAYS_LATER));
      assert.deepEqual(await other.since('shop'), at(1));
    });

    it('do so although a poll is shown it again and again', async () => {
      const watermarks = await takeLatest();
      await watermarks.since('shop');
      clock.setSystemTime(at(3 * DAY));
      watermarks.taken('shop', at(0));
      await watermarks.flush();
      clock.setSystemTime(at(DAYS_LATER));
      assert.deepEqual(await watermarks.since('shop'), at(1));
    });
  });

  it('write the latest event that was taken in a second later, and tell when that fails', async () => {
    const watermarks = open();
    watermarks.taken('shop', at(-3));
    watermarks.taken('shop', at(-4));
    watermarks.taken('shop', at(40 * 365 * DAY));
    assert.equal(await stored('latest-taken'), undefined);
    await clock.tickAsync(1000);
    assert.deepEqual(await stored('latest-taken'), {
      at: at(-3).toISOString(),
      takenAt: at(0).toISOString(),
    });
    sinon.stub(store, 'set').rejects(new Error('full'));
    watermarks.taken('shop', at(-2));
    await watermarks.flush();
    await settled();
    assert.deepEqual(logger.at('warn'), ['Which event was taken in last could not be stored.']);
  });
});
