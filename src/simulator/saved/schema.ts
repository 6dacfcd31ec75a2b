import { z } from 'zod';

/** What the file says it is. */
export const SAVED_FORMAT = 'whatsgate-simulator-state';

/** Raised when an older program could not read the file any more. */
export const SAVED_VERSION = 1;

const text = z.string();
const milliseconds = z.number().finite();
const count = z.number().int().min(0);
const bytes = z
  .string()
  .base64()
  .transform((base64) => Buffer.from(base64, 'base64'));

const account = z.object({
  number: z.number().int().min(1),
  whatsappId: text.min(1),
  name: text,
  status: z.enum(['PENDING', 'AUTH', 'READY', 'DESTROYING']),
  callback: text.url().nullable(),
  wid: text.nullable(),
  pushname: text.nullable(),
  createdAt: milliseconds,
  code: text.nullable(),
});

const contact = z.object({
  id: text.min(1),
  number: text.regex(/^\d{5,15}$/),
  name: text,
  isRegistered: z.boolean(),
});

const group = z.object({
  id: text.regex(/@g\.us$/),
  name: text,
  account: text,
  isReadOnly: z.boolean(),
  /** Numbers of the users in it. */
  members: z.array(text),
});

const chat = z.object({
  id: text.min(1),
  name: text,
  isGroup: z.boolean(),
  isReadOnly: z.boolean(),
  unreadCount: count,
  timestamp: z.number(),
  typingUntil: milliseconds,
  participants: z.array(text).optional(),
  creation: z.number().optional(),
});

const message = z.object({
  id: text.min(1),
  shortId: text,
  direction: z.enum(['in', 'out']),
  origin: z.enum(['user', 'api', 'phone']),
  account: text,
  chatId: text,
  author: text,
  fromName: text,
  type: text,
  body: text,
  timestamp: z.number(),
  ack: z.number().int(),
  isForwarded: z.boolean(),
  isEdited: z.boolean().optional(),
  isDeleted: z.boolean().optional(),
  quote: text.optional(),
  media: z.object({ mimetype: text, data: bytes, filename: text.optional(), mediaKey: text }).optional(),
  location: z
    .object({ latitude: z.number(), longitude: z.number(), name: text.optional(), address: text.optional() })
    .optional(),
  reactionTo: text.optional(),
  reactions: z.array(z.object({ author: text, emoji: text })),
});

const event = z.object({
  envelope: z.object({
    id: count,
    whatsapp_id: text,
    event_action: text,
    event_date: text,
    status_code: z.null(),
    event_data: z.unknown(),
  }),
  recordedAt: milliseconds,
  messageId: text.optional(),
});

const headers = z.record(text);

const request = z.object({
  number: count,
  command: text,
  method: text,
  path: text,
  headers,
  body: z.unknown(),
  startedAt: milliseconds,
  status: z.number().optional(),
  answer: z.unknown().optional(),
  durationMs: z.number().optional(),
  fault: text.optional(),
  messageId: text.optional(),
});

const attempt = z.object({
  number: count,
  requestHeaders: headers,
  status: z.number().optional(),
  responseHeaders: headers.optional(),
  responseBody: text.optional(),
  durationMs: z.number(),
  error: text.optional(),
  url: text,
  account: text,
  requestBody: text,
  startedAt: milliseconds,
  eventId: z.number().optional(),
  action: text.optional(),
  messageId: text.optional(),
  attempt: count,
  acknowledged: z.boolean(),
  fault: text.optional(),
});

/** Everything that a simulator brings back after a restart, as it lies in the file. */
export const savedState = z.object({
  format: z.literal(SAVED_FORMAT),
  version: z.literal(SAVED_VERSION),
  /** Milliseconds since 1970. */
  savedAt: milliseconds,
  apiKey: text.min(1),
  /** Where the generator of ids stands. */
  random: count,
  /** Where the generator of chances stands. */
  chances: count,
  accountCount: count,
  lastEventId: count,
  requestCount: count,
  assumptions: z.record(z.union([text, z.number(), z.boolean()])),
  automaticAcks: z.array(z.object({ ack: z.number(), afterMs: z.number() })),
  accounts: z.array(account).min(1),
  contacts: z.array(contact),
  groups: z.array(group),
  chats: z.record(z.array(chat)),
  messages: z.array(message),
  events: z.array(event),
  undelivered: z.array(z.object({ eventId: count, round: count, firstStartedAt: milliseconds })),
  pendingAcks: z.array(z.object({ messageId: text, ack: z.number().int(), dueAt: milliseconds })),
  requests: z.array(request),
  attempts: z.array(attempt),
});

/** A file that was read and checked. */
export type SavedState = z.output<typeof savedState>;

/** The same before files are decoded: what is written. */
export type WrittenState = z.input<typeof savedState>;
