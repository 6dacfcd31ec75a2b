import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { TurnRunner } from '../../../src/channel/intake';
import { turnHeldBack } from '../../../src/channel/interruption';
import { TurnRecord } from '../../../src/channel/turn-record';
import type { Inbox } from '../../../src/inbox/inbox';
import type { SendJournal } from '../../../src/inbox/journal';
import { memoryInbox } from '../../../src/inbox/memory';
import { InboxStorageError, TurnCutOffError } from '../../../src/whatsgate/errors';
import { silentLogger } from '../../../src/whatsgate/logger';
import { deferred, settled, stopClock } from '../inbox/support';
import { ChannelBench, message } from './support/channel';
import { ANNA, OutboxBench, text, turnOf } from './support/outbox';

const intent = { whatsappId: 'shop', chatId: ANNA, kind: 'text', text: 'hello' };
const full = (): InboxStorageError => new InboxStorageError('The disk is full.', { retryable: true });

/** A journal that can be told to fail, and that tells what is written. */
class Journal implements SendJournal {
  readonly written: string[] = [];
  isFailing = false;
  readonly of = (): Promise<[]> => Promise.resolve([]);
  begin(_id: string, ordinal: number, { text: body }: { readonly text?: string | undefined }): Promise<void> {
    if (this.isFailing) return Promise.reject(full());
    this.written.push(`begin ${ordinal} ${body}`);
    return Promise.resolve();
  }
  end(_id: string, ordinal: number, { status }: { readonly status: string }): Promise<void> {
    this.written.push(`end ${ordinal} ${status}`);
    return Promise.resolve();
  }
}

describe('a send that is not let out', () => {
  const statuses = (record: TurnRecord): unknown[] => record.sent.map(({ outcome }) => outcome?.status);

  it('could not be written down: it is refused, and so is all that the turn sends after it', async () => {
    const { outbox, bodies, journal, record } = open();
    journal.isFailing = true;
    await assert.rejects(outbox.send([text('one')], turnOf({ record })), InboxStorageError);
    journal.isFailing = false;
    await assert.rejects(outbox.send([text('two')], turnOf({ record })), InboxStorageError);
    assert.deepEqual([bodies(), statuses(record), journal.written], [[], ['refused', 'refused'], []]);
    assert.ok(record.heldBack?.reason instanceof InboxStorageError);
  });

  it('is of a turn that was cut off: it is refused, and nothing of it is written', async () => {
    const { outbox, bodies, journal, record } = open();
    const turn = turnOf({ record, signal: AbortSignal.abort() });
    await assert.rejects(
      outbox.send([text('one')], turn),
      (error) =>
        error instanceof TurnCutOffError && !error.maybeDelivered && error.message.includes('Nothing'),
    );
    assert.deepEqual([bodies(), statuses(record), journal.written], [[], ['refused'], []]);
  });

  it('is of a turn that is cut off while it is written down', async () => {
    const { outbox, bodies, journal, record } = open();
    const [end, written] = [new AbortController(), deferred()];
    sinon.stub(journal, 'begin').returns(written.promise);
    const sending = outbox.send([text('one')], turnOf({ record, signal: end.signal }));
    await settled();
    end.abort();
    written.resolve();
    await assert.rejects(sending, TurnCutOffError);
    assert.deepEqual([bodies(), statuses(record), journal.written], [[], ['refused'], []]);
  });

  it('has a place of its own in the journal behind what runs before had', () => {
    const record = new TurnRecord('shop/1', undefined, [{ ordinal: 4, intent }]);
    assert.equal(record.begin(intent).ordinal, 5);
  });

  function open() {
    const bench = new OutboxBench();
    const journal = new Journal();
    const record = new TurnRecord('shop/1', journal);
    return { outbox: bench.outbox, bodies: () => bench.bodies, journal, record };
  }
});

