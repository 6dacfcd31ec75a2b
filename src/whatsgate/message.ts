import { readChatId } from './chat-id';
import { isRecord, readBoolean, readNumber, type JsonRecord } from './json';
import { readMessageId } from './message-id';
import type { GatewayMessage } from './wire';

const readString = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const READERS: readonly (readonly [field: string, read: (value: unknown) => unknown])[] = [
  ['_id', readString],
  ['id', readMessageId],
  ['ack', readNumber],
  ['hasMedia', readBoolean],
  ['mediaKey', readString],
  ['body', readString],
  ['type', readString],
  ['timestamp', readNumber],
  ['from', readChatId],
  ['from_name', readString],
  ['to', readChatId],
  ['isForwarded', readBoolean],
];

/**
 * Reads a message object. A documented field of the wrong type is treated as absent, because nothing
 * that a gateway adds or changes may stop a bot; unknown fields are kept. The object given is not changed;
 * where there is nothing to change, it is what comes back.
 * Gives `undefined` for anything that is not an object.
 */
export function readMessage(value: unknown): GatewayMessage | undefined {
  if (!isRecord(value)) return undefined;
  if (isAsDocumented(value)) return value;
  const message: Record<string, unknown> = { ...value };
  for (const [field, read] of READERS) {
    const found = message[field];
    if (found === undefined) continue;
    const known = read(found);
    if (known === undefined) Reflect.deleteProperty(message, field);
    else message[field] = known;
  }
  return message;
}

/** Whether each documented field is of its type. Nearly all messages are so, and a copy costs more than this look. */
function isAsDocumented(message: JsonRecord): boolean {
  return (
    isString(message['_id']) &&
    isId(message['id']) &&
    isNumber(message['ack']) &&
    isBoolean(message['hasMedia']) &&
    isString(message['mediaKey']) &&
    isString(message['body']) &&
    isString(message['type']) &&
    isNumber(message['timestamp']) &&
    isId(message['from']) &&
    isString(message['from_name']) &&
    isId(message['to']) &&
    isBoolean(message['isForwarded'])
  );
}

function isString(value: unknown): boolean {
  return typeof value === 'string' || value === undefined;
}

function isId(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || value === undefined;
}

function isNumber(value: unknown): boolean {
  return Number.isFinite(value) || value === undefined;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean' || value === undefined;
}
