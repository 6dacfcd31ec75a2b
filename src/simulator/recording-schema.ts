import { z } from 'zod';

/** The first line of a recorded conversation. */
export const conversationHead = z.object({
  format: z.literal('whatsgate-conversation'),
  version: z.literal(1),
});

const common = {
  /** WhatsApp's kind: `chat`, `image`, `ptt`, … */
  type: z.string().min(1),
  /** Text, caption or vCard. */
  text: z.string().optional(),
  /** The step that it replies to, from 1. */
  quotes: z.number().int().min(1).optional(),
  /** The name of the group that it is in; a chat of two without. */
  group: z.string().optional(),
};

/** Something that a person said. */
const userStep = z
  .object({
    by: z.literal('user'),
    number: z.string().regex(/^\d{5,15}$/),
    name: z.string(),
    ...common,
    file: z
      .object({ mimetype: z.string(), filename: z.string().optional(), data: z.string().base64() })
      .strict()
      .optional(),
    location: z
      .object({
        latitude: z.number(),
        longitude: z.number(),
        name: z.string().optional(),
        address: z.string().optional(),
      })
      .strict()
      .optional(),
  })
  .strict();

/** Something that the bot answered. Of files only the digest is kept. */
const botStep = z
  .object({
    by: z.literal('bot'),
    /** The person's number; none in groups. */
    to: z.string().optional(),
    ...common,
    file: z.object({ mimetype: z.string(), bytes: z.number().int(), sha256: z.string() }).strict().optional(),
  })
  .strict();

/** One line of a recorded conversation. */
export const recordedStep = z.discriminatedUnion('by', [userStep, botStep]);

/** One thing that was said. */
export type RecordedStep = z.output<typeof recordedStep>;

/** What a person said. */
export type RecordedUserStep = z.output<typeof userStep>;

/** What the bot answered. */
export type RecordedBotStep = z.output<typeof botStep>;
