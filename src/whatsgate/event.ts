import { parseEventDate } from './date';
import { isRecord, readNumber, readText, type JsonRecord } from './json';
import { readMessage } from './message';
import { readMessageId } from './message-id';
import type { GatewayMessage } from './wire';

interface EventBase {
  /** Event number, to be echoed; `undefined` when the gateway left it out. */
  readonly id: number | string | undefined;
  /** The account that it belongs to: a `WhatsappID`. */
  readonly whatsappId: string;
  /** When it happened, if the gateway told. */
  readonly date: Date | undefined;
  /** The envelope as it came, without keys that could change a prototype. */
  readonly raw: JsonRecord;
}

/** A message that somebody sent to the account. */
export interface MessageEvent extends EventBase {
  readonly kind: 'message';
  readonly message: GatewayMessage;
}

/** The status of a message changed. */
export interface AckEvent extends EventBase {
  readonly kind: 'ack';
  readonly messageId: string;
  readonly ack: number;
  readonly message: GatewayMessage | undefined;
}

/** A message of the account itself: `sent` after an asynchronous send, `create` also when typed on the phone. */
export interface OwnMessageEvent extends EventBase {
  readonly kind: 'sent' | 'create';
  readonly message: GatewayMessage;
}

/** A file of an earlier message became available. */
export interface MediaEvent extends EventBase {
  readonly kind: 'media';
  readonly message: GatewayMessage | undefined;
}

/** The gateway reports a failure. */
export interface ErrorEvent extends EventBase {
  readonly kind: 'error';
  readonly name: string | undefined;
  readonly description: string | undefined;
}

/** The account is linked and works. */
export interface ReadyEvent extends EventBase {
  readonly kind: 'ready';
  /** The account's phone number, digits only. */
  readonly number: string | undefined;
  /** The account's name in WhatsApp. */
  readonly pushname: string | undefined;
}

/** The account was unlinked and its session deleted. */
export interface DisconnectEvent extends EventBase {
  readonly kind: 'disconnect';
}

/** An action that nobody has seen yet, or a known one without what it needs. */
export interface UnsupportedEvent extends EventBase {
  readonly kind: 'unsupported';
  readonly action: string;
}

/** Anything that a webhook or `events-get` delivers. */
export type GatewayEvent =
  | MessageEvent
  | AckEvent
  | OwnMessageEvent
  | MediaEvent
  | ErrorEvent
  | ReadyEvent
  | DisconnectEvent
  | UnsupportedEvent;

/**
 * Reads an event from parsed JSON. Never throws. Gives `undefined` when it cannot be an event at all
 * (not an object, or without `whatsapp_id` or `event_action`); an event that nobody has seen yet,
 * or one that lacks what its action promises, comes back as `unsupported` with everything in `raw`.
 *
 * Source: webhook page, "Event object". The shapes of `ack`, `media`, `error` and `disconnect` are not
 * published; several are accepted.
 */
export function parseEvent(value: unknown): GatewayEvent | undefined {
  if (!isRecord(value)) return undefined;
  const whatsappId = readText(value['whatsapp_id']);
  const action = readText(value['event_action']);
  if (whatsappId === undefined || action === undefined) return undefined;
  const base: EventBase = {
    id: readEventId(value['id']),
    whatsappId,
    date: parseEventDate(value['event_date']),
    raw: value,
  };
  const data = isRecord(value['event_data']) ? value['event_data'] : {};
  return readAction(base, action, data) ?? { ...base, kind: 'unsupported', action };
}

function readAction(base: EventBase, action: string, data: JsonRecord): GatewayEvent | undefined {
  switch (action) {
    case 'message':
    case 'sent':
    case 'create': {
      const message = readMessage(data['message']);
      // Not spread: these are nearly all events, and V8 is slow to spread an object and add to it.
      return message && Object.assign(base, { kind: action, message });
    }
    case 'ack':
      return readAck(base, data);
    case 'media':
      return { ...base, kind: 'media', message: readMessage(data['message']) };
    case 'error':
      return {
        ...base,
        kind: 'error',
        name: readText(data['name']),
        description: readText(data['message']) ?? readText(data['error']),
      };
    case 'ready':
      return {
        ...base,
        kind: 'ready',
        number: readText(data['number']),
        pushname: readText(data['pushname']),
      };
    case 'disconnect':
      return { ...base, kind: 'disconnect' };
    default:
      return undefined;
  }
}

/** The layout of `ack` is not published: a message object, or an id beside the number, both do. */
function readAck(base: EventBase, data: JsonRecord): AckEvent | undefined {
  const message = readMessage(data['message']);
  const messageId =
    readMessageId(data['message']) ??
    message?.id ??
    readMessageId(data['id']) ??
    readMessageId(data['message_id']);
  const ack = readNumber(data['ack']) ?? message?.ack;
  return messageId === undefined || ack === undefined
    ? undefined
    : { ...base, kind: 'ack', messageId, ack, message };
}

function readEventId(value: unknown): number | string | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : readText(value);
}
