import { changeAssumptions, defaultAssumptions, type Assumptions } from './assumptions';
import { realClock, type Clock } from './clock';

/** An account (session) that exists from the start, connected and ready. */
export interface AccountOptions {
  /** The `WhatsappID`; 13 hexadecimal digits out of the seed when left out. */
  readonly whatsappId?: string;
  /** The account's own WhatsApp id, `<digits>@c.us`; `79990000001@c.us` and onwards when left out. */
  readonly wid?: string;
  /** The name of the session and of the account in WhatsApp; `Account 1` and onwards when left out. */
  readonly name?: string;
  /** Where events are posted to. None when left out; `setWebhook` and the command `set-hook` change it. */
  readonly callback?: string;
}

/** One step of what happens to every message that the bot sends. */
export interface AutomaticAck {
  /** 1 server, 2 delivered, 3 read, 4 played, -1 failed. */
  readonly ack: number;
  /** Milliseconds after the message was sent, by the simulator's clock. */
  readonly afterMs: number;
}

/** How much the simulator keeps. When a limit is reached, the oldest entries go. */
export interface Limits {
  /** Largest request body in bytes; 100 MB. A larger one is answered with 413. */
  readonly bodyBytes: number;
  /** Bytes that each of the collections below may hold; 256 MB. */
  readonly storedBytes: number;
  /** Messages of all accounts; 1000. */
  readonly messages: number;
  /** Events; 1000. */
  readonly events: number;
  /** Webhook attempts; 1000. */
  readonly deliveries: number;
  /** API requests; 1000. */
  readonly requests: number;
  /** Chats of each account; 1000. */
  readonly chats: number;
  /** Sessions, deleted ones included; 1000. */
  readonly sessions: number;
  /** Users and groups that `user` and `group` return again; 1000 each. */
  readonly users: number;
}

/** What `createSimulator` takes. Everything may be left out. */
export interface SimulatorOptions {
  /** Where ids, keys and chances come from; 1. The same seed gives the same run. */
  readonly seed?: number | string;
  /** TCP port; 0, which takes a free one. */
  readonly port?: number;
  /** Address to bind; `127.0.0.1`. */
  readonly host?: string;
  /** The value that `X-Api-Key` must have; 32 hexadecimal digits out of the seed. */
  readonly apiKey?: string;
  /** The accounts that exist from the start; one. */
  readonly accounts?: readonly AccountOptions[];
  /** The source of time; `realClock()`. Give a `manualClock()` to move it by hand. */
  readonly clock?: Clock;
  /** Undocumented behaviour of the gateway that should differ from the defaults in `ASSUMPTIONS`. */
  readonly assumptions?: Partial<Assumptions>;
  /** What happens to sent messages by itself; `'off'`, nothing. */
  readonly automaticAcks?: 'off' | readonly AutomaticAck[];
  /** Whether the server also has the page in the browser and its control plane, for this machine only; `true`. */
  readonly page?: boolean;
  /**
   * A file that brings everything back after a restart, written soon after each change and by `close`; none. If it
   * exists, it wins over `seed`, `apiKey`, `accounts`, `assumptions` and `automaticAcks`.
   */
  readonly stateFile?: string;
  /** Limits that should differ from the defaults. */
  readonly limits?: Partial<Limits>;
}

/** Options with every default filled in. */
export interface ResolvedOptions {
  readonly seed: number | string;
  readonly port: number;
  readonly host: string;
  readonly apiKey: string | undefined;
  readonly accounts: readonly AccountOptions[];
  readonly clock: Clock;
  readonly assumptions: Assumptions;
  readonly automaticAcks: readonly AutomaticAck[];
  readonly page: boolean;
  readonly stateFile: string | undefined;
  readonly limits: Limits;
}

const DEFAULT_LIMITS: Limits = {
  bodyBytes: 100 * 1024 * 1024,
  storedBytes: 256 * 1024 * 1024,
  messages: 1000,
  events: 1000,
  deliveries: 1000,
  requests: 1000,
  chats: 1000,
  sessions: 1000,
  users: 1000,
};

function checkLimits(limits: Limits): Limits {
  for (const [name, value] of Object.entries(limits) as [string, unknown][]) {
    if (typeof value === 'number' && value >= 1) continue;
    throw new TypeError(`The limit ${name} is a number of at least 1, not ${String(value)}.`);
  }
  return limits;
}

/** True for what a webhook can be: an absolute http or https URL. */
export function isWebhookUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:';
}

const MOST_ACK_STEPS = 20;
/** Delivery states: failed, pending, server, delivered, read, played (WhatsApp reference 2.1). */
const ACKS: readonly unknown[] = [-1, 0, 1, 2, 3, 4];

/**
 * Checks what happens to sent messages by itself.
 * @throws TypeError when a step is impossible or there are too many.
 */
export function checkAutomaticAcks(steps: readonly AutomaticAck[]): readonly AutomaticAck[] {
  if (steps.length > MOST_ACK_STEPS) {
    throw new TypeError(`A message gets at most ${MOST_ACK_STEPS} automatic acks, not ${steps.length}.`);
  }
  for (const { ack, afterMs } of steps as readonly { ack: unknown; afterMs: unknown }[]) {
    const isTime = typeof afterMs === 'number' && afterMs >= 0 && Number.isFinite(afterMs);
    if (ACKS.includes(ack) && isTime) continue;
    throw new TypeError(
      `An automatic ack is -1 to 4 after 0 or more milliseconds, not ${String(ack)} after ${String(afterMs)}.`,
    );
  }
  return steps.map(({ ack, afterMs }) => ({ ack, afterMs }));
}

function checkAccount(account: AccountOptions): AccountOptions {
  if (account.wid !== undefined && !/^\d+@c\.us$/.test(account.wid)) {
    throw new TypeError(`The wid of an account looks like 79990000001@c.us, not like ${account.wid}.`);
  }
  if (account.callback !== undefined && !isWebhookUrl(account.callback)) {
    throw new TypeError(`The callback of an account is an http or https URL, not ${account.callback}.`);
  }
  return account;
}

/**
 * Checks options and fills in the defaults.
 * @param environment The process environment, asked for NODE_ENV.
 * @throws Error in production; TypeError when an option is impossible.
 */
export function resolveOptions(
  options: SimulatorOptions,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedOptions {
  if (environment['NODE_ENV'] === 'production') {
    throw new Error(
      'The WhatsGate simulator does not start with NODE_ENV=production: it is a stand-in for tests and development. ' +
        'Point the bot at the real gateway, or unset NODE_ENV.',
    );
  }
  const accounts = options.accounts ?? [{}];
  if (accounts.length === 0) throw new TypeError('The simulator needs at least one account.');
  return {
    seed: options.seed ?? 1,
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    apiKey: options.apiKey,
    accounts: accounts.map(checkAccount),
    clock: options.clock ?? realClock(),
    assumptions: changeAssumptions(defaultAssumptions(), options.assumptions ?? {}),
    automaticAcks: checkAutomaticAcks(
      options.automaticAcks === undefined || options.automaticAcks === 'off' ? [] : options.automaticAcks,
    ),
    stateFile: options.stateFile,
    page: options.page ?? true,
    limits: checkLimits({ ...DEFAULT_LIMITS, ...options.limits }),
  };
}
