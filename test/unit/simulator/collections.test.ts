import assert from 'node:assert/strict';
import { BoundedList } from '../../../src/simulator/bounded-list';
import { BoundedMap } from '../../../src/simulator/bounded-map';
import { seededRandom } from '../../../src/simulator/random';

describe('simulator: bounded collections', () => {
  it('list: drops the oldest by number and by weight, and says so', () => {
    const dropped: string[] = [];
    const list = new BoundedList<string>({ entries: 3, bytes: 10 }, (item) => dropped.push(item));
    for (const item of ['a', 'b', 'c', 'd']) list.add(item, 1);
    assert.deepEqual(list.items, ['b', 'c', 'd']);
    list.grow('d', 8);
    assert.deepEqual(list.items, ['c', 'd']);
    list.grow('unknown', 100);
    list.add('heavy', 100);
    assert.deepEqual(list.items, ['heavy']);
    assert.deepEqual(dropped, ['a', 'b', 'c', 'd']);
    assert.equal(list.size, 1);
  });

  it('list: gives an entry away, with its weight', () => {
    const list = new BoundedList<string>({ entries: 10, bytes: 10 });
    list.add('heavy', 9);
    list.add('light', 1);
    assert.equal(
      list.take((item) => item === 'heavy'),
      'heavy',
    );
    assert.equal(
      list.take((item) => item === 'heavy'),
      undefined,
    );
    list.add('other', 9);
    assert.deepEqual(list.items, ['light', 'other']);
    list.clear();
    assert.deepEqual(list.items, []);
  });

  it('map: drops the key that came first', () => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('a', 3);
    map.set('c', 4);
    assert.deepEqual(map.values, [2, 4]);
    map.delete('b');
    assert.equal(map.get('b'), undefined);
    map.clear();
    assert.deepEqual(map.values, []);
  });

  it('random: the same for the same seed, and evenly spread', () => {
    const [one, same, other] = [seededRandom(7), seededRandom(7), seededRandom('eight')];
    assert.equal(one.hex(32), same.hex(32));
    assert.notEqual(one.hex(32), other.hex(32));
    assert.match(one.decimal(12), /^[1-9]\d{11}$/);
    assert.equal(one.bytes(5).length, 5);
    const mean =
      Array.from({ length: 10_000 }, () => one.next()).reduce((sum, value) => sum + value, 0) / 10_000;
    assert.ok(mean > 0.48 && mean < 0.52, String(mean));
  });
});
