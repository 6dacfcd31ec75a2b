import assert from 'node:assert/strict';
import { parseEvent, type GatewayEvent } from '../../../src/whatsgate/event';
import { loadJson } from './support/fixtures';

const ID = 'true_79005550101@c.us_3EB0A1B2C3D4E5F60718';
const MESSAGE = { id: ID, body: 'hi' };

function parse(action: string, data: unknown): GatewayEvent | undefined {
  return parseEvent({ id: 7, whatsapp_id: 'w', event_action: action, event_data: data });
}

/** The event without the parts that all events have. */
function told(action: string, data: unknown): object {
  const common = new Set(['id', 'whatsappId', 'date', 'raw']);
  const entries = Object.entries(parse(action, data) ?? {});
  return Object.fromEntries(entries.filter(([name]) => !common.has(name)));
}

describe('events', () => {
  it('reads the message event of the documentation', () => {
    const raw = loadJson('event-message');
    assert.deepEqual(parseEvent(raw), {
      kind: 'message',
      id: 501,
      whatsappId: '6a10b2c3d4e5f',
      date: new Date('2026-05-28T20:28:20Z'),
      raw,
      message: (raw['event_data'] as Record<string, unknown>)['message'],
    });
  });

  it('reads the ready event of the documentation', () => {
    const event = parseEvent(loadJson('event-ready'));
    assert.ok(event?.kind === 'ready');
    assert.deepEqual([event.id, event.number, event.pushname], [502, '79005550999', 'Shop']);
    assert.deepEqual(told('ready', null), { kind: 'ready', number: undefined, pushname: undefined });
  });

  for (const kind of ['message', 'sent', 'create'] as const) {
    it(`reads ${kind}, and without a message calls it unsupported`, () => {
      assert.deepEqual(told(kind, { message: MESSAGE }), { kind, message: MESSAGE });
      for (const data of [{}, { message: 'text' }, null, 'text', []]) {
        assert.deepEqual(told(kind, data), { kind: 'unsupported', action: kind });
      }
    });
  }

  const acks: readonly (readonly [layout: string, data: unknown, message?: object])[] = [
    ['a message object', { message: { id: ID, ack: 3 } }, { id: ID, ack: 3 }],
    ['a message object with the number beside it', { message: { id: ID }, ack: 3 }, { id: ID }],
    [
      'the number beside the message counting most',
      { message: { id: ID, ack: 1 }, ack: 3 },
      { id: ID, ack: 1 },
    ],
    ['the id as message', { message: ID, ack: 3 }],
    ['id and number', { id: ID, ack: 3 }],
    ['the number as text', { id: ID, ack: '3' }],
    ['message_id and number', { message_id: ID, ack: 3 }],
    [
      'a key object',
      { id: { fromMe: true, remote: '79005550101@c.us', id: '3EB0A1B2C3D4E5F60718' }, ack: 3 },
    ],
    ['a serialized key object', { id: { _serialized: ID }, ack: 3 }],
  ];
  for (const [layout, data, message] of acks) {
    it(`reads an ack laid out as ${layout}`, () => {
      assert.deepEqual(told('ack', data), { kind: 'ack', messageId: ID, ack: 3, message });
    });
  }

  it('takes a key object in the place of the message for the long id that it stands for', () => {
    const key = { fromMe: true, remote: '79005550101@c.us', id: '3EB0A1B2C3D4E5F60718' };
    const event = parse('ack', { message: key, ack: 2 });
    assert.ok(event?.kind === 'ack');
    assert.equal(event.messageId, ID);
    const serialized = parse('ack', { message: { _serialized: ID }, ack: 2 });
    assert.ok(serialized?.kind === 'ack');
    assert.equal(serialized.messageId, ID);
  });

  it('calls an ack without id or number unsupported', () => {
    for (const data of [{}, null, { id: ID }, { ack: 3 }, { id: ID, ack: 'read' }, { message: { ack: 3 } }]) {
      assert.deepEqual(told('ack', data), { kind: 'unsupported', action: 'ack' });
    }
  });

  it('reads media with and without its message', () => {
    assert.deepEqual(told('media', { message: MESSAGE, media: {} }), { kind: 'media', message: MESSAGE });
    assert.deepEqual(told('media', { mediaKey: 'x' }), { kind: 'media', message: undefined });
  });

  it('reads errors with message or error as their sentence', () => {
    assert.deepEqual(told('error', { name: 'Failed', message: 'Phone offline', code: 1 }), {
      kind: 'error',
      name: 'Failed',
      description: 'Phone offline',
    });
    assert.deepEqual(told('error', { error: 'Phone offline' }), {
      kind: 'error',
      name: undefined,
      description: 'Phone offline',
    });
    assert.deepEqual(told('error', null), { kind: 'error', name: undefined, description: undefined });
  });

  it('reads disconnect whatever it carries', () => {
    for (const data of [undefined, null, {}, { reason: 'x' }]) {
      assert.deepEqual(told('disconnect', data), { kind: 'disconnect' });
    }
  });

  it('keeps an event that nobody has seen yet, with everything that it carries', () => {
    const raw = { id: 9, whatsapp_id: 'w', event_action: 'toString', event_data: { a: 1 }, future: true };
    assert.deepEqual(parseEvent(raw), {
      kind: 'unsupported',
      action: 'toString',
      id: 9,
      whatsappId: 'w',
      date: undefined,
      raw,
    });
  });

  it('takes numbers and texts as event ids, anything else as none', () => {
    const idOf = (id: unknown): unknown => parseEvent({ id, whatsapp_id: 'w', event_action: 'ready' })?.id;
    assert.deepEqual([idOf(0), idOf('a7'), idOf(-1.5)], [0, 'a7', -1.5]);
    for (const id of ['', null, undefined, NaN, Infinity, true, {}, [7]]) assert.equal(idOf(id), undefined);
  });

  it('takes for no event what has no account or no action', () => {
    const whole = { id: 1, whatsapp_id: 'w', event_action: 'ready' };
    for (const value of [
      undefined,
      null,
      'text',
      7,
      [whole],
      { ...whole, whatsapp_id: '' },
      { ...whole, whatsapp_id: 7 },
      { ...whole, event_action: null },
      {},
    ]) {
      assert.equal(parseEvent(value), undefined);
    }
  });
});
