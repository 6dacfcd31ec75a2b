import assert from 'node:assert/strict';
import { manualClock } from '../../../src/simulator/index';
import { TerminalWaits } from '../../../src/simulator/terminal-waits';

describe('the waits of the terminal chat', () => {
  const never = new Promise<void>(() => undefined);

  it('waits for work, and no longer than allowed', async () => {
    const clock = manualClock();
    const waits = new TerminalWaits(clock, new AbortController().signal);
    assert.equal(await waits.within(Promise.resolve(), 1000), true);
    const late = waits.within(never, 1000);
    await clock.advance(1000);
    assert.equal(await late, false);
    assert.equal(clock.pending, 0);
  });

  it('waits for nothing when the chat is over', async () => {
    const over = new AbortController();
    const waits = new TerminalWaits(manualClock(), over.signal);
    const pending = waits.within(never, 1000);
    over.abort();
    assert.equal(await pending, false);
    assert.equal(await waits.within(never, 1000), false);
  });

  it('expects an answer only after something was said', async () => {
    const clock = manualClock();
    const waits = new TerminalWaits(clock, new AbortController().signal);
    assert.equal(await waits.answered(1000), true);
    waits.expectAnswer();
    const answered = waits.answered(1000);
    waits.noteAnswer();
    assert.equal(await answered, true);
    waits.expectAnswer();
    const silent = waits.answered(1000);
    await clock.advance(1000);
    assert.equal(await silent, false);
  });

  it('forgets work that has ended or failed', async () => {
    const clock = manualClock();
    const waits = new TerminalWaits(clock, new AbortController().signal);
    await waits.track(Promise.reject(new Error('no')));
    assert.equal(await waits.allTracked(1000), true);
    void waits.track(never);
    const all = waits.allTracked(1000);
    await clock.advance(1000);
    assert.equal(await all, false);
  });
});
