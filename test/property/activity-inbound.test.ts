import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatConversationId, parseConversationId } from '../../src/activity/conversation-id';
import { chatOfEvent, toActivity } from '../../src/activity/inbound';
import { KNOWN_MESSAGE_KINDS } from '../../src/activity/inbound-message';
import { parseEvent } from '../../src/whatsgate/event';
import { EVENT_ACTIONS } from '../../src/whatsgate/wire';
import { assertActivityRules } from '../unit/activity/activity-rules';
import {
  ACCOUNT,
  askingForAll,
  GROUP,
  inboundContext,
  JPEG_PREVIEW,
  LID,
  PERSON,
} from '../unit/activity/inbound-helper';

const ids = [
  ...[PERSON, LID, GROUP, ACCOUNT.wid, 'status@broadcast', '1@newsletter', '0@c.us', '', 'x', '@', '@c.us'],
  ...[
    `false_${PERSON}_3EB0`,
    `true_${PERSON}_3EB0`,
    `false_${GROUP}_3EB0_${LID}`,
    'false_status@broadcast_A',
  ],
];
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(...ids),
  fc.constantFrom(
    JPEG_PREVIEW,
    'BEGIN:VCARD\nFN:../a\nTEL:1',
    'add',
    'subject',
    'change_number',
    '@79991112233',
    '🙂',
  ),
  fc.record({ _serialized: fc.constantFrom(...ids) }),
  fc.record({ fromMe: fc.boolean(), remote: fc.constantFrom(...ids), id: fc.constantFrom('3EB0', '') }),
);
const kinds = fc.oneof(fc.constantFrom(...KNOWN_MESSAGE_KINDS), fc.string());
const FIELDS = [
  ...[
    'id',
    '_id',
    'body',
    'timestamp',
    'from',
    'from_name',
    'to',
    'author',
    'fromMe',
    'isStatus',
    'hasMedia',
  ],
  ...[
    'mentionedIds',
    'location',
    'latitude',
    'lng',
    'vCards',
    'vcardList',
    'listResponse',
    'title',
    'subtype',
  ],
  ...[
    'recipients',
    'reaction',
    'msgId',
    'protocolMessageKey',
    'quotedMsg',
    'quotedStanzaID',
    'quotedParticipant',
  ],
  ...[
    'latestEditSenderTimestampMs',
    'pollOptions',
    'pollName',
    'mimetype',
    'filename',
    'inviteV4',
    'chat_name',
  ],
];
const messages = fc
  .record(Object.fromEntries(FIELDS.map((field) => [field, anything])), { requiredKeys: [] })
  .chain((fields) => kinds.map((type): Record<string, unknown> => ({ ...fields, type })));
const events = fc
  .record({
    id: fc.oneof(fc.integer(), fc.string(), fc.constant(undefined)),
    action: fc.constantFrom(...EVENT_ACTIONS),
    date: fc.oneof(fc.constant('2026-05-14 09:30:00'), fc.string()),
    data: fc.oneof(
      messages.map((message) => ({ message, ack: 3 })),
      fc.jsonValue(),
    ),
  })
  .map(({ id, action, date, data }) => ({
    ...{ id, event_action: action, event_date: date, event_data: data },
    whatsapp_id: ACCOUNT.whatsappId,
  }));

describe('properties of the inbound translation', () => {
  it('any event gives an activity by the rules of the specification or a reason, never an exception', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (payload, all) => {
        const event = parseEvent(payload);
        assert.ok(event);
        chatOfEvent(event);
        const inbound = toActivity(event, all ? askingForAll : inboundContext());
        if ('ignored' in inbound) assert.ok(inbound.ignored !== '');
        else assertActivityRules(inbound.activity);
      }),
      { numRuns: 3000, seed: 20_260_514 },
    );
  });

  const silent: readonly [string, Record<string, unknown>][] = [
    ['own, by id', { id: `true_${PERSON}_3EB0`, from: ACCOUNT.wid, to: PERSON }],
    ['own, by flag', { fromMe: true, from: PERSON }],
    ['a status', { from: 'status@broadcast' }],
    ['a status, by flag', { from: PERSON, isStatus: true }],
    ['a status, by id', { from: PERSON, id: `false_status@broadcast_3EB0_${PERSON}` }],
    ['a newsletter', { from: '120363171743427809@newsletter' }],
    ['the service', { from: '0@c.us' }],
  ];
  for (const [name, fields] of silent) {
    it(`nothing that is ${name} becomes an activity, whatever else it says`, () => {
      fc.assert(
        fc.property(messages, (message) => {
          const whole = { ...message, id: 'AA', ...fields };
          const event = parseEvent({
            whatsapp_id: ACCOUNT.whatsappId,
            event_action: 'message',
            event_data: { message: whole },
          });
          assert.ok(event);
          assert.ok('ignored' in toActivity(event, askingForAll));
        }),
        { numRuns: 300, seed: 7 },
      );
    });
  }

  it('own messages that are told by sent and create are events at the most', () => {
    fc.assert(
      fc.property(messages, fc.constantFrom('sent', 'create', 'ack'), (message, event_action) => {
        const event = parseEvent({ whatsapp_id: 'w', event_action, event_data: { message } });
        assert.ok(event);
        const inbound = toActivity(event, askingForAll);
        assert.ok('ignored' in inbound || inbound.activity.type === 'event');
      }),
      { numRuns: 500, seed: 8 },
    );
  });
});

describe('properties of conversation ids', () => {
  const wellFormed = fc.string({ unit: 'grapheme', minLength: 1 });

  it('round-trip with several accounts, whatever is in them', () => {
    fc.assert(
      fc.property(wellFormed, wellFormed, (whatsappId, chatId) => {
        const id = formatConversationId(whatsappId, chatId, true);
        assert.deepEqual(
          parseConversationId(id, (known) => known === whatsappId),
          { chatId, whatsappId },
        );
      }),
      { seed: 9 },
    );
  });

  it('round-trip with one account', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (whatsappId, chatId) => {
        const id = formatConversationId(whatsappId, chatId, false);
        assert.deepEqual(
          parseConversationId(id, () => false),
          { chatId, whatsappId: undefined },
        );
      }),
      { seed: 10 },
    );
  });
});
