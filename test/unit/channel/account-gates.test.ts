import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { AccountGates } from '../../../src/channel/account-gates';
import { memoryStore } from '../../../src/inbox/store';
import { WhatsGateClosedError, WhatsGateDisconnectedError } from '../../../src/whatsgate/errors';
import { isPending, settled, stopClock } from '../inbox/support';
import { RecordingLogger } from './support/logs';

describe('the gate of an account', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = stopClock();
    clock.setSystemTime(1_000_000);
  });
  afterEach(() => clock.restore());

  const store = memoryStore(10);
  function open(more: { readonly isShared?: boolean; readonly closing?: AbortSignal } = {}) {
    const sessions: { unique_id: string; status: string }[] = [];
    const asked: unknown[] = [];
    const gates = new AccountGates({
      client: {
        getSessions: (query) => {
          asked.push(query?.whatsappId);
          return Promise.resolve({ items: sessions, page: 1, pages: 1 });
        },
      },
      store: more.isShared === true ? store : memoryStore(10),
      isShared: more.isShared ?? false,
      logger: new RecordingLogger(),
      timeoutMs: 25_000,
      closing: more.closing ?? new AbortController().signal,
    });
    return { gates, sessions, asked };
  }

  it('is open until the account is unlinked, and again when it is ready', async () => {
    const { gates } = open();
    assert.equal(gates.isClosed('shop'), false);
    gates.close('shop');
    assert.deepEqual([gates.isClosed('shop'), gates.isClosed('help'), gates.closed], [true, false, ['shop']]);
    const waiting = gates.opened('shop');
    assert.equal(await isPending(waiting), true);
    gates.open('shop');
    await waiting;
    assert.deepEqual([gates.isClosed('shop'), gates.closed], [false, []]);
    assert.equal(clock.countTimers(), 0);
  });

  it('asks the gateway as well, because the news may have gone elsewhere', async () => {
    const { gates, sessions, asked } = open();
    gates.close('shop');
    const waiting = gates.opened('shop');
    await settled();
    sessions.push({ unique_id: 'shop', status: 'READY' });
    await clock.tickAsync(10_000);
    await waiting;
    assert.deepEqual(asked, ['shop', 'shop']);
    assert.equal(gates.isClosed('shop'), false);
  });

  it('fails clearly after the longest wait, having sent nothing', async () => {
    const { gates, sessions } = open();
    sessions.push({ unique_id: 'shop', status: 'AUTH' });
    gates.close('shop');
    const waiting = assert.rejects(gates.opened('shop'), (error) => {
      assert.ok(error instanceof WhatsGateDisconnectedError);
      assert.match(error.message, /25000 ms \(option disconnectTimeoutMs\)/);
      assert.deepEqual([error.retryable, error.maybeDelivered], [true, false]);
      return true;
    });
    await clock.tickAsync(40_000);
    await waiting;
  });

  it('ends with the adapter', async () => {
    const end = new AbortController();
    const { gates } = open({ closing: end.signal });
    gates.close('shop');
    const waiting = assert.rejects(gates.opened('shop'), WhatsGateClosedError);
    await settled();
    end.abort();
    await waiting;
    assert.equal(clock.countTimers(), 0);
  });

  it('is known to other processes of the same store within seconds, both ways', async () => {
    const [one, two] = [open({ isShared: true }).gates, open({ isShared: true }).gates];
    one.close('shop');
    two.isClosed('shop');
    await settled();
    assert.equal(two.isClosed('shop'), true);
    one.open('shop');
    await settled();
    assert.equal(two.isClosed('shop'), true, 'asked for no more often than every five seconds');
    clock.tick(5000);
    two.isClosed('shop');
    await settled();
    assert.equal(two.isClosed('shop'), false);
  });
});
