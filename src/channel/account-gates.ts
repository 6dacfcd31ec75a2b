import type { InboxStore } from '../inbox/store';
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

/** How often the gateway is asked whether an account is back while somebody waits: its `ready` may go elsewhere. */
const ASK_AGAIN_AFTER_MS = 10_000;
/** How old the news of other processes may be. */
const NEWS_LAST_MS = 5000;
const REMEMBERED_MS = 7 * 24 * 60 * 60_000;

/** Holds back the sends of accounts that are disconnected, until they are ready again. */
export class AccountGates {
  readonly #parts: AccountGatesParts;
  /** Accounts that are disconnected; aborted when one is ready. */
  readonly #closed = new Map<string, AbortController>();
  readonly #askedAt = new Map<string, number>();

  constructor(parts: AccountGatesParts) {
    this.#parts = parts;
  }

  /** Accounts that are held back. */
  get closed(): readonly string[] {
    return [...this.#closed.keys()];
  }

  /** The account was unlinked: its sends wait from now on. */
  close(whatsappId: string): void {
    this.#shut(whatsappId);
    this.#tell(this.#parts.store.set(keyOf(whatsappId), true, REMEMBERED_MS));
  }

  /** The account works: its sends go on. */
  open(whatsappId: string): void {
    if (this.#release(whatsappId) || this.#parts.isShared)
      this.#tell(this.#parts.store.delete(keyOf(whatsappId)));
  }

  /** Whether a send of the account has to wait. What other processes know is learnt beside, for the next send. */
  isClosed(whatsappId: string): boolean {
    if (this.#parts.isShared) this.#refresh(whatsappId);
    return this.#closed.has(whatsappId);
  }

  /**
   * Waits until the account is ready.
   * @throws WhatsGateDisconnectedError when that takes too long, WhatsGateClosedError when the adapter closes.
   */
  async opened(whatsappId: string): Promise<void> {
    const { timeoutMs, closing } = this.#parts;
    for (let waitedMs = 0; ; waitedMs += ASK_AGAIN_AFTER_MS) {
      const gate = this.#closed.get(whatsappId);
      if (gate === undefined || (await this.#isReady(whatsappId))) return;
      const leftMs = timeoutMs - waitedMs;
      if (leftMs <= 0) break;
      await pause(Math.min(ASK_AGAIN_AFTER_MS, leftMs), AbortSignal.any([gate.signal, closing]));
      if (closing.aborted) throw closedBeforeSend();
    }
    throw new WhatsGateDisconnectedError(
      `The account was unlinked from WhatsApp and was not ready again within ${timeoutMs} ms (option disconnectTimeoutMs). ` +
        'Link it in the WhatsGate dashboard. Nothing was sent.',
      { retryable: true },
    );
  }

  #shut(whatsappId: string): void {
    if (!this.#closed.has(whatsappId)) this.#closed.set(whatsappId, new AbortController());
  }

  #release(whatsappId: string): boolean {
    const gate = this.#closed.get(whatsappId);
    this.#closed.delete(whatsappId);
    gate?.abort();
    return gate !== undefined;
  }

  async #isReady(whatsappId: string): Promise<boolean> {
    try {
      const { items } = await this.#parts.client.getSessions({ whatsappId }, this.#parts.closing);
      const session = items.find(({ unique_id: id }) => id === whatsappId);
      if (session?.status !== 'READY') return false;
      this.open(whatsappId);
      return true;
    } catch (error) {
      this.#parts.logger.debug('The gateway could not be asked whether an account is ready.', {
        reason: presentableCause(error, []),
      });
      return false;
    }
  }

  #refresh(whatsappId: string): void {
    const now = Date.now();
    if (now - (this.#askedAt.get(whatsappId) ?? 0) < NEWS_LAST_MS) return;
    this.#askedAt.set(whatsappId, now);
    const learn = async (): Promise<void> => {
      if ((await this.#parts.store.get(keyOf(whatsappId))) === true) this.#shut(whatsappId);
      else this.#release(whatsappId);
    };
    this.#tell(learn());
  }

  #tell(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#parts.logger.debug('The store could not be told or asked whether an account is ready.', {
        reason: presentableCause(error, []),
      });
    });
  }
}

function keyOf(whatsappId: string): string {
  return `disconnected/${whatsappId}`;
}
