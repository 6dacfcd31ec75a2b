import { insist } from '../inbox/insist';
import type { InboxStore } from '../inbox/store';
import { waitAtMost } from '../inbox/timer';
import type { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateDisconnectedError } from '../whatsgate/errors';
import type { Logger } from '../whatsgate/logger';
import { pause } from '../whatsgate/pause';
import { presentableCause } from '../whatsgate/redact';
import { closedBeforeSend } from './send-errors';

/** What the gates work with. */
export interface AccountGatesParts {
  readonly client: Pick<WhatsGateClient, 'getSessions'>;
  /** Where other processes, and this one after a restart, see that an account is disconnected. */
  readonly store: InboxStore;
  /** Whether the store is shared with anybody. */
  readonly isShared: boolean;
  readonly logger: Logger;
  /** The longest that a send waits for its account, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborted when nobody waits for sends any more. */
  readonly closing: AbortSignal;
}

/** What is known of an account: `unknown` until somebody has told, which happens only when something changes. */
export type AccountState = 'connected' | 'disconnected' | 'unknown';

/** How often the gateway is asked whether an account is back while somebody waits: its `ready` may go elsewhere. */
const ASK_AGAIN_AFTER_MS = 10_000;
/** How long its last answer is waited for. */
const LAST_ANSWER_MS = 1000;
/** How old the news of other processes may be. */
const NEWS_LAST_MS = 5000;
/** Until its `ready` comes; a bound for accounts that never come back. */
const REMEMBERED_MS = 365 * 24 * 60 * 60_000;

/** What this process knows of an account. */
interface Account {
  /** Set while it is disconnected; aborted when it is ready. */
  gate: AbortController | undefined;
  isKnownReady: boolean;
  /** How often this process itself was told; what was asked for before the last time is out of date. */
  tidings: number;
  /** What the store has still to be told: `undefined` when it knows. */
  untold: 'disconnected' | 'ready' | undefined;
  readonly store: Inquiry;
  readonly gateway: Inquiry;
}

/** A question that is asked now and then. Whoever asks while it is being asked waits for the same answer. */
class Inquiry {
  #askedAt = 0;
  #answer: Promise<void> | undefined;

  /** Whether it was not asked for so many milliseconds. */
  isOlderThan(milliseconds: number): boolean {
    return Date.now() - this.#askedAt >= milliseconds;
  }

  /** Whether there is no answer yet. */
  get isOpen(): boolean {
    return this.#answer !== undefined;
  }

  ask(question: () => Promise<void>): Promise<void> {
    this.#askedAt = Date.now();
    this.#answer ??= question().finally(() => {
      this.#answer = undefined;
    });
    return this.#answer;
  }
}

/** Holds back the sends of accounts that are disconnected, until they are ready again. */
export class AccountGates {
  readonly #parts: AccountGatesParts;
  readonly #accounts = new Map<string, Account>();

  constructor(parts: AccountGatesParts) {
    this.#parts = parts;
  }

