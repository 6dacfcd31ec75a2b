import assert from 'node:assert/strict';
import sinon from 'sinon';
import { isSteerable, steerableClock, type SteerableClock } from '../../../src/simulator/steerable-clock';
import { manualClock, realClock } from '../../../src/simulator/clock';

describe('the clock that can be stopped', () => {
  const START = Date.UTC(2026, 4, 28, 20);
  let timers: sinon.SinonFakeTimers;
  let clock: SteerableClock;
  let ran: number[];
  const note = (): void => void ran.push(clock.now() - START);

  beforeEach(() => {
    timers = sinon.useFakeTimers({ now: START, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    clock = steerableClock();
    ran = [];
  });

  afterEach(() => timers.restore());

  /** Lets the moves of the clock be made, which take real turns of the event loop. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  it('is known among the others', () => {
    assert.deepEqual([clock, manualClock(), realClock()].map(isSteerable), [true, false, false]);
  });

  it('runs like the machine and runs tasks when they are due', async () => {
    clock.schedule(note, 1000);
    clock.schedule(note, 500);
    timers.tick(499);
    await settle();
    assert.deepEqual(ran, []);
    timers.tick(501);
    await settle();
    assert.deepEqual(ran.length, 2);
    assert.equal(clock.now(), START + 1000);
    assert.equal(clock.pending, 0);
  });

  it('cancels', async () => {
    clock.schedule(note, 100)();
    timers.tick(200);
    await settle();
    assert.deepEqual([ran, clock.pending], [[], 0]);
  });

  it('stands still while it is stopped, and goes on from there', async () => {
    clock.schedule(note, 1000);
    timers.tick(400);
    clock.pause();
    timers.tick(60_000);
    await settle();
    assert.deepEqual([clock.now() - START, ran, clock.isPaused], [400, [], true]);
    clock.resume();
    timers.tick(599);
    await settle();
    assert.deepEqual(ran, []);
    timers.tick(1);
    await settle();
    assert.deepEqual(ran, [1000]);
  });

  it('is moved on by hand while it is stopped', async () => {
    clock.pause();
    clock.schedule(note, 20_000);
    clock.schedule(note, 40_000);
    await clock.advance(20_000);
    assert.deepEqual(ran, [20_000]);
    assert.equal(clock.now(), START + 20_000);
  });

  it('is moved on by hand while it runs, and what is left comes so much sooner', async () => {
    clock.schedule(note, 20_000);
    clock.schedule(note, 21_000);
    await clock.advance(20_000);
    assert.deepEqual(ran, [20_000]);
    timers.tick(1000);
    await settle();
    assert.deepEqual(ran, [20_000, 21_000]);
  });

  it('does not go back', async () => {
    await assert.rejects(clock.advance(-1), RangeError);
  });
});
