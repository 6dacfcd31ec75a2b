import { isIP } from 'node:net';
import { z } from 'zod';
import { milliseconds, positive } from './rules';

/** Who may deliver events, and how they are acknowledged. */
export interface WebhookOptions {
  /**
   * The secret at the end of the webhook's URL (`/api/whatsgate/<token>` or `?token=`); WhatsGate signs nothing.
   * At least 16 characters of `A-Z a-z 0-9 - . _ ~`. Several pass side by side while one is replaced.
   * `false` takes events from anybody: only behind a gate of your own, or when polling alone.
   */
  readonly webhookToken: string | readonly string[] | false;
  /**
   * With an inbox in memory, the longest that the acknowledgement waits for the turn, in milliseconds.
   * Default 15,000: well before the gateway's first repeat at 20 s.
   */
  readonly ackTimeoutMs?: number;
  /** Addresses that may deliver events, as single ones or networks (`203.0.113.0/24`). Default all. */
  readonly allowedAddresses?: readonly string[];
  /** The largest webhook body, in bytes. Default 1 MiB. */
  readonly maximumBodyBytes?: number;
}

/** The same, read. */
export interface WebhookSettings {
  /** Empty when events are taken from anybody. */
  readonly webhookTokens: readonly string[];
  readonly ackTimeoutMs: number;
  readonly allowedAddresses: readonly string[];
  readonly maximumBodyBytes: number;
}

const token = z
  .string()
  .regex(
    /^[A-Za-z0-9._~-]{16,}$/,
    'must have at least 16 characters of A-Z a-z 0-9 - . _ ~, so that nobody guesses it and any URL can carry it ' +
      `(one is made by: node -p "require('crypto').randomBytes(24).toString('hex')")`,
  );

/** What these options have to look like. */
export const webhookShape = {
  webhookToken: z.union([token, z.array(token).min(1, 'is empty'), z.literal(false)]),
  ackTimeoutMs: milliseconds.optional(),
  allowedAddresses: z
    .array(z.string().refine(isAddressOrNetwork, 'is neither an address nor a network'))
    .optional(),
  maximumBodyBytes: positive.optional(),
};

/** Fills in what was left out of checked options. */
export function readWebhookOptions(options: WebhookOptions): WebhookSettings {
  return {
    webhookTokens: options.webhookToken === false ? [] : [options.webhookToken].flat(),
    ackTimeoutMs: options.ackTimeoutMs ?? 15_000,
    allowedAddresses: options.allowedAddresses ?? [],
    maximumBodyBytes: options.maximumBodyBytes ?? 1024 * 1024,
  };
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
