import assert from 'node:assert/strict';
import sinon from 'sinon';
import { gatewayDate, manualClock, realClock } from '../../../src/simulator/clock';

describe('simulator: clock', () => {
  afterEach(() => sinon.restore());

  it('manual: runs due tasks in the order of their time, also those that tasks schedule', async () => {
    const clock = manualClock(1000);
    const ran: [string, number][] = [];
    const note = (name: string) => () => void ran.push([name, clock.now()]);
    clock.schedule(note('late'), 300);
    clock.schedule(() => {
      note('early')();
      clock.schedule(note('chained'), 50);
    }, 100);
    clock.schedule(note('same'), 100);
    const cancel = clock.schedule(note('cancelled'), 200);
    cancel();
    assert.equal(clock.pending, 3);
    await clock.advance(299);
    assert.deepEqual(ran, [
      ['early', 1100],
      ['same', 1100],
      ['chained', 1150],
    ]);
    assert.equal(clock.now(), 1299);
    await clock.advance(1);
    assert.deepEqual(ran.at(-1), ['late', 1300]);
    cancel();
    assert.equal(clock.pending, 0);
  });

  it('manual: does not go back', async () => {
    await assert.rejects(manualClock().advance(-1), RangeError);
    await assert.rejects(manualClock().advance(Number.NaN), RangeError);
  });

  it('real: schedules timers that do not keep a process alive', () => {
    const timers = sinon.useFakeTimers({ now: 5000 });
    const clock = realClock();
    const task = sinon.fake();
    clock.schedule(task, 100);
    clock.schedule(task, 200)();
    timers.tick(1000);
    assert.equal(task.callCount, 1);
    assert.equal(clock.now(), 6000);
  });

  it('writes dates as the gateway does, in UTC', () => {
    assert.equal(gatewayDate(Date.UTC(2026, 4, 28, 20, 28, 20, 999)), '2026-05-28 20:28:20');
  });
});
