import { LRUCache } from 'lru-cache';
import type { InboxStore } from '../inbox/store';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import { isProgress } from '../whatsgate/receipt';

const REMEMBERED_RECEIPTS = 10_000;
/** How long a durable inbox knows what was told of a message. */
const STORED_RECEIPTS_MS = 24 * 60 * 60_000;

/** Remembers which receipts were told, so that none is told again: with a durable inbox in its store as well. */
export class ToldReceipts {
  readonly #store: InboxStore | undefined;
  readonly #logger: Logger;
  /** The best `ack` of each message so far. */
  readonly #acks = new LRUCache<string, number>({ max: REMEMBERED_RECEIPTS });

  /** @param store left out with an inbox that forgets. */
  constructor(store: InboxStore | undefined, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /**
   * Tells a receipt if it says something new.
   * @returns nothing when that is settled at once. What cannot be looked up is told, what cannot be noted is told again.
   */
  tell(key: string, ack: number, tell: () => void): Promise<void> | undefined {
    if (this.#store !== undefined && isProgress(this.#acks.get(key), ack))
      return this.#tellOnce(this.#store, key, ack, tell);
    this.#tellNew(key, ack, tell);
    return undefined;
  }

  async #tellOnce(store: InboxStore, key: string, ack: number, tell: () => void): Promise<void> {
    try {
      const told = await store.get(storeKey(key));
      if (typeof told === 'number') this.#acks.set(key, told);
      if (this.#tellNew(key, ack, tell)) await store.set(storeKey(key), ack, STORED_RECEIPTS_MS);
    } catch (error) {
      this.#logger.debug('The store could not be told or asked which receipts were told.', {
        reason: presentableCause(error, []),
      });
      this.#tellNew(key, ack, tell);
    }
  }

  /** Tells what this process does not know to have been told. Gives whether it did. */
  #tellNew(key: string, ack: number, tell: () => void): boolean {
    if (!isProgress(this.#acks.get(key), ack)) return false;
    this.#acks.set(key, ack);
    tell();
    return true;
  }
}

function storeKey(key: string): string {
  return `ack/${key}`;
}
