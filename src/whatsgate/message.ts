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
 * that a gateway adds or changes may stop a bot; unknown fields are kept. The object given is not changed;
 * where there is nothing to change, it is what comes back.
 * Gives `undefined` for anything that is not an object.
 */
export function readMessage(value: unknown): GatewayMessage | undefined {
  if (!isRecord(value)) return undefined;
  let message: Record<string, unknown> | undefined;
  for (const [field, read] of READERS) {
    const found = value[field];
    const known = found === undefined ? undefined : read(found);
    if (known === found) continue;
    // Hardly any message has to be changed, and a copy of each would cost every turn.
    message ??= { ...value };
    if (known === undefined) Reflect.deleteProperty(message, field);
    else message[field] = known;
  }
  return message ?? value;
}
