import { readChatId } from './chat-id';
import { isRecord, readBoolean, readNumber, type JsonRecord } from './json';
import { readMessageId } from './message-id';
import type { GatewayMessage } from './wire';

const readString = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Reads a message object. A documented field of the wrong type is treated as absent, because nothing
 * that a gateway adds or changes may stop a bot; unknown fields are kept. The object given is not changed;
 * where there is nothing to change, it is what comes back.
 * Gives `undefined` for anything that is not an object.
 */
export function readMessage(value: unknown): GatewayMessage | undefined {
  if (!isRecord(value)) return undefined;
  let message = value;
  message = withField(message, value, '_id', value['_id'], readString);
  message = withField(message, value, 'id', value['id'], readMessageId);
  message = withField(message, value, 'ack', value['ack'], readNumber);
  message = withField(message, value, 'hasMedia', value['hasMedia'], readBoolean);
  message = withField(message, value, 'mediaKey', value['mediaKey'], readString);
  message = withField(message, value, 'body', value['body'], readString);
  message = withField(message, value, 'type', value['type'], readString);
  message = withField(message, value, 'timestamp', value['timestamp'], readNumber);
  message = withField(message, value, 'from', value['from'], readChatId);
  message = withField(message, value, 'from_name', value['from_name'], readString);
  message = withField(message, value, 'to', value['to'], readChatId);
  return withField(message, value, 'isForwarded', value['isForwarded'], readBoolean);
}

/** The message with a field as it is to be read. Hardly any has to be changed, and a copy of each would cost every turn. */
function withField(
  message: JsonRecord,
  original: JsonRecord,
  field: string,
  found: unknown,
  read: (value: unknown) => unknown,
): JsonRecord {
  const known = found === undefined ? undefined : read(found);
  if (known === found) return message;
  const copy: Record<string, unknown> = message === original ? { ...message } : message;
  if (known === undefined) Reflect.deleteProperty(copy, field);
  else copy[field] = known;
  return copy;
}
