import assert from 'node:assert/strict';
import { itemIdOf } from '../../../src/channel/event-key';
import { eventOf } from './support/events';
import { ANNA } from './support/outbox';

describe('what an event is known by', () => {
  const message = { type: 'chat', from: ANNA, body: 'my secret' };
  const idOf = (id: unknown, data: object = { message }): string =>
    itemIdOf(eventOf('message', { ...data }, { id }));

  it('is its number within its account', () => {
    assert.deepEqual([idOf(7), idOf('7')], ['shop/7', 'shop/7']);
  });

  it('is without a number the same for the same event alone', () => {
    assert.equal(idOf(undefined), idOf(undefined));
    assert.notEqual(idOf(undefined), idOf(undefined, { message: { ...message, body: 'another' } }));
    const withId = { message: { ...message, id: `false_${ANNA}_A` } };
    assert.equal(
      idOf(undefined, withId),
      idOf(undefined, { message: { ...withId.message, body: 'edited' } }),
    );
  });

  for (const [name, id, data] of [
    ['without a number', undefined, { message: { ...message, body: 'my secret '.repeat(1000) } }],
    ['known by its message', undefined, { message: { ...message, id: `false_${ANNA}_A` } }],
    ['with a number that is none', `${ANNA} `.repeat(200), { message }],
  ] as const) {
    it(`fits into the index of a database, and tells neither person nor text: ${name}`, () => {
      assert.match(idOf(id, data), /^shop\/[\w/-]{1,64}$/);
      assert.doesNotMatch(idOf(id, data), /secret|79991112233/);
    });
  }
});
