import { isIP } from 'node:net';
import type { AxiosInstance, AxiosProxyConfig } from 'axios';
import { z } from 'zod';
import type { EventActivityKind, QuotePolicy } from '../activity/types';
import type { Inbox } from '../inbox/inbox';
import { memoryInbox } from '../inbox/memory';
import { LONGEST_TIMER_MS } from '../inbox/timer';
import { defaultMediaLimits, type MediaLimits } from '../media/fetch';
import { WhatsGateConfigurationError } from '../whatsgate/errors';
import { silentLogger, type Logger } from '../whatsgate/logger';
import type { RetryPolicy } from '../whatsgate/retry';
import type { AccountOptions } from './accounts';

/** How an adapter is set up. Only `apiKey`, an account and `webhookToken` are needed. */
export interface WhatsGateAdapterOptions {
  /** The key of your WhatsGate account, sent as `X-Api-Key`. */
  readonly apiKey: string;
  /** The `WhatsappID` of the connected account. For several, use `accounts`. */
  readonly whatsappId?: string;
  /** Several accounts on one adapter. Conversation ids then carry the account. */
  readonly accounts?: readonly AccountOptions[];
  /**
   * The secret at the end of the webhook's URL (`/api/whatsgate/<token>` or `?token=`); WhatsGate signs nothing.
   * At least 16 characters of `A-Z a-z 0-9 - . _ ~`. Several pass side by side while one is replaced.
   * `false` takes events from anybody: only behind a gate of your own, or when polling alone.
   */
  readonly webhookToken: string | readonly string[] | false;
  /** Where the API is. Default `https://whatsgate.org/api/v1`. */
  readonly baseUrl?: string;
  /** An axios instance of your own for all calls to the gateway. */
  readonly axios?: AxiosInstance;
  /** A proxy for calls to the gateway, or `false` for none. Left out, the environment decides, as usual with axios. */
  readonly proxy?: AxiosProxyConfig | false;
  /** The longest that one call to the gateway may take, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
  /** When calls are repeated that cannot send anything twice; `false` for never. */
  readonly retry?: Partial<RetryPolicy> | false;
  /** Where accepted events wait. Default `'memory'`. */
  readonly inbox?: 'memory' | Inbox;
  /**
   * With an inbox in memory, the longest that the acknowledgement waits for the turn, in milliseconds.
   * Default 15,000: well before the gateway's first repeat at 20 s.
   */
  readonly ackTimeoutMs?: number;
  /** When replies quote what they answer. Default `'always'`. */
  readonly quoteReplies?: QuotePolicy;
  /** Queues messages at the gateway instead of waiting until they are sent. Their ids then come by `sent` events. Default false. */
  readonly async?: boolean;
  /** Asks the gateway whether a number is on WhatsApp before a conversation with it is created. Default false. */
  readonly checkNumbers?: boolean;
  /** The `channelId` of activities. Default `'whatsgate'`; not one that the SDK knows, or prompts change their looks. */
  readonly channelId?: string;
  /** Receipts and other events that the bot gets as `event` activities. Default none: they can start dialogs. */
  readonly eventActivities?: readonly EventActivityKind[];
  /** Addresses that may deliver events, as single ones or networks (`203.0.113.0/24`). Default all. */
  readonly allowedAddresses?: readonly string[];
  /** The largest webhook body, in bytes. Default 1 MiB. */
  readonly maximumBodyBytes?: number;
  /** Bounds on outgoing files. */
  readonly media?: Partial<MediaLimits>;
  /** Where log lines go. Default nowhere. */
  readonly logger?: Logger;
}

/** The options with every default in its place. */
export interface Settings {
  readonly apiKey: string;
  readonly accounts: readonly AccountOptions[];
  /** Empty when events are taken from anybody. */
  readonly webhookTokens: readonly string[];
  readonly baseUrl: string | undefined;
  readonly axios: AxiosInstance | undefined;
  readonly proxy: AxiosProxyConfig | false | undefined;
  readonly timeoutMs: number | undefined;
  readonly retry: Partial<RetryPolicy> | false | undefined;
  readonly inbox: Inbox;
  readonly ackTimeoutMs: number;
  readonly quoteReplies: QuotePolicy;
  readonly async: boolean;
  readonly checkNumbers: boolean;
  readonly channelId: string;
  readonly eventActivities: ReadonlySet<EventActivityKind>;
  readonly allowedAddresses: readonly string[];
  readonly maximumBodyBytes: number;
  readonly media: MediaLimits;
  readonly logger: Logger;
}

const nonEmpty = z.string().min(1, 'is empty');
const positive = z.number().int('is not a whole number').positive('is not above 0');
const milliseconds = positive.max(LONGEST_TIMER_MS, 'is longer than any timer runs (24 days)');
const token = z
  .string()
  .regex(
    /^[A-Za-z0-9._~-]{16,}$/,
    'must have at least 16 characters of A-Z a-z 0-9 - . _ ~, so that nobody guesses it and any URL can carry it ' +
      `(one is made by: node -p "require('crypto').randomBytes(24).toString('hex')")`,
  );
const methodsOf = (...names: string[]): z.ZodType<object> =>
  z.custom<object>(
    (value) =>
      (typeof value === 'object' || typeof value === 'function') &&
      value !== null &&
      names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
    `needs the methods ${names.join(', ')}`,
  );

