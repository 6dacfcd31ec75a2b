import assert from 'node:assert/strict';
import { carrierIn, eventIn, withCarrier, withoutCarriers } from '../../../src/channel/trace-carrier';
import { MemoryDeadLetters } from '../../../src/inbox/dead-letters';

describe('the context of a trace in the data of an item', () => {
  const event = { id: 1, event_action: 'ready' };
  const carrier = { traceparent: '00-1-2-01' };
  const data = withCarrier(event, carrier);

  it('travels beside the event, and is told from it', () => {
    assert.deepEqual([carrierIn(data), eventIn(data)], [carrier, event]);
    for (const plain of [event, null, 'text', []]) {
      assert.equal(carrierIn(plain), undefined);
      assert.equal(eventIn(plain), plain);
    }
    assert.equal(carrierIn({ trace_context: 'text' }), undefined);
  });

  it('is left out of dead letters that are shown, and goes on with those that run again', async () => {
    const offered: unknown[] = [];
    const letters = new MemoryDeadLetters(10, (item) => Promise.resolve(offered.push(item.data)));
    for (const id of ['1', '2']) letters.add({ id, key: 'chat', data }, { reason: 'failed', sent: [] }, 1);
    const shown = withoutCarriers(letters);
    assert.deepEqual(
      [...(await shown.list({ limit: 1 })), await shown.get('2')].map((letter) => letter?.data),
      [event, event],
    );
    assert.equal(await shown.get('3'), undefined);
    assert.equal(await shown.replay('1'), '1:replay:1');
    assert.deepEqual(offered, [data]);
    assert.deepEqual([await shown.drop('2'), await shown.drop('2')], [true, false]);
  });
});
