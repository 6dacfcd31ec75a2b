import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { SentMessages } from '../../../src/channel/sent-messages';
import { Settlement, type AmbiguousSend } from '../../../src/channel/settlement';
import { formatEventDate } from '../../../src/whatsgate/date';
import type { JsonRecord } from '../../../src/whatsgate/json';
import { settled, stopClock } from '../inbox/support';
import { eventOf } from './support/events';
import { RecordingLogger } from './support/logs';
import { ANNA, BORIS } from './support/outbox';

const NOW = new Date('2026-05-28T20:30:00Z');
const SEND: AmbiguousSend = {
  whatsappId: 'shop',
  chatId: ANNA,
  text: 'hello',
  isFile: false,
  begunAt: NOW.getTime(),
};
const own = (id: string, more: JsonRecord = {}): JsonRecord => ({
  id: `true_${ANNA}_${id}`,
  to: ANNA,
  body: 'hello',
  type: 'chat',
  ...more,
});

describe('settling a send of which nobody knows', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = stopClock();
    clock.setSystemTime(NOW);
  });
  afterEach(() => clock.restore());

  function open(past: () => readonly JsonRecord[] = () => [], closing = new AbortController().signal) {
    const sentMessages = new SentMessages();
    const logger = new RecordingLogger();
    const asked: unknown[] = [];
    const settlement = new Settlement({
      client: {
        getEvents: (query) => {
          asked.push(query?.since);
          return Promise.resolve().then(() => ({ items: past(), page: 1, pages: 1 }));
        },
      },
      sentMessages,
      logger,
      timeoutMs: 10_000,
      closing,
    });
    return { settlement, sentMessages, logger, asked };
  }
  const listed = (message: JsonRecord, action = 'create', seconds = 1): JsonRecord => ({
    id: 1,
    whatsapp_id: 'shop',
    event_action: action,
    event_date: formatEventDate(new Date(NOW.getTime() + seconds * 1000)),
    event_data: { message },
  });

  for (const action of ['create', 'sent', 'ack']) {
    it(`finds the message in an event '${action}' that arrives, and asks nobody`, async () => {
      const { settlement, asked, sentMessages } = open();
      const found = settlement.settle(SEND);
      settlement.observe(eventOf(action, { message: own('A', action === 'ack' ? { ack: 1 } : {}) }));
      assert.equal(await found, `true_${ANNA}_A`);
      assert.deepEqual(asked, []);
      assert.equal(sentMessages.has(`true_${ANNA}_A`), true);
      assert.equal(clock.countTimers(), 0);
    });
  }

  it('finds it among past events, looking again after ever longer pauses', async () => {
    const past: JsonRecord[] = [];
    const { settlement, asked } = open(() => past);
    const found = settlement.settle(SEND);
    await clock.tickAsync(2999);
    assert.equal(asked.length, 1);
    past.push(listed(own('A')));
    await clock.tickAsync(1);
    assert.equal(await found, `true_${ANNA}_A`);
    assert.deepEqual(asked[0], new Date(NOW.getTime() - 5000));
  });

  it('gives up in the end, and says that it may have been sent', async () => {
    const { settlement, asked, logger } = open();
    const found = settlement.settle(SEND);
    await clock.tickAsync(10_000);
    assert.equal(await found, undefined);
    assert.equal(asked.length, 4);
    assert.match(logger.at('info').join(), /may have been sent all the same/);
  });

  for (const [why, event] of [
    ['another text', listed(own('A', { body: 'good bye' }))],
    ['another chat', listed({ ...own('A'), id: `true_${BORIS}_A`, to: BORIS })],
    ['a message of the other side', listed({ ...own('A'), id: `false_${ANNA}_A`, from: ANNA })],
    ['a file', listed(own('A', { type: 'image', hasMedia: true }))],
    ['an earlier message', listed(own('A'), 'create', -6)],
    [
      'an earlier message whose receipt comes late',
      listed(own('A', { ack: 3, timestamp: NOW.getTime() / 1000 - 60 }), 'ack'),
    ],
    ['another account', { ...listed(own('A')), whatsapp_id: 'help' }],
    ['an incoming message', listed(own('A'), 'message')],
  ] as const) {
    it(`does not take ${why} for it`, async () => {
      const { settlement } = open(() => [event]);
      const found = settlement.settle(SEND);
      await clock.tickAsync(10_000);
      assert.equal(await found, undefined);
    });
  }

  it('does not take a message for it whose send has succeeded, nor one for two', async () => {
    const { settlement, sentMessages } = open(() => [listed(own('A')), listed(own('B'))]);
    sentMessages.remember(`true_${ANNA}_A`);
    const first = settlement.settle(SEND);
    await clock.tickAsync(10_000);
    assert.equal(await first, `true_${ANNA}_B`);
    const second = settlement.settle(SEND);
    await clock.tickAsync(10_000);
    assert.equal(await second, undefined);
  });

  it('knows a file by its caption', async () => {
    const { settlement } = open(() => [listed(own('A', { type: 'image', hasMedia: true }))]);
    const found = settlement.settle({ ...SEND, isFile: true });
    await clock.tickAsync(1000);
    assert.equal(await found, `true_${ANNA}_A`);
  });

  it('looks for the sends of an interrupted turn whose end nobody wrote down, each message for one of them', async () => {
    const { settlement } = open(() => [
      listed(own('A')),
      listed(own('B')),
      listed(own('C', { body: 'more' })),
    ]);
    const intent = { whatsappId: 'shop', chatId: ANNA, kind: 'text', text: 'hello' };
    const refused = { ordinal: 4, intent, outcome: { status: 'refused', error: 'no' } } as const;
    const records = await settlement.settleRecords(
      [
        { ordinal: 0, intent, outcome: { status: 'sent', messageId: `true_${ANNA}_A` } },
        { ordinal: 1, intent, outcome: { status: 'unknown', error: 'broken' } },
        { ordinal: 2, intent: { ...intent, text: 'more' } },
        { ordinal: 3, intent },
        refused,
      ],
      NOW,
    );
    assert.deepEqual(
      records.map(({ outcome }) =>
        outcome?.status === 'sent' ? outcome.messageId.slice(-1) : outcome?.status,
      ),
      ['A', 'B', 'C', undefined, 'refused'],
    );
    assert.equal(records[4], refused);
  });

  it('bears a gateway that cannot be asked, and ends with the adapter', async () => {
    const end = new AbortController();
    const { settlement } = open(() => {
      throw new Error('down');
    }, end.signal);
    const found = settlement.settle(SEND);
    await clock.tickAsync(1000);
    end.abort();
    await settled();
    assert.equal(await found, undefined);
    assert.equal(clock.countTimers(), 0);
  });
});
