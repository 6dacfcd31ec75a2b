import { z } from 'zod';

const id = z.string().min(1).max(300);
const text = z.string().max(65_536);
const name = z.string().trim().min(1).max(100);
const milliseconds = z.number().min(0).max(86_400_000);
const webhook = z.string().max(2000).nullable();

const sender = {
  /** Chat id of the person who writes. */
  from: id,
  account: id.optional(),
  /** Id of the group to write in. */
  group: id.optional(),
  replyTo: id.optional(),
  isForwarded: z.boolean().optional(),
};

const location = z
  .object({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().max(200).optional(),
    address: z.string().max(500).optional(),
  })
  .strict();

/** What a person says. */
export const messageInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: text.min(1), ...sender }).strict(),
  z
    .object({
      kind: z.literal('file'),
      type: z.enum(['image', 'video', 'audio', 'ptt', 'document', 'sticker']),
      mimetype: z
        .string()
        .max(200)
        .regex(/^[\w.+-]+\/[\w.+-]+(?:\s*;[^\r\n]*)?$/, 'is no mimetype'),
      data: z
        .string()
        .min(1)
        .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'is no base64'),
      filename: z.string().max(255).optional(),
      caption: text.optional(),
      ...sender,
    })
    .strict(),
  z.object({ kind: z.literal('location'), location, ...sender }).strict(),
  z.object({ kind: z.literal('contact'), name, number: z.string().max(30).optional(), ...sender }).strict(),
]);

/** A reaction; an empty emoji takes it back. */
export const reactionInput = z.object({ from: id, emoji: z.string().max(32) }).strict();

/** A new text of an own message. */
export const editInput = z.object({ from: id, text: text.min(1) }).strict();

/** Who acts, where nothing else is needed. */
export const actorInput = z.object({ from: id }).strict();

/** A delivery state. */
export const ackInput = z.object({ ack: z.number().int().min(-1).max(4) }).strict();

/** What happens to sent messages by itself; an empty list for nothing. */
export const acksInput = z
  .array(z.object({ ack: ackInput.shape.ack, afterMs: milliseconds }).strict())
  .max(20);

/** A new person. */
export const userInput = z
  .object({
    name,
    number: z.string().max(30),
    lid: z
      .string()
      .regex(/^\d{5,20}$/)
      .optional(),
  })
  .strict();

/** A new group. */
export const groupInput = z.object({ name, members: z.array(id).max(256), account: id.optional() }).strict();

/** Somebody comes or goes. */
export const memberInput = z.object({ member: id, isMember: z.boolean() }).strict();

/** A new account. */
export const accountInput = z.object({ name, webhook: webhook.optional() }).strict();

/** What changes of an account. */
export const accountChangeInput = z
  .object({ webhook: webhook.optional(), session: z.enum(['connect', 'disconnect']).optional() })
  .strict();

/** A person answers at the account's own phone. */
export const phoneInput = z.object({ account: id, chat: id, text: text.min(1) }).strict();

/** A chat of an account. */
export const chatInput = z.object({ account: id, chat: id }).strict();

/** The clock is stopped, let go or moved on. */
export const clockInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause') }).strict(),
  z.object({ kind: z.literal('resume') }).strict(),
  z.object({ kind: z.literal('advance'), ms: milliseconds }).strict(),
]);

/** A restart of the gateway. */
export const restartInput = z.object({ downMs: milliseconds.max(600_000) }).strict();

const scope = z
  .object({
    times: z.number().int().min(1).max(1_000_000).optional(),
    probability: z.number().min(0).max(1).optional(),
    whatsappId: id.optional(),
  })
  .strict()
  .optional();

const plain = <const Kind extends string>(kind: Kind) => z.object({ kind: z.literal(kind) }).strict();

const commandFault = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('status'),
      status: z.number().int().min(400).max(599),
      retryAfterSeconds: z.number().int().min(0).max(86_400).optional(),
      message: z.string().max(500).optional(),
    })
    .strict(),
  z.object({ kind: z.literal('slow'), ms: milliseconds }).strict(),
  plain('hang'),
  z
    .object({ kind: z.literal('invalid-json'), status: z.union([z.literal(200), z.literal(502)]).optional() })
    .strict(),
  plain('reset-before'),
  plain('reset-after'),
  plain('serialize'),
  plain('truncated'),
  z.object({ kind: z.literal('disconnect'), forMs: milliseconds.optional() }).strict(),
  z.object({ kind: z.literal('restart'), forMs: milliseconds.optional() }).strict(),
  z.object({ kind: z.literal('early-ack'), ack: ackInput.shape.ack.optional() }).strict(),
]);

const webhookFault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('duplicate'), copies: z.number().int().min(1).max(10).optional() }).strict(),
  z.object({ kind: z.literal('delay'), ms: milliseconds }).strict(),
  plain('drop'),
  plain('reorder'),
  plain('truncate'),
]);

/** A fault and when it strikes. `name` is a command or an event action, or `*`. */
export const faultInput = z.discriminatedUnion('target', [
  z.object({ target: z.literal('command'), name: id, fault: commandFault, scope }).strict(),
  z.object({ target: z.literal('webhook'), name: id, fault: webhookFault, scope }).strict(),
]);

/** Assumptions that change; names and values are checked by `assume`. */
export const assumptionsInput = z.record(z.union([z.string(), z.number(), z.boolean()]));