  /** Accounts that are held back. */
  get closed(): readonly string[] {
    return [...this.#accounts].filter(([, { gate }]) => gate !== undefined).map(([id]) => id);
  }

  /** The account was unlinked: its sends wait from now on. */
  close(whatsappId: string): void {
    const account = this.#accountOf(whatsappId);
    account.tidings += 1;
    shut(account);
    this.#tell(whatsappId, account, 'disconnected');
  }

  /** The account works: its sends go on. */
  open(whatsappId: string): void {
    const account = this.#accountOf(whatsappId);
    account.tidings += 1;
    release(account);
    this.#tell(whatsappId, account, 'ready');
  }

  /** Whether a send of the account has to wait. What other processes know is learnt beside, for the next send. */
  isClosed(whatsappId: string): boolean {
    const account = this.#accountOf(whatsappId);
    if (this.#parts.isShared) void this.#read(whatsappId, account);
    return account.gate !== undefined;
  }

  /** What is known of an account by now. */
  stateOf(whatsappId: string): AccountState {
    const account = this.#accounts.get(whatsappId);
    if (account?.gate !== undefined) return 'disconnected';
    return account?.isKnownReady === true ? 'connected' : 'unknown';
  }

  /**
   * Finds out what others know of an account, if it was not just now: other processes, and, of an account that is
   * disconnected, the gateway. Without it, a process that gets no events would never learn that it is ready again.
   * Never rejects.
   */
  async refresh(whatsappId: string): Promise<void> {
    const account = this.#accountOf(whatsappId);
    if (this.#parts.isShared) await this.#read(whatsappId, account);
    if (account.gate !== undefined && account.gateway.isOlderThan(ASK_AGAIN_AFTER_MS))
      await this.#ask(whatsappId, account);
  }

  /**
   * Waits until the account is ready.
   * @throws WhatsGateDisconnectedError when that takes too long, WhatsGateClosedError when the adapter closes.
   */
  async opened(whatsappId: string): Promise<void> {
    const { timeoutMs, closing } = this.#parts;
    const account = this.#accountOf(whatsappId);
    for (let leftMs = timeoutMs; leftMs > 0; leftMs -= ASK_AGAIN_AFTER_MS) {
      const { gate } = account;
      if (gate === undefined) return;
      // Not waited for, because the gateway may not answer, and `ready` come meanwhile. Its answer opens the gate.
      void this.#ask(whatsappId, account);
      await pause(Math.min(ASK_AGAIN_AFTER_MS, leftMs), AbortSignal.any([gate.signal, closing]));
      if (closing.aborted) throw closedBeforeSend();
    }
    if (account.gate !== undefined) await waitAtMost(this.#ask(whatsappId, account), LAST_ANSWER_MS);
    if (account.gate === undefined) return;
    if (closing.aborted) throw closedBeforeSend();
    throw new WhatsGateDisconnectedError(
      `The account was unlinked from WhatsApp and was not ready again within ${timeoutMs} ms (option disconnectTimeoutMs). ` +
        'Link it in the WhatsGate dashboard. Nothing was sent.',
      { retryable: true },
    );
  }

  #accountOf(whatsappId: string): Account {
    const known = this.#accounts.get(whatsappId);
    if (known !== undefined) return known;
    const account: Account = {
      gate: undefined,
      isKnownReady: false,
      tidings: 0,
      untold: undefined,
      store: new Inquiry(),
      gateway: new Inquiry(),
    };
    this.#accounts.set(whatsappId, account);
    return account;
  }

  /** Asks the gateway whether a disconnected account is back. All who want to know wait for one answer. */
  #ask(whatsappId: string, account: Account): Promise<void> {
    return account.gateway.ask(() => this.#askGateway(whatsappId, account));
  }

  async #askGateway(whatsappId: string, account: Account): Promise<void> {
    const { tidings } = account;
    try {
      const { items } = await this.#parts.client.getSessions({ whatsappId }, this.#parts.closing);
      const session = items.find(({ unique_id: id }) => id === whatsappId);
      if (session?.status === 'READY' && account.tidings === tidings) this.open(whatsappId);
    } catch (error) {
      this.#parts.logger.debug('The gateway could not be asked whether an account is ready.', {
        reason: presentableCause(error, []),
      });
    }
  }

  /** Reads what other processes know, at most every few seconds. */
  #read(whatsappId: string, account: Account): Promise<void> {
    const { store } = account;
    if (!store.isOpen && !store.isOlderThan(NEWS_LAST_MS)) return DONE;
    return store.ask(() => this.#readStore(whatsappId, account));
  }

  async #readStore(whatsappId: string, account: Account): Promise<void> {
    const { tidings } = account;
    try {
      const isDisconnected = (await this.#parts.store.get(keyOf(whatsappId))) === true;
      // What this process was told is newer than what the store held, also while the store has not taken it yet.
      if (account.untold !== undefined || account.tidings !== tidings) return;
      if (isDisconnected) shut(account);
      else if (account.gate !== undefined) release(account);
    } catch (error) {
      this.#parts.logger.debug('The store could not be asked whether an account is ready.', {
        reason: presentableCause(error, []),
      });
    }
  }

  /** Tells the others, as often as it takes. One word after another: two at once could change places. */
  #tell(whatsappId: string, account: Account, word: 'disconnected' | 'ready'): void {
    if (!this.#parts.isShared) return;
    const isTelling = account.untold !== undefined;
    account.untold = word;
    if (!isTelling) void this.#tellStore(whatsappId, account);
  }

  async #tellStore(whatsappId: string, account: Account): Promise<void> {
    const { store, closing } = this.#parts;
    const key = keyOf(whatsappId);
    for (let told: Account['untold']; account.untold !== told && !closing.aborted;) {
      await insist(async () => {
        const word = account.untold;
        await (word === 'ready' ? store.delete(key) : store.set(key, true, REMEMBERED_MS));
        told = word;
      }, closing);
    }
    account.untold = undefined;
  }
}

const DONE = Promise.resolve();

function shut(account: Account): void {
  account.gate ??= new AbortController();
  account.isKnownReady = false;
}

function release(account: Account): void {
  account.gate?.abort();
  account.gate = undefined;
  account.isKnownReady = true;
}

function keyOf(whatsappId: string): string {
  return `disconnected/${whatsappId}`;
}
