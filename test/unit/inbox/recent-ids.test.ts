import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RecentIds } from '../../../src/inbox/recent-ids';

describe('recent ids', () => {
  it('are at least the latest so many, and at most twice as many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 100 }), (most, count) => {
        const recent = new RecentIds(most);
        const ids = Array.from({ length: count }, (_, index) => String(index));
        for (const id of ids) assert.equal(recent.add(id), true, id);
        for (const id of ids.slice(-most)) assert.equal(recent.has(id), true, id);
        assert.ok(ids.filter((id) => recent.has(id)).length <= 2 * most);
        assert.equal(recent.has('another'), false);
        for (const id of ids.slice(-most)) assert.equal(recent.add(id), false, id);
        for (const id of ids) recent.delete(id);
        assert.ok(ids.every((id) => !recent.has(id)));
      }),
    );
  });
});
