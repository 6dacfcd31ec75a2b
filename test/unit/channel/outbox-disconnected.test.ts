import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { AccountGates } from '../../../src/channel/account-gates';
import { defaultManners } from '../../../src/channel/options/manners';
import { Pacing } from '../../../src/channel/pacing';
import { memoryStore } from '../../../src/inbox/store';
import { silentLogger } from '../../../src/whatsgate/logger';
import { stopClock } from '../inbox/support';
import { OutboxBench, text, turnOf } from './support/outbox';

describe('the outbox: an account that is unlinked', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = stopClock();
  });
  afterEach(() => clock.restore());

  it('holds back what manners let wait when it was, which takes its place anew', async () => {
    const { signal: closing } = new AbortController();
    const gates = new AccountGates({
      client: { getSessions: () => Promise.reject(new Error('not known')) },
      store: memoryStore(10),
      isShared: false,
      logger: silentLogger,
      timeoutMs: 600_000,
      closing,
    });
    const pacing = new Pacing({
      manners: { ...defaultManners, perMinute: 1 },
      reserve: () => Promise.resolve(60_000),
      showTyping: () => undefined,
      closing,
    });
    const bench = new OutboxBench({ gates, pacing });
    const sent = bench.outbox.send([text('later')], turnOf());
    await clock.tickAsync(30_000);
    gates.close('shop');
    await clock.tickAsync(90_000);
    assert.deepEqual(bench.bodies, [], 'sent while the account was unlinked');
    gates.open('shop');
    await clock.tickAsync(59_999);
    assert.deepEqual(bench.bodies, [], 'sent before its place came');
    await clock.tickAsync(1);
    await sent;
    assert.deepEqual(bench.bodies, ['later']);
  });
});
