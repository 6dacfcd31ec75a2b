import assert from 'node:assert/strict';
import sinon from 'sinon';
import { Accounts } from '../../../src/channel/accounts';
import { keyOf } from '../../../src/channel/event-key';
import { ChannelEmitter, type OwnMessage, type Receipt } from '../../../src/channel/events';
import { Notices } from '../../../src/channel/notices';
import { SentMessages } from '../../../src/channel/sent-messages';
import { Settlement } from '../../../src/channel/settlement';
import { ToldReceipts } from '../../../src/channel/told-receipts';
import { createClosing } from '../../../src/inbox/closing';
import { memoryStore, type InboxStore } from '../../../src/inbox/store';
import { WhatsGateClosedError } from '../../../src/whatsgate/errors';
import type { GatewayEvent } from '../../../src/whatsgate/event';
import { silentLogger } from '../../../src/whatsgate/logger';
import { deferred, settled, stopClock } from '../inbox/support';
import { eventOf } from './support/events';
import { ANNA, OutboxBench, text, turnOf } from './support/outbox';

const ID = `true_${ANNA}_A`;
const create = (id = ID): GatewayEvent => eventOf('create', { message: { id, to: ANNA, body: 'hello' } });

describe('messages and receipts of a store that is shared', () => {
  let clock: sinon.SinonFakeTimers;
  let store: InboxStore;
  beforeEach(() => {
    clock = stopClock();
    store = memoryStore(100);
  });
  afterEach(() => {
    sinon.restore();
    clock.restore();
  });

  /** One process; without a store, one with the inbox in memory. */
  function open(more: { readonly async?: boolean; readonly alone?: SentMessages } = {}) {
    const shared = more.alone === undefined ? store : undefined;
    const emitter = new ChannelEmitter(silentLogger);
    const own: OwnMessage[] = [];
    const receipts: Receipt[] = [];
    emitter.on('ownMessage', (message) => own.push(message));
    emitter.on('receipt', (receipt) => receipts.push(receipt));
    const parts = { store, async: more.async ?? false, logger: silentLogger };
    const sentMessages = more.alone ?? new SentMessages(parts);
    const notices = new Notices({
      emitter,
      accounts: new Accounts([{ whatsappId: 'shop' }]),
      sentMessages,
      receipts: new ToldReceipts(shared, silentLogger),
    });
    const end = createClosing();
    const tell = async (event: GatewayEvent): Promise<void> => notices.tell(event, end.signal);
    return { sentMessages, tell, own, receipts, end };
  }

  describe('a message that a bot has sent', () => {
    it('is known to other processes, and to a later one', async () => {
      open().sentMessages.remember(ID);
      const other = open();
      await other.tell(create());
      assert.deepEqual([other.own.length, other.own[0]?.sentByAdapter], [1, true]);
    });

    it('is waited for when its event comes before the other process has written it down', async () => {
      const other = open();
      const telling = other.tell(create());
      await clock.tickAsync(900);
      assert.equal(other.own.length, 0);
      open().sentMessages.remember(ID);
      await clock.tickAsync(100);
      await telling;
      assert.deepEqual([other.own.length, other.own[0]?.sentByAdapter], [1, true]);
    });

    it('is waited for when its event comes before the answer, also with the inbox in memory', async () => {
      const bench = new OutboxBench();
      const { tell, own } = open({ alone: bench.sentMessages });
      const answer = bench.hold('hello');
      const sending = bench.outbox.send([text('hello')], turnOf());
      await settled();
      const telling = tell(create(`true_${ANNA}_hello`));
      answer.resolve();
      await sending;
      await clock.tickAsync(250);
      await telling;
      assert.deepEqual([own.length, own[0]?.sentByAdapter], [1, true]);
    });

    it('is told, and told right, when the store has been away for long', async () => {
      open().sentMessages.remember(ID);
      const reading = sinon.stub(store, 'get').rejects(new Error('the store is away'));
      const other = open();
      const telling = other.tell(create());
      await clock.tickAsync(120_000);
      assert.equal(other.own.length, 0);
      reading.restore();
      await clock.tickAsync(10_000);
      await telling;
      assert.deepEqual([other.own.length, other.own[0]?.sentByAdapter], [1, true]);
    });

    it('takes no more than a few places of turns while it waits', async () => {
      const other = open();
      const events = Array.from({ length: 50 }, (_, index) => create(`true_${ANNA}_${index}`));
      const tellings = events.map((event) => other.tell(event));
      await settled();
      assert.equal(other.own.length, 30);
      await clock.tickAsync(2000);
      await Promise.all(tellings);
      assert.equal(other.own.length, 50);
    });

    it('is known by its queued id, also to a process that sees its second event', async () => {
      const queuedId = open({ async: true }).sentMessages.queue({
        WhatsappID: 'shop',
        async: true,
        recipient: { id: ANNA },
        message: { body: 'hello' },
      });
      for (const other of [open({ async: true }), open({ async: true })]) {
        for (const event of [create(), create()]) await other.tell(event);
        assert.deepEqual(
          other.own.map((own) => [own.queuedId, own.sentByAdapter]),
          [
            [queuedId, true],
            [queuedId, true],
          ],
        );
      }
    });

    it('does not keep its send waiting, and bears a store that cannot be written', async () => {
      const written = deferred();
      sinon.stub(store, 'set').returns(written.promise);
      const { sentMessages, tell, own } = open();
      sentMessages.remember(ID);
      await tell(create());
      written.reject(new Error('disk full'));
      await settled();
      assert.equal(own[0]?.sentByAdapter, true);
    });
  });

  describe('a message that was typed on the phone', () => {
    it('is told after a while, once nobody has sent it', async () => {
      const { tell, own } = open();
      const telling = tell(create());
      await clock.tickAsync(1999);
      assert.equal(own.length, 0);
      await clock.tickAsync(1);
      await telling;
      assert.deepEqual([own.length, own[0]?.sentByAdapter], [1, false]);
    });

    it('is told at once when that was long ago, as after an outage', async () => {
      clock.setSystemTime(new Date('2026-05-28T20:31:01Z'));
      const { tell, own } = open();
      await tell(create());
      assert.deepEqual([own.length, own[0]?.sentByAdapter], [1, false]);
    });

    it('is told at once with the inbox in memory while nothing is being sent', () => {
      const { tell, own } = open({ alone: new SentMessages() });
      void tell(create());
      assert.equal(own.length, 1);
    });

    it('is left to the next process when the inbox closes before it is known whose it is', async () => {
      const { tell, own, end } = open();
      const refused = assert.rejects(tell(create()), WhatsGateClosedError);
      await settled();
      end.abort();
      await refused;
      assert.deepEqual([own.length, clock.countTimers()], [0, 0]);
    });

    it('holds up nothing but the messages of the account in its chat', () => {
      const plain = new Set<never>();
      assert.equal(keyOf(create(), plain), `shop ${ANNA} own`);
      assert.equal(keyOf(create(), new Set(['ownMessage'] as const)), `shop ${ANNA}`);
      assert.equal(keyOf(eventOf('ack', { message: { id: ID, ack: 1 } }), plain), 'shop');
    });
  });

  describe('a receipt', () => {
    const ack = (value: number): GatewayEvent => eventOf('ack', { message: { id: ID, ack: value } });

    it('is told by one of the processes, and only what is new', async () => {
      const [one, two] = [open(), open()];
      await one.tell(ack(2));
      for (const value of [2, 1, 3]) await two.tell(ack(value));
      await one.tell(ack(3));
      const told = [one, two].map(({ receipts }) => receipts.map(({ status }) => status));
      assert.deepEqual(told, [['delivered'], ['read']]);
    });

    it('is told once also when the store fails', async () => {
      const { tell, receipts } = open();
      const set = sinon.stub(store, 'set').rejects(new Error('disk full'));
      await tell(ack(1));
      set.restore();
      sinon.stub(store, 'get').rejects(new Error('disk full'));
      for (const value of [1, 2, 2]) await tell(ack(value));
      assert.deepEqual(
        receipts.map(({ status }) => status),
        ['sent', 'delivered'],
      );
    });
  });

  it('are not taken for a send in doubt when another process had them for an answer', async () => {
    const event = create();
    const { sentMessages } = open();
    const settlement = new Settlement({
      client: { getEvents: () => Promise.resolve({ items: [event.raw], page: 1, pages: 1 }) },
      sentMessages,
      logger: silentLogger,
      timeoutMs: 10_000,
      closing: new AbortController().signal,
    });
    const begunAt = event.date?.getTime() ?? 0;
    const send = { whatsappId: 'shop', chatId: ANNA, text: 'hello', isFile: false, begunAt };
    open().sentMessages.remember(ID);
    const settling = settlement.settle(send);
    settlement.observe(event);
    await clock.tickAsync(10_000);
    assert.equal(await settling, undefined);
    const another = settlement.settle(send);
    settlement.observe(create(`true_${ANNA}_B`));
    assert.equal(await another, `true_${ANNA}_B`);
  });
});
