import assert from 'node:assert/strict';
import sinon from 'sinon';
import { AccountGates } from '../../../src/channel/account-gates';
import { ChannelEmitter } from '../../../src/channel/events';
import { HealthMonitor, type HealthParts } from '../../../src/channel/health';
import { memoryInbox } from '../../../src/inbox/memory';
import { memoryStore } from '../../../src/inbox/store';
import { InboxFullError } from '../../../src/whatsgate/errors';
import { stopClock } from '../inbox/support';
import { RecordingLogger } from './support/logs';

describe('health', () => {
  afterEach(() => sinon.restore());

  const open = (more: Partial<HealthParts> = {}) => {
    const emitter = new ChannelEmitter(new RecordingLogger());
    const gates = new AccountGates({
      client: { getSessions: () => Promise.resolve({ items: [], page: 1, pages: 1 }) },
      store: memoryStore(10),
      isShared: false,
      logger: new RecordingLogger(),
      timeoutMs: 0,
      closing: new AbortController().signal,
    });
    const monitor = new HealthMonitor({
      inbox: memoryInbox(),
      emitter,
      whatsappIds: ['shop', 'help'],
      gates,
      outbox: () => ({ queued: 0, capacity: 10, paused: [] }),
      lastEventAt: () => undefined,
      isClosed: () => false,
      ...more,
    });
    return { emitter, monitor, gates };
  };

  it('is good from the start, with nothing known of the accounts', async () => {
    assert.deepEqual(await open().monitor.read(), {
      live: true,
      ready: true,
      problems: [],
      inbox: { queued: 0, active: 0, dead: 0, oldestMs: 0 },
      outbox: { queued: 0, capacity: 10, paused: [] },
      accounts: { shop: 'unknown', help: 'unknown' },
      lastEventAt: undefined,
      lastFailure: undefined,
    });
  });

  it('suffers when the last account is unlinked, and is good again with the first', async () => {
    const { gates, monitor } = open();
    gates.close('shop');
    assert.equal((await monitor.read()).ready, true);
    gates.close('help');
    assert.deepEqual((await monitor.read()).problems, ['no account is connected']);
    gates.open('help');
    const { accounts, ready: isReady } = await monitor.read();
    assert.deepEqual([accounts, isReady], [{ shop: 'disconnected', help: 'connected' }, true]);
  });

  it('is not ready with an inbox that fails, or does not answer', async () => {
    const failing = memoryInbox();
    sinon.stub(failing, 'status').rejects(new Error('the database is gone'));
    assert.deepEqual((await open({ inbox: failing }).monitor.read()).problems, [
      'the inbox cannot be reached',
    ]);
    const silent = memoryInbox();
    sinon.stub(silent, 'status').returns(new Promise(() => undefined));
    const clock = stopClock();
    try {
      const read = open({ inbox: silent }).monitor.read();
      await clock.tickAsync(2000);
      assert.equal((await read).ready, false);
    } finally {
      clock.restore();
    }
  });

  it('finds out first what others know of the accounts, and waits no longer than it may', async () => {
    const known = open();
    const refresh = (whatsappId: string) => {
      known.gates.close(whatsappId);
      return Promise.resolve();
    };
    const gates = { refresh, stateOf: (id: string) => known.gates.stateOf(id) };
    assert.equal((await open({ gates }).monitor.read()).ready, false);
    const clock = stopClock();
    try {
      const silent = { refresh: () => new Promise<void>(() => undefined), stateOf: () => 'unknown' as const };
      const read = open({ gates: silent }).monitor.read();
      await clock.tickAsync(2000);
      assert.equal((await read).ready, true);
    } finally {
      clock.restore();
    }
  });

  it('is not ready with a full outbox, and not alive once closed', async () => {
    const outbox = () => ({ queued: 10, capacity: 10, paused: [] });
    const { live, problems } = await open({ outbox }).monitor.read();
    assert.deepEqual([live, problems], [true, ['the outbox is full']]);
    const closed = await open({ isClosed: () => true }).monitor.read();
    assert.deepEqual([closed.live, closed.ready, closed.inbox], [false, false, undefined]);
  });

  it('knows the latest failure by its code or name, and nothing of what it says', async () => {
    const { emitter, monitor } = open();
    const codes: unknown[] = [];
    for (const fail of [
      () => emitter.emit('error', new InboxFullError('full of 79991112233')),
      () => emitter.emit('error', new TypeError('79991112233')),
      () => emitter.emit('error', 'text'),
      () => emitter.emit('gatewayError', { whatsappId: 'shop', name: undefined, description: '79991112233' }),
      () => monitor.failed(new InboxFullError('again')),
    ]) {
      fail();
      const { lastFailure } = await monitor.read();
      assert.ok(lastFailure?.at instanceof Date);
      codes.push(lastFailure.code);
    }
    assert.deepEqual(codes, [
      'whatsgate_inbox_full',
      'TypeError',
      'unknown',
      'gateway',
      'whatsgate_inbox_full',
    ]);
  });
});
