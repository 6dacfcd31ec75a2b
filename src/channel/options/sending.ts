import { z } from 'zod';
import type { QuotePolicy } from '../../activity/types';

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
}

/** The same, read. */
export interface SendingSettings {
  readonly quoteReplies: QuotePolicy;
  readonly async: boolean;
  readonly checkNumbers: boolean;
  readonly defaultCountry: string | undefined;
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
};

/** Fills in what was left out of checked options. */
export function readSendingOptions(options: SendingOptions): SendingSettings {
  return {
    quoteReplies: options.quoteReplies ?? 'always',
    async: options.async ?? false,
    checkNumbers: options.checkNumbers ?? false,
    defaultCountry: options.defaultCountry,
  };
}
