import { readChatId } from './chat-id';
import { isRecord, readText } from './json';

/** The long id of a message taken apart: `<fromMe>_<chat>_<short>[_<participant>|_in|_out]`. */
export interface MessageId {
  /** True for what this account sent. */
  readonly fromMe: boolean;
  /** Id of the chat. */
  readonly chat: string;
  /** The short id, WhatsGate's `_id`. */
  readonly short: string;
  /** Who wrote it, in groups and broadcasts. */
  readonly participant?: string;
  /** Set on messages to oneself. */
  readonly direction?: 'in' | 'out';
}

const LONG_ID = /^(true|false)_([^_@\s]*@[a-z.]+)_([A-Za-z0-9.-]+)(?:_(\S+))?$/;

/** Takes a long id apart; `undefined` when it is not one (a short id, a UUID, an empty string). */
export function parseMessageId(id: string): MessageId | undefined {
  const match = LONG_ID.exec(id);
  if (match === null) return undefined;
  const [, fromMe, chat, short, rest] = match;
  if (chat === undefined || short === undefined) return undefined;
  const base = { fromMe: fromMe === 'true', chat, short };
  if (rest === undefined) return base;
  if (rest === 'in' || rest === 'out') return { ...base, direction: rest };
  return rest.includes('@') ? { ...base, participant: rest } : undefined;
}

/** The long id as one string. */
export function formatMessageId(id: MessageId): string {
  const last = id.participant ?? id.direction;
  const start = `${String(id.fromMe)}_${id.chat}_${id.short}`;
  return last === undefined ? start : `${start}_${last}`;
}

/** True for an id that `quote` and `MessageID` take. */
export function isLongMessageId(id: string): boolean {
  return parseMessageId(id) !== undefined;
}

/**
 * A message id as one string, from a string or from the key object of the gateway's library
 * (`{ _serialized }`, or `{ fromMe, remote, id, participant }` since WhatsApp Web 2.3000.1042401057
 * stopped to give `_serialized`).
 */
export function readMessageId(value: unknown): string | undefined {
  if (typeof value === 'string') return readText(value);
  if (!isRecord(value)) return undefined;
  const serialized = readText(value['_serialized']);
  if (serialized !== undefined) return serialized;
  const chat = readChatId(value['remote']);
  const short = readText(value['id']);
  if (chat === undefined || short === undefined) return undefined;
  const participant = readChatId(value['participant']);
  return formatMessageId({
    fromMe: value['fromMe'] === true,
    chat,
    short,
    ...(participant === undefined ? {} : { participant }),
  });
}
