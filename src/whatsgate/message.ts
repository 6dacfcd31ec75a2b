import { readChatId } from './chat-id';
import { isRecord, readBoolean, readNumber } from './json';
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
 * that a gateway adds or changes may stop a bot; unknown fields are kept.
 * Gives `undefined` for anything that is not an object.
 */
export function readMessage(value: unknown): GatewayMessage | undefined {
  if (!isRecord(value)) return undefined;
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
