import { isRecord, readText } from './json';

/**
 * What an id stands for:
 * - `contact`: a person by phone number (`79991112233@c.us`, inside WhatsApp also `…@s.whatsapp.net`);
 * - `lid`: a person by hidden id (`179950657237125@lid`). Its digits are **not** a phone number;
 * - `group`: new form `120363043968066561@g.us`, old form `79876543210-1581234048@g.us`;
 * - `broadcast`, `status`, `newsletter`: one-way feeds nobody can converse in;
 * - `service`: WhatsApp itself and Meta's own bots;
 * - `unknown`: any other shape. It stays opaque and is passed on as it is.
 */
export type ChatKind =
  'contact' | 'lid' | 'group' | 'broadcast' | 'status' | 'newsletter' | 'service' | 'unknown';

/** An id taken apart. `formatChatId` puts it together again, to the letter. */
export interface ChatId {
  readonly kind: ChatKind;
  /** What stands before the `@`; the whole id when nothing stands behind one. */
  readonly user: string;
  /** What stands behind the `@`; empty when nothing does. */
  readonly server: string;
}

const KIND_OF_SERVER: ReadonlyMap<string, ChatKind> = new Map<string, ChatKind>([
  ['c.us', 'contact'],
  ['s.whatsapp.net', 'contact'],
  ['hosted', 'contact'],
  ['lid', 'lid'],
  ['hosted.lid', 'lid'],
  ['g.us', 'group'],
  ['broadcast', 'broadcast'],
  ['newsletter', 'newsletter'],
  ['bot', 'service'],
]);

/** Takes an id apart. Never throws: a shape that nobody has seen yet has kind `unknown`. */
export function parseChatId(id: string): ChatId {
  const at = id.lastIndexOf('@');
  if (at < 0 || at === id.length - 1) return { kind: 'unknown', user: id, server: '' };
  const user = id.slice(0, at);
  const server = id.slice(at + 1);
  return { kind: kindOf(user, server), user, server };
}

/** The id as one string. */
export function formatChatId({ user, server }: Pick<ChatId, 'user' | 'server'>): string {
  return server === '' ? user : `${user}@${server}`;
}

/** The digits of a phone number, when the id is one of a person known by number; never for a `lid`. */
export function phoneNumberOf(id: string): string | undefined {
  const chat = parseChatId(id);
  if (chat.kind !== 'contact') return undefined;
  const digits = withoutDevice(chat.user);
  return /^\d{5,20}$/.test(digits) ? digits : undefined;
}

/** The id of the person with this phone number (digits with country code). */
export function contactId(number: string): string {
  return `${number}@c.us`;
}

/** The id without the number of the person's device (`user:5@server` → `user@server`); unknown shapes stay as they are. */
export function withoutDeviceOf(id: string): string {
  const chat = parseChatId(id);
  if (chat.kind === 'unknown') return id;
  return formatChatId({ user: withoutDevice(chat.user), server: chat.server });
}

/**
 * An id as one string, from a string or from the object that the gateway's library uses inside
 * (`{ _serialized }` or `{ user, server }`).
 */
export function readChatId(value: unknown): string | undefined {
  if (typeof value === 'string') return readText(value);
  if (!isRecord(value)) return undefined;
  const serialized = readText(value['_serialized']);
  if (serialized !== undefined) return serialized;
  const user = readText(value['user']);
  const server = readText(value['server']);
  return user !== undefined && server !== undefined ? formatChatId({ user, server }) : undefined;
}

function kindOf(user: string, server: string): ChatKind {
  if (server === 'broadcast' && user === 'status') return 'status';
  if (server === 'c.us' && (user === '0' || user === 'server')) return 'service';
  // Meta AI speaks from numbers of this series.
  if (server === 'c.us' && /^1313555\d{4}$/.test(user)) return 'service';
  return KIND_OF_SERVER.get(server) ?? 'unknown';
}

function withoutDevice(user: string): string {
  const colon = user.indexOf(':');
  return colon < 0 ? user : user.slice(0, colon);
}
