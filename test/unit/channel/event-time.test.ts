import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { NewestTime } from '../../../src/channel/event-time';
import { stopClock } from '../inbox/support';
import { at } from './support/polling';

const YEARS = 40 * 365 * 86_400;

describe('the time of the newest event', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = stopClock();
    clock.setSystemTime(at(0));
  });
  afterEach(() => clock.restore());

  const newestOf = (...seconds: (number | undefined)[]): Date | undefined => {
    const newest = new NewestTime();
    for (const second of seconds) newest.show(second === undefined ? undefined : at(second));
    return newest.value;
  };

  it('is that of the latest date, whatever the order', () => {
    assert.deepEqual(newestOf(-5, -3, undefined, -9), at(-3));
  });

  it('is not known without events or dates', () => {
    assert.equal(newestOf(undefined), undefined);
  });

  it('is not told by a few with a date in the future', () => {
    assert.deepEqual(newestOf(-5, YEARS, 600, -4, 700), at(-4));
    assert.equal(newestOf(YEARS), undefined);
  });

  it('is told by many that agree: then the own clock is behind', () => {
    assert.deepEqual(newestOf(-5, ...Array.from({ length: 10 }, (_, index) => 600 + index)), at(600));
  });

  it('is not told by many whose date cannot be', () => {
    assert.deepEqual(newestOf(-5, ...Array.from({ length: 20 }, () => YEARS)), at(-5));
  });
});
