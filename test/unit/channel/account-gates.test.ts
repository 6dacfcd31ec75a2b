import assert from 'node:assert/strict';
import sinon from 'sinon';
import { AccountGates } from '../../../src/channel/account-gates';
import { memoryStore, type InboxStore } from '../../../src/inbox/store';
import { WhatsGateClosedError, WhatsGateDisconnectedError } from '../../../src/whatsgate/errors';
import { deferred, isPending, settled, stopClock } from '../inbox/support';
import { RecordingLogger } from './support/logs';

describe('the gate of an account', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = stopClock();
    clock.setSystemTime(1_000_000);
  });
  afterEach(() => {
    sinon.restore();
    clock.restore();
  });

  function open(more: { readonly store?: InboxStore; readonly closing?: AbortSignal } = {}) {
    const sessions: { unique_id: string; status: string }[] = [];
    const asked: unknown[] = [];
    let answer = (): Promise<unknown> => Promise.resolve();
    const gates = new AccountGates({
      client: {
        getSessions: async (query) => {
          asked.push(query?.whatsappId);
          const items = [...sessions];
          await answer();
          return { items, page: 1, pages: 1 };
        },
      },
      store: more.store ?? memoryStore(10),
      isShared: more.store !== undefined,
      logger: new RecordingLogger(),
      timeoutMs: 25_000,
      closing: more.closing ?? new AbortController().signal,
    });
    const answerAfter = (promise: Promise<unknown>): unknown => (answer = () => promise);
    return { gates, sessions, asked, answerAfter };
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

  it('opens at once when the account is ready, though the gateway does not answer', async () => {
    const { gates, answerAfter } = open();
    answerAfter(new Promise(() => undefined));
    gates.close('shop');
    const waiting = gates.opened('shop');
    assert.equal(await isPending(waiting), true);
    gates.open('shop');
    await waiting;
    assert.equal(clock.countTimers(), 0);
  });

  it('fails after the longest wait, though the gateway does not answer', async () => {
    const { gates, answerAfter, asked } = open();
    answerAfter(new Promise(() => undefined));
    gates.close('shop');
    const waiting = assert.rejects(gates.opened('shop'), WhatsGateDisconnectedError);
    await clock.tickAsync(24_999);
    assert.equal(await isPending(waiting), true);
    await clock.tickAsync(1001);
    await waiting;
    assert.equal(asked.length, 1);
    assert.equal(clock.countTimers(), 0);
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
    const store = memoryStore(10);
    const [one, two] = [open({ store }).gates, open({ store }).gates];
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
    assert.deepEqual(
      [one, two].map((gates) => gates.stateOf('shop')),
      ['connected', 'connected'],
    );
  });

  it('stays shut while the store cannot be told, which is told as soon as it can', async () => {
    const store = memoryStore(10);
    const set = sinon.stub(store, 'set').rejects(new Error('disk full'));
    const { gates } = open({ store });
    gates.close('shop');
    for (let seconds = 0; seconds < 30; seconds += 6) {
      await clock.tickAsync(6000);
      assert.equal(gates.isClosed('shop'), true);
    }
    set.restore();
    await clock.tickAsync(2000);
    assert.equal(await store.get('disconnected/shop'), true);
    // The store's own clock ticks for a millisecond.
    clock.tick(1);
    assert.equal(clock.countTimers(), 0);
  });

  it('is not opened by a look at the store that began before the account was unlinked', async () => {
    const store = memoryStore(10);
    const read = deferred<unknown>();
    sinon.stub(store, 'get').returns(read.promise);
    const { gates } = open({ store });
    gates.isClosed('shop');
    gates.close('shop');
    await settled();
    read.resolve(undefined);
    await settled();
    assert.deepEqual(gates.closed, ['shop']);
  });

  it('is not opened by an answer of the gateway from before the account was unlinked', async () => {
    const { gates, sessions, answerAfter } = open();
    const answer = deferred();
    answerAfter(answer.promise);
    sessions.push({ unique_id: 'shop', status: 'READY' });
    gates.close('shop');
    const asking = gates.refresh('shop');
    gates.open('shop');
    gates.close('shop');
    answer.resolve();
    await asking;
    assert.deepEqual(gates.closed, ['shop']);
  });

  it('tells the store one word after another, the last one last', async () => {
    const store = memoryStore(10);
    const slow = deferred();
    const set = sinon.stub(store, 'set').callsFake(async (...fact) => {
      await slow.promise;
      await set.wrappedMethod.apply(store, fact);
    });
    const { gates } = open({ store });
    gates.close('shop');
    gates.open('shop');
    await settled();
    slow.resolve();
    await settled();
    assert.equal(await store.get('disconnected/shop'), undefined);
  });

  it('tells what is known of the account, and finds out what others know', async () => {
    const store = memoryStore(10);
    const [one, two] = [open({ store }), open({ store })];
    assert.equal(two.gates.stateOf('shop'), 'unknown');
    one.gates.close('shop');
    await two.gates.refresh('shop');
    assert.equal(two.gates.stateOf('shop'), 'disconnected');
    // Nothing is sent, and no event comes: the gateway alone can tell.
    two.sessions.push({ unique_id: 'shop', status: 'READY' });
    await two.gates.refresh('shop');
    assert.deepEqual([two.asked.length, two.gates.stateOf('shop')], [1, 'disconnected']);
    clock.tick(10_000);
    await two.gates.refresh('shop');
    assert.deepEqual([two.asked.length, two.gates.stateOf('shop')], [2, 'connected']);
    await one.gates.refresh('shop');
    assert.deepEqual([one.asked.length, one.gates.stateOf('shop')], [0, 'connected']);
  });

  it('asks the gateway once for all who wait', async () => {
    const { gates, sessions, asked } = open();
    gates.close('shop');
    sessions.push({ unique_id: 'shop', status: 'READY' });
    await Promise.all([gates.opened('shop'), gates.opened('shop'), gates.refresh('shop')]);
    assert.deepEqual(asked, ['shop']);
  });
});