const schema = z
  .object({
    apiKey: nonEmpty,
    whatsappId: nonEmpty.optional(),
    accounts: z
      .array(
        z.object({ whatsappId: nonEmpty, wid: nonEmpty.optional(), name: z.string().optional() }).strict(),
      )
      .min(1, 'is empty')
      .optional(),
    webhookToken: z.union([token, z.array(token).min(1, 'is empty'), z.literal(false)]),
    baseUrl: nonEmpty.optional(),
    axios: methodsOf('request').optional(),
    proxy: z.union([z.literal(false), z.object({}).passthrough()]).optional(),
    timeoutMs: milliseconds.optional(),
    retry: z
      .union([
        z.literal(false),
        z
          .object({
            repeats: z.number().int().min(0),
            firstPauseMs: milliseconds,
            longestPauseMs: milliseconds,
          })
          .partial()
          .strict(),
      ])
      .optional(),
    inbox: z.union([z.literal('memory'), methodsOf('start', 'accept', 'run', 'status', 'close')]).optional(),
    ackTimeoutMs: milliseconds.optional(),
    quoteReplies: z.enum(['always', 'first', 'groups', 'explicit', 'never']).optional(),
    async: z.boolean().optional(),
    checkNumbers: z.boolean().optional(),
    channelId: nonEmpty.regex(/^[^:]+$/, 'must not contain a colon').optional(),
    eventActivities: z
      .array(
        z.enum([
          'receipt',
          'ownMessage',
          'call',
          'groupInvite',
          'groupUpdate',
          'payment',
          'pollVote',
          'contactChanged',
        ]),
      )
      .optional(),
    allowedAddresses: z
      .array(z.string().refine(isAddressOrNetwork, 'is neither an address nor a network'))
      .optional(),
    maximumBodyBytes: positive.optional(),
    media: z
      .object({ maximumBytes: positive, timeoutMs: milliseconds, allowPrivateHosts: z.boolean() })
      .partial()
      .strict()
      .optional(),
    logger: methodsOf('debug', 'info', 'warn', 'error').optional(),
  })
  .strict();

/**
 * Checks the options and fills in what was left out.
 * @throws WhatsGateConfigurationError naming every option that is wrong, and never its value.
 */
export function readSettings(options: WhatsGateAdapterOptions): Settings {
  const checked = schema.safeParse(withoutUndefined(options));
  if (!checked.success) throw new WhatsGateConfigurationError(describe(checked.error));
  const tokens = options.webhookToken === false ? [] : [options.webhookToken].flat();
  return {
    apiKey: options.apiKey,
    accounts: readAccounts(options),
    webhookTokens: tokens,
    baseUrl: options.baseUrl,
    axios: options.axios,
    proxy: options.proxy,
    timeoutMs: options.timeoutMs,
    retry: typeof options.retry === 'object' ? withoutUndefined(options.retry) : options.retry,
    inbox: options.inbox === undefined || options.inbox === 'memory' ? memoryInbox() : options.inbox,
    ackTimeoutMs: options.ackTimeoutMs ?? 15_000,
    quoteReplies: options.quoteReplies ?? 'always',
    async: options.async ?? false,
    checkNumbers: options.checkNumbers ?? false,
    channelId: options.channelId ?? 'whatsgate',
    eventActivities: new Set(options.eventActivities),
    allowedAddresses: options.allowedAddresses ?? [],
    maximumBodyBytes: options.maximumBodyBytes ?? 1024 * 1024,
    media: { ...defaultMediaLimits, ...withoutUndefined(options.media) },
    logger: options.logger ?? silentLogger,
  };
}

function readAccounts({ whatsappId, accounts }: WhatsGateAdapterOptions): readonly AccountOptions[] {
  if (whatsappId !== undefined && accounts !== undefined) {
    throw new WhatsGateConfigurationError(
      'Give either whatsappId (one account) or accounts (several), not both.',
    );
  }
  const given = accounts ?? (whatsappId === undefined ? [] : [{ whatsappId }]);
  if (given.length === 0) {
    throw new WhatsGateConfigurationError(
      'whatsappId is missing: the WhatsappID of your session in the WhatsGate dashboard.',
    );
  }
  if (new Set(given.map((account) => account.whatsappId)).size < given.length) {
    throw new WhatsGateConfigurationError('accounts names the same whatsappId twice.');
  }
  return given;
}

/** An option set to `undefined` is one that was left out. */
function withoutUndefined<Options extends object>(options: Options | undefined): Partial<Options> {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Options>;
}

function describe(error: z.ZodError): string {
  const problems = error.issues.flatMap((issue) =>
    issue.code === 'invalid_union' ? issue.unionErrors.flatMap((inner) => inner.issues) : [issue],
  );
  const lines = problems.map((issue) => {
    const option = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return `unknown option ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
    // Its own message shows the value that was given.
    if (issue.code === 'invalid_enum_value')
      return `${option}: is none of ${issue.options.map((word) => `'${word}'`).join(', ')}`;
    if (issue.message === 'Required') return `${option} is missing`;
    return `${option}: ${issue.message}`;
  });
  return `The options of WhatsGateAdapter are wrong: ${[...new Set(lines)].join('; ')}.`;
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
