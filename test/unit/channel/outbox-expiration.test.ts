import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { defaultTextSettings } from '../../../src/activity/text-format';
import { ANNA, OutboxBench, text, turnOf } from './support/outbox';

const NOON = Date.UTC(2026, 0, 1, 12);
const expiringAt = (time: number, body: string) => text(body, ANNA, { expiration: new Date(time) });

describe('the outbox: an activity that expires', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: NOON, toFake: ['Date'] });
  });
  afterEach(() => clock.restore());

  it('is sent before, and not from then on', async () => {
    const bench = new OutboxBench();
    const answers = await bench.outbox.send(
      [expiringAt(NOON + 1, 'in time'), expiringAt(NOON, 'late'), text('without')],
      turnOf(),
    );
    assert.deepEqual(bench.bodies, ['in time', 'without']);
    assert.equal(answers[1]?.id, '');
  });

  it('is looked at again after it has waited', async () => {
    const bench = new OutboxBench();
    const gate = bench.hold('slow');
    const slow = bench.outbox.send([text('slow')], turnOf());
    const waiting = bench.outbox.send([expiringAt(NOON + 1000, 'waited')], turnOf());
    clock.tick(1000);
    gate.resolve();
    await Promise.all([slow, waiting]);
    assert.deepEqual(bench.bodies, ['slow']);
  });

  it('ends between its messages, and answers with those that went out', async () => {
    const bench = new OutboxBench({
      rendering: { cards: {}, text: { ...defaultTextSettings, maximumLength: 300 } },
    });
    const first = 'a'.repeat(200);
    const gate = bench.hold(first);
    const sent = bench.outbox.send([expiringAt(NOON + 1000, `${first}\n\n${'b'.repeat(200)}`)], turnOf());
    clock.tick(1000);
    gate.resolve();
    const [answer] = await sent;
    assert.deepEqual(bench.bodies, [first]);
    assert.notEqual(answer?.id, '');
    assert.equal(answer?.ids, undefined);
  });
});
