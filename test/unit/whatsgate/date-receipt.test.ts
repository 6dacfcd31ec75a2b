import assert from 'node:assert/strict';
import { formatEventDate, parseEventDate } from '../../../src/whatsgate/date';
import { isProgress, receiptStatus } from '../../../src/whatsgate/receipt';

describe('event dates', () => {
  it('are UTC, whatever the zone of the machine', () => {
    assert.equal(parseEventDate('2026-05-28 20:28:20')?.toISOString(), '2026-05-28T20:28:20.000Z');
    assert.equal(parseEventDate('2026-05-28T20:28:20')?.getTime(), Date.UTC(2026, 4, 28, 20, 28, 20));
  });

  it('know the calendar', () => {
    const days = ['2024-02-29', '2000-02-29', '2026-02-28', '2026-04-30', '2026-12-31', '2026-01-31'];
    for (const day of days) {
      assert.equal(parseEventDate(`${day} 23:59:59`)?.toISOString(), `${day}T23:59:59.000Z`);
    }
    for (const day of ['2026-02-29', '2100-02-29', '2026-04-31', '2026-06-31', '2026-00-10', '2026-05-00']) {
      assert.equal(parseEventDate(`${day} 00:00:00`), undefined, day);
    }
  });

  it('are absent when they are written otherwise or never were', () => {
    for (const value of [
      '',
      'yesterday',
      '2026-05-28',
      '2026-05-28 20:28',
      '2026-05-28 20:28:20Z',
      '2026-13-01 00:00:00',
      '2026-02-30 10:00:00',
      '2026-05-28 24:00:00',
      '2026-05-28 20:60:00',
      '2026-05-28 20:28:60',
      '2026-05-28 20:28:20\n',
      1780000100,
      null,
      undefined,
      {},
    ]) {
      assert.equal(parseEventDate(value), undefined, JSON.stringify(value));
    }
  });

  it('are written in whole seconds', () => {
    assert.equal(formatEventDate(new Date('2026-05-28T20:28:20.999Z')), '2026-05-28 20:28:20');
  });
});

describe('receipts', () => {
  it('have the names of the library', () => {
    const names = [-7, -1, 0, 1, 2, 3, 4].map(receiptStatus);
    assert.deepEqual(names, ['failed', 'failed', 'pending', 'sent', 'delivered', 'read', 'played']);
  });

  it('have no name outside the table', () => {
    for (const ack of [5, 6, 1.5, NaN, Infinity]) assert.equal(receiptStatus(ack), undefined);
  });

  it('count when they are the first or higher than the best', () => {
    assert.equal(isProgress(undefined, -1), true);
    assert.equal(isProgress(undefined, 0), true);
    assert.equal(isProgress(0, 2), true);
    assert.equal(isProgress(2, 4), true);
  });

  it('do not count when they are late or repeated', () => {
    assert.equal(isProgress(3, 2), false);
    assert.equal(isProgress(3, 3), false);
    assert.equal(isProgress(0, 0), false);
  });

  it('count as failure only while nothing has reached the server', () => {
    assert.equal(isProgress(0, -1), true);
    assert.equal(isProgress(1, -1), false);
    assert.equal(isProgress(-1, -1), false);
    assert.equal(isProgress(-1, -2), false);
  });

  it('take a failure back when the message got through after all, but not for a late pending', () => {
    assert.equal(isProgress(-1, 1), true);
    assert.equal(isProgress(-1, 0), false);
    assert.equal(isProgress(-2, -1), false);
  });
});
