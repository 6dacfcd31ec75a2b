import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { createClosing } from '../../../src/inbox/closing';
import { pause } from '../../../src/whatsgate/pause';

describe('What ends all waiting', () => {
  const warnings: string[] = [];
  const note = ({ name }: Error): void => void warnings.push(name);

  beforeEach(() => process.on('warning', note));
  afterEach(() => process.off('warning', note));

  it('ends any number of pauses, and Node does not take them for a leak', async () => {
    const closing = createClosing();
    const pauses = Array.from({ length: 50 }, () => pause(3_600_000, closing.signal));
    // Warnings are told in the next tick.
    await setImmediate();
    closing.abort();
    await Promise.all(pauses);
    assert.deepEqual(warnings, []);
  });
});
