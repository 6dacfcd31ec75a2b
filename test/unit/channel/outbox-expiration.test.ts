import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { defaultTextSettings } from '../../../src/activity/text-format';
import { AccountGates } from '../../../src/channel/account-gates';
import { defaultManners } from '../../../src/channel/options/manners';
import { Pacing } from '../../../src/channel/pacing';
import { memoryStore } from '../../../src/inbox/store';
import { silentLogger } from '../../../src/whatsgate/logger';
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

  it('is looked at again after manners have held it back', async () => {
    clock.restore();
    clock = sinon.useFakeTimers({ now: NOON, toFake: ['Date', 'setTimeout', 'clearTimeout', 'performance'] });
    const pacing = new Pacing({
      manners: { ...defaultManners, gapMs: 1500, jitter: 0 },
      reserve: () => Promise.resolve(0),
      showTyping: () => undefined,
      closing: new AbortController().signal,
    });
    const bench = new OutboxBench({ pacing });
    const sent = bench.outbox.send([text('first'), expiringAt(NOON + 300, 'waited')], turnOf());
    await clock.runAllAsync();
    const [, answer] = await sent;
    assert.deepEqual(bench.bodies, ['first']);
    assert.equal(answer?.id, '');
  });

  it('is looked at again after its account was away, before its file is opened', async () => {
    const closing = new AbortController();
    const gates = new AccountGates({
      client: { getSessions: () => Promise.reject(new Error('nobody can tell')) },
      store: memoryStore(10),
      isShared: false,
      logger: silentLogger,
      timeoutMs: 60_000,
      closing: closing.signal,
    });
    gates.close('shop');
    const bench = new OutboxBench({ gates });
    const attachments = [{ contentType: 'image/png', contentUrl: 'https://e.com/never-fetched.png' }];
    const sent = bench.outbox.send(
      [expiringAt(NOON + 300, 'text'), text('', ANNA, { attachments, expiration: new Date(NOON + 300) })],
      turnOf(),
    );
    clock.tick(800);
    gates.open('shop');
    assert.deepEqual(
      (await sent).map(({ id }) => id),
      ['', ''],
    );
    assert.deepEqual(bench.bodies, []);
  });

  it('is looked at again after its file was opened', async () => {
    const bench = new OutboxBench();
    const content = (async function* () {
      await Promise.resolve();
      clock.tick(300);
      yield Buffer.from('late');
    })();
    const attachments = [{ contentType: 'text/plain', content, name: 'a.txt' }];
    await bench.outbox.send([text('', ANNA, { attachments, expiration: new Date(NOON + 300) })], turnOf());
    assert.deepEqual(bench.requests, []);
  });
});