describe('a turn of which something was held back', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = stopClock();
  });
  afterEach(() => clock.restore());
  const verdictOf = (record: TurnRecord, attempt = 1, signal = new AbortController().signal) =>
    turnHeldBack(full(), { attempt, signal }, record, silentLogger);

  it('runs again once it can be written that nothing went out', async () => {
    const journal = new Journal();
    journal.isFailing = true;
    const record = new TurnRecord('shop/1', journal);
    await assert.rejects(record.begin(intent).written ?? Promise.resolve());
    const verdict = verdictOf(record);
    await clock.tickAsync(1000);
    assert.deepEqual(journal.written, []);
    journal.isFailing = false;
    await clock.tickAsync(2000);
    assert.deepEqual(await verdict, { againInMs: 100 });
    assert.deepEqual(journal.written, ['begin 0 undefined', 'end 0 refused']);
  });

  it('is kept when it had sent something, or when it is in vain again and again', async () => {
    const record = new TurnRecord('shop/1', undefined);
    record.holdBack(intent, full());
    assert.deepEqual(await verdictOf(record, 4), { againInMs: 800 });
    const inVain = await verdictOf(record, 5);
    const other = new TurnRecord('shop/2', undefined);
    other.end(other.begin(intent), { status: 'sent', messageId: 'true_1' });
    const begun = await verdictOf(other);
    for (const verdict of [inVain, begun]) {
      assert.ok('dead' in verdict);
      assert.deepEqual(
        [verdict.dead.reason, verdict.dead.error],
        ['failed', 'InboxStorageError: The disk is full.'],
      );
    }
  });

  it('is handed back at once when it was cut off', async () => {
    const record = new TurnRecord('shop/1', new Journal());
    record.holdBack(intent, full());
    assert.ok('againInMs' in (await verdictOf(record, 9, AbortSignal.abort())));
  });

  for (const bears of [true, false]) {
    it(`is answered once when the store works again, whether the bot ${bears ? 'bears' : 'tells'} the failure`, async () => {
      const bench = new ChannelBench();
      const journal = new Journal();
      journal.isFailing = true;
      const inbox: Inbox = Object.assign(memoryInbox(), { journal });
      const channel = bench.open({ inbox });
      const send = sinon.stub(channel.client, 'send').resolves({ queued: false, message: { id: 'true_1' } });
      const run: TurnRunner = async (activity, turn) => {
        await bench.run(activity);
        const sending = channel.send([text('hello')], turn);
        await (bears ? sending.catch(() => undefined) : sending);
      };
      const accepting = channel.accept(message('hi'), run);
      await clock.tickAsync(1000);
      assert.deepEqual([bench.texts, send.callCount], [['hi'], 0]);
      journal.isFailing = false;
      await clock.tickAsync(3000);
      await accepting;
      assert.deepEqual([bench.texts, send.callCount], [['hi', 'hi'], 1]);
      assert.deepEqual(await channel.dead.list(), []);
      await bench.end();
    });
  }

  it('is not acknowledged when the adapter has closed before it had said anything', async () => {
    const bench = new ChannelBench();
    const channel = bench.open();
    const send = sinon.stub(channel.client, 'send').resolves({ queued: true });
    const thinking = deferred();
    const accepting = channel.accept(message('hi'), async (_activity, turn) => {
      await thinking.promise;
      await channel.send([text('hello')], turn).catch(() => undefined);
    });
    const refused = assert.rejects(accepting, { code: 'whatsgate_closed' });
    await settled();
    const closing = channel.close(10);
    await clock.tickAsync(10);
    assert.equal(await closing, 1);
    thinking.resolve();
    await refused;
    assert.equal(send.callCount, 0);
  });

  it('is not acknowledged when the adapter has closed while it waited for its account, whatever the bot bears', async () => {
    const bench = new ChannelBench();
    const channel = bench.open();
    sinon.stub(channel.client, 'getSessions').resolves({ items: [], page: 1, pages: 1 });
    const send = sinon.stub(channel.client, 'send').resolves({ queued: true });
    await channel.accept(message('', ANNA, { event_action: 'disconnect', event_data: {} }), bench.run);
    const accepting = channel.accept(message('hi'), async (_activity, turn) => {
      await channel.send([text('hello')], turn).catch(() => undefined);
    });
    const refused = assert.rejects(accepting, { code: 'whatsgate_closed' });
    await clock.tickAsync(1);
    const closing = channel.close(10);
    await clock.tickAsync(10);
    assert.equal(await closing, 1);
    await refused;
    assert.equal(send.callCount, 0);
  });

  it('is handed back at once when the adapter has closed in the middle of a delay', async () => {
    const bench = new ChannelBench();
    const channel = bench.open();
    const send = sinon.stub(channel.client, 'send').resolves({ queued: true });
    const delay = { type: 'delay', value: 14_000, conversation: { id: ANNA } };
    const accepting = channel.accept(message('hi'), async (_activity, turn) => {
      await channel.send([delay, text('hello')], turn).catch(() => undefined);
    });
    const refused = assert.rejects(accepting, { code: 'whatsgate_closed' });
    await clock.tickAsync(1);
    const closing = channel.close(10);
    await clock.tickAsync(10);
    assert.equal(await closing, 1);
    await refused;
    assert.equal(send.callCount, 0);
  });
});
