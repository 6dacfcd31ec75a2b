import { z } from 'zod';
import type { QuotePolicy } from '../../activity/types';
import { milliseconds, positive } from './rules';

/** How activities are sent. */
export interface SendingOptions {
  /** When replies quote what they answer. Default `'always'`. */
  readonly quoteReplies?: QuotePolicy;
  /** Queues messages at the gateway instead of waiting until they are sent. Their ids then come by `sent` events. Default false. */
  readonly async?: boolean;
  /** Asks the gateway whether a number is on WhatsApp before a conversation with it is created. Default false. */
  readonly checkNumbers?: boolean;
  /** The country, as two letters (`'BR'`), whose phone numbers may be given without country code. Default none. */
  readonly defaultCountry?: string;
  /** How many activities may wait to be sent; more are refused with `OutboxFullError`. Default 10,000. */
  readonly outboxCapacity?: number;
  /** The longest that sends of an unlinked account wait until it is ready again, in milliseconds. Default 60,000; 0 for not at all. */
  readonly disconnectTimeoutMs?: number;
  /**
   * The longest to look among events for a message whose send failed although it may have been sent, in milliseconds.
   * Default 10,000 with a durable inbox, 0 (not at all) in memory.
   */
  readonly settleTimeoutMs?: number;
}

/** The same, read. */
export interface SendingSettings {
  readonly quoteReplies: QuotePolicy;
  readonly async: boolean;
  readonly checkNumbers: boolean;
  readonly defaultCountry: string | undefined;
  readonly outboxCapacity: number;
  readonly disconnectTimeoutMs: number;
  /** `undefined` for what fits the inbox. */
  readonly settleTimeoutMs: number | undefined;
}

/** What these options have to look like. */
export const sendingShape = {
  quoteReplies: z.enum(['always', 'first', 'groups', 'explicit', 'never']).optional(),
  async: z.boolean().optional(),
  checkNumbers: z.boolean().optional(),
  defaultCountry: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be two capital letters, such as 'BR'")
    .optional(),
  outboxCapacity: positive.optional(),
  disconnectTimeoutMs: z.union([z.literal(0), milliseconds]).optional(),
  settleTimeoutMs: z.union([z.literal(0), milliseconds]).optional(),
};

/** Fills in what was left out of checked options. */
export function readSendingOptions(options: SendingOptions): SendingSettings {
  return {
    quoteReplies: options.quoteReplies ?? 'always',
    async: options.async ?? false,
    checkNumbers: options.checkNumbers ?? false,
    defaultCountry: options.defaultCountry,
    outboxCapacity: options.outboxCapacity ?? 10_000,
    disconnectTimeoutMs: options.disconnectTimeoutMs ?? 60_000,
    settleTimeoutMs: options.settleTimeoutMs,
  };
}
