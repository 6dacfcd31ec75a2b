import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  formatChatId,
  parseChatId,
  phoneNumberOf,
  readChatId,
  withoutDeviceOf,
} from '../../src/whatsgate/chat-id';
import { formatEventDate, parseEventDate } from '../../src/whatsgate/date';
import { parseEvent } from '../../src/whatsgate/event';
import { cleanParsedJson, parseJson } from '../../src/whatsgate/json';
import { formatMediaReference, parseMediaReference } from '../../src/whatsgate/media-reference';
import { readMessage } from '../../src/whatsgate/message';
import {
  formatMessageId,
  isLongMessageId,
  parseMessageId,
  readMessageId,
  type MessageId,
} from '../../src/whatsgate/message-id';
import { EVENT_ACTIONS } from '../../src/whatsgate/wire';
import { holds } from '../unit/whatsgate/support/properties';

const anyValue = fc.oneof(
  fc.jsonValue(),
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
);

/** Values with the names that the readers look for, so that they get past the first look. */
const known = (...names: string[]): fc.Arbitrary<unknown> =>
  fc.dictionary(fc.constantFrom(...names, '__proto__', 'constructor', 'toString'), anyValue);

const digits = fc.stringMatching(/^\d{5,18}$/);
const chat = fc.oneof(
  fc.tuple(digits, fc.constantFrom('c.us', 's.whatsapp.net', 'lid', 'g.us', 'newsletter', 'hosted.lid')),
  fc.tuple(fc.stringMatching(/^\d{11}-\d{10}$/), fc.constant('g.us')),
  fc.tuple(fc.constantFrom('status', '1581234048'), fc.constant('broadcast')),
);
const chatId = chat.map(([user, server]) => `${user}@${server}`);
const short = fc.stringMatching(/^[0-9A-F]{16,32}$/);
const plain = { noNullPrototype: true } as const;
const parts = { fromMe: fc.boolean(), chat: chatId, short };
const direction = fc.constantFrom<('in' | 'out')[]>('in', 'out');
const messageId: fc.Arbitrary<MessageId> = fc.oneof(
  fc.record(parts, plain),
  fc.record({ ...parts, participant: chatId }, plain),
  fc.record({ ...parts, direction }, plain),
);

describe('parsing', () => {
  it('never throws over any value', () => {
    const readers = [parseEvent, readMessage, readChatId, readMessageId, parseEventDate, cleanParsedJson];
    holds(
      fc.property(anyValue, (value) => {
        for (const read of readers) read(value);
      }),
    );
  });

  it('never throws over any text', () => {
    const readers = [parseChatId, parseMessageId, phoneNumberOf, withoutDeviceOf, parseMediaReference];
    holds(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const read of readers) read(text);
      }),
    );
  });

  it('reads an event of any data as its own kind or as unsupported, with all that it carried', () => {
    const data = fc.oneof(anyValue, known('message', 'id', 'ack', 'message_id', 'name', 'error', 'number'));
    holds(
      fc.property(fc.constantFrom(...EVENT_ACTIONS), data, (action, event_data) => {
        const raw = { id: 1, whatsapp_id: 'w', event_action: action, event_data };
        const event = parseEvent(raw);
        assert.ok(event?.kind === action || (event?.kind === 'unsupported' && event.action === action));
        assert.equal(event.raw, raw);
      }),
    );
  });

  it('gives documented fields of a message their type, or leaves them out', () => {
    const types: Readonly<Record<string, string>> = {
      ...{
        _id: 'string',
        id: 'string',
        ack: 'number',
        hasMedia: 'boolean',
        mediaKey: 'string',
        body: 'string',
      },
      ...{ type: 'string', timestamp: 'number', from: 'string', from_name: 'string', to: 'string' },
      isForwarded: 'boolean',
    };
    holds(
      fc.property(known(...Object.keys(types)), (value) => {
        const message = readMessage(value)!;
        for (const [field, type] of Object.entries(types)) {
          assert.ok(message[field] === undefined || typeof message[field] === type, field);
        }
      }),
    );
  });

  it('keeps the fields of a message that nobody has documented', () => {
    const unknown = fc.dictionary(fc.stringMatching(/^x[a-z]*$/), fc.jsonValue());
    holds(fc.property(unknown, (value) => assert.deepEqual({ ...readMessage(value) }, { ...value })));
  });

  it('changes no prototype, whatever the JSON', () => {
    const evil = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant(1),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'prototype', 'polluted'), tie('value')),
      ),
    })).value;
    const isSafe = (value: unknown): boolean => {
      if (typeof value !== 'object' || value === null) return true;
      if (Object.hasOwn(value, '__proto__')) return false;
      const { constructor } = value as { constructor: unknown };
      if (Object.hasOwn(value, 'constructor') && typeof constructor === 'object' && constructor !== null) {
        if (Object.hasOwn(constructor, 'prototype')) return false;
      }
      return Object.values(value).every(isSafe);
    };
    holds(
      fc.property(evil, (value) => {
        const text = JSON.stringify(value);
        assert.ok(isSafe(parseJson(text)), text);
        assert.ok(isSafe(cleanParsedJson(JSON.parse(text))), text);
        assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      }),
    );
  });
});

describe('ids and dates', () => {
  it('of chats come back to the letter, whatever their shape', () => {
    const text = fc.oneof(chatId, fc.string({ unit: 'binary' }), fc.stringMatching(/^[@:._a-z0-9-]*$/));
    holds(fc.property(text, (id) => assert.equal(formatChatId(parseChatId(id)), id)));
  });

  it('of messages come back to the letter', () => {
    holds(
      fc.property(messageId, (wanted) => {
        const id = formatMessageId(wanted);
        assert.ok(isLongMessageId(id));
        assert.deepEqual(parseMessageId(id), wanted);
      }),
    );
  });

  it('of messages that are read from any text come back to the letter', () => {
    const text = fc.stringMatching(/^(true|false)_[0-9:-]*@[a-z.]+_[A-Z0-9]+(_\S+)?$/);
    holds(
      fc.property(text, (id) => {
        const found = parseMessageId(id);
        assert.ok(found === undefined || formatMessageId(found) === id);
      }),
    );
  });

  it('of media come back to the letter', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    holds(
      fc.property(text, text, (whatsappId, id) => {
        const reference = { whatsappId, messageId: id };
        assert.deepEqual(parseMediaReference(formatMediaReference(reference)), reference);
      }),
    );
  });

  it('of events come back to the second', () => {
    const date = fc.date({ min: new Date('2000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    holds(
      fc.property(date, (moment) => {
        const seconds = Math.floor(moment.getTime() / 1000);
        assert.equal(parseEventDate(formatEventDate(moment))?.getTime(), seconds * 1000);
      }),
    );
  });
});
