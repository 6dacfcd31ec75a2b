import assert from 'node:assert/strict';
import { Accounts } from '../../../src/channel/accounts';
import { ChannelEmitter, type ChannelEvents } from '../../../src/channel/events';
import { Notices } from '../../../src/channel/notices';
import { SentMessages } from '../../../src/channel/sent-messages';
import { ToldReceipts } from '../../../src/channel/told-receipts';
import type { GatewayEvent } from '../../../src/whatsgate/event';
import { silentLogger } from '../../../src/whatsgate/logger';
import { eventOf } from './support/events';

const CHAT = '79991112233@c.us';
const SENT_ID = `true_${CHAT}_3EB0`;
const NAMES = [
  'receipt',
  'sent',
  'ownMessage',
  'ready',
  'disconnect',
  'gatewayError',
  'media',
  'unsupported',
  'error',
] as const satisfies readonly (keyof ChannelEvents)[];

describe('notices', () => {
  let accounts: Accounts;
  let sentMessages: SentMessages;
  let notices: Notices;
  let told: { readonly name: string; readonly values: readonly unknown[] }[];

  beforeEach(() => {
    told = [];
    const emitter = new ChannelEmitter(silentLogger);
    for (const name of NAMES)
      emitter.on(name, (...values: readonly unknown[]) => told.push({ name, values }));
    accounts = new Accounts([{ whatsappId: 'shop' }, { whatsappId: 'help' }]);
    sentMessages = new SentMessages();
    notices = new Notices({
      emitter,
      accounts,
      sentMessages,
      receipts: new ToldReceipts(undefined, silentLogger),
    });
  });

  const tell = (event: GatewayEvent): void => {
    assert.equal(notices.tell(event, new AbortController().signal), undefined);
  };
  const ack = (value: number, envelope = {}): void =>
    tell(eventOf('ack', { message: { id: SENT_ID, ack: value } }, envelope));
  const statuses = (): unknown[] => told.map(({ values }) => (values[0] as { status: string }).status);

  it('say nothing about what other people write', () => {
    tell(eventOf('message', { message: { id: `false_${CHAT}_1`, from: CHAT, body: 'hi' } }));
    assert.deepEqual(told, []);
  });

  describe('receipts', () => {
    it('tell message, conversation, status and time', () => {
      ack(2);
      assert.deepEqual(told, [
        {
          name: 'receipt',
          values: [
            {
              whatsappId: 'shop',
              conversationId: `shop:${CHAT}`,
              messageId: SENT_ID,
              status: 'delivered',
              ack: 2,
              timestamp: new Date('2026-05-28T20:30:00Z'),
            },
          ],
        },
      ]);
    });

    it('tell each step once, and never one back', () => {
      for (const value of [0, 0, 1, 3, 2, 3, 1, 4, 0]) ack(value);
      assert.deepEqual(statuses(), ['pending', 'sent', 'read', 'played']);
    });

    it('tell a failure only while nothing has reached the server', () => {
      for (const value of [0, -1, -2, 0]) ack(value);
      assert.deepEqual(statuses(), ['pending', 'failed']);
    });

    it('tell no failure of what was sent, and take one back that was', () => {
      for (const value of [1, -1]) ack(value);
      assert.deepEqual(statuses(), ['sent']);
      for (const value of [-1, 2]) ack(value, { whatsapp_id: 'help' });
      assert.deepEqual(statuses(), ['sent', 'failed', 'delivered']);
    });

    it('leave out numbers without a meaning and ids without a chat', () => {
      ack(5);
      ack(1.5);
      tell(eventOf('ack', { id: '3EB0', ack: 1 }));
      assert.deepEqual(told, []);
    });

    it('keep messages and accounts apart', () => {
      ack(3);
      ack(1, { whatsapp_id: 'help' });
      tell(eventOf('ack', { id: `true_${CHAT}_OTHER`, ack: 1 }));
      assert.deepEqual(statuses(), ['read', 'sent', 'sent']);
    });

    it('have the present time when the gateway gives none', () => {
      const before = Date.now();
      ack(1, { event_date: 'yesterday' });
      const { timestamp } = told[0]?.values[0] as { timestamp: Date };
      assert.ok(timestamp.getTime() >= before && timestamp.getTime() <= Date.now());
    });
  });

  describe('own messages', () => {
    const message = { id: SENT_ID, from: '79005550999@c.us', to: CHAT, body: 'hello' };
    const queue = (): string =>
      sentMessages.queue({
        WhatsappID: 'shop',
        async: true,
        recipient: { id: CHAT },
        message: { body: 'hello' },
      });
    const facts = (): unknown =>
      told.map(({ name, values }) => {
        const { queuedId, sentByAdapter } = values[0] as { queuedId?: string; sentByAdapter: boolean };
        return [name, queuedId, sentByAdapter];
      });

    it('are told whole', () => {
      tell(eventOf('create', { message }));
      assert.deepEqual(told, [
        {
          name: 'ownMessage',
          values: [
            {
              whatsappId: 'shop',
              conversationId: `shop:${CHAT}`,
              messageId: SENT_ID,
              queuedId: undefined,
              sentByAdapter: false,
              message,
            },
          ],
        },
      ]);
    });

    it('are known when they were sent from here', () => {
      sentMessages.remember(SENT_ID);
      tell(eventOf('create', { message }));
      assert.deepEqual(facts(), [['ownMessage', undefined, true]]);
    });

    it('are matched to what was queued, by every event that tells of them', () => {
      const [first, second] = [queue(), queue()];
      tell(eventOf('create', { message }));
      tell(eventOf('sent', { message }));
      tell(eventOf('sent', { message: { ...message, id: `true_${CHAT}_NEXT` } }));
      tell(eventOf('sent', { message: { ...message, id: `true_${CHAT}_PHONE` } }));
      assert.deepEqual(facts(), [
        ['ownMessage', first, true],
        ['sent', first, true],
        ['sent', second, true],
        ['sent', undefined, false],
      ]);
      assert.equal(sentMessages.has(SENT_ID), true);
    });

    it('without a chat are not told', () => {
      tell(eventOf('sent', { message: { body: 'hello' } }));
      assert.deepEqual(told, []);
    });
  });

  it('tell that an account is ready, and learn its number and name', () => {
    tell(eventOf('ready', { number: '79005550999', pushname: 'Shop' }));
    assert.deepEqual(told, [
      { name: 'ready', values: [{ whatsappId: 'shop', number: '79005550999', name: 'Shop' }] },
    ]);
    assert.deepEqual(accounts.find('shop'), { whatsappId: 'shop', wid: '79005550999@c.us', name: 'Shop' });
  });

  it('tell that an account was unlinked', () => {
    tell(eventOf('disconnect'));
    assert.deepEqual(told, [{ name: 'disconnect', values: [{ whatsappId: 'shop' }] }]);
  });

  it("tell the gateway's own failures apart from the adapter's", () => {
    tell(eventOf('error', { name: 'Session', message: 'lost' }));
    assert.deepEqual(told, [
      { name: 'gatewayError', values: [{ whatsappId: 'shop', name: 'Session', description: 'lost' }] },
    ]);
  });

  it('pass on media and events that nobody has seen yet', () => {
    const events = [eventOf('media', { message: { id: SENT_ID } }), eventOf('poll', { question: '?' })];
    for (const event of events) tell(event);
    assert.deepEqual(told, [
      { name: 'media', values: [events[0]] },
      { name: 'unsupported', values: [events[1]] },
    ]);
  });
});
