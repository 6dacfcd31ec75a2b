import { LRUCache } from 'lru-cache';
import { InboxFullError, WhatsGateClosedError } from '../whatsgate/errors';
import type { Acceptance, Inbox, InboxHandler, InboxItem, InboxStatus } from './inbox';
import { Lanes } from './lanes';
import { waitAtMost } from './timer';

/** Bounds of the memory engine. */
export interface MemoryInboxOptions {
  /** The most items that may wait or run; more are refused, and the gateway repeats them. Default 10,000. */
  readonly capacity?: number;
  /**
   * How many ids are remembered to recognise repeats. The gateway's last repeat comes 60 s after the first
   * delivery, so this has to outlast 60 s of traffic. Default 100,000.
   */
  readonly remembered?: number;
}

const DONE = Promise.resolve();

/** The engine without a store: what was not handled when the process dies comes back by the gateway's own repeats. */
export function memoryInbox(options: MemoryInboxOptions = {}): Inbox {
  return new MemoryInbox(options.capacity ?? 10_000, options.remembered ?? 100_000);
}

class MemoryInbox implements Inbox {
  readonly #lanes = new Lanes();
  readonly #capacity: number;
  /** Items that wait or run. */
  readonly #open = new Map<string, Promise<void>>();
  /** Items that were handled. */
  readonly #done: LRUCache<string, true>;
  #handle: InboxHandler | undefined;
  #closed = false;

  constructor(capacity: number, remembered: number) {
    this.#capacity = capacity;
    this.#done = new LRUCache({ max: remembered });
  }

  start(handle: InboxHandler): Promise<void> {
    this.#handle = handle;
    return DONE;
  }

  accept(item: InboxItem): Promise<Acceptance> {
    const open = this.#open.get(item.id);
    if (open !== undefined) return Promise.resolve({ outcome: 'duplicate', handled: open });
    if (this.#done.has(item.id)) return Promise.resolve({ outcome: 'duplicate', handled: DONE });
    const handle = this.#handle;
    if (this.#closed || handle === undefined) return Promise.reject(closedError());
    if (this.#lanes.waiting + this.#lanes.active >= this.#capacity) return Promise.reject(this.#fullError());
    const handled = this.#lanes.run(item.key, () => handle(item));
    this.#open.set(item.id, handled);
    handled.then(
      () => {
        this.#open.delete(item.id);
        this.#done.set(item.id, true);
      },
      () => this.#open.delete(item.id),
    );
    return Promise.resolve({ outcome: 'accepted', handled });
  }

  run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return this.#closed ? Promise.reject(closedError()) : this.#lanes.run(key, work);
  }

  status(): Promise<InboxStatus> {
    return Promise.resolve({ queued: this.#lanes.waiting, active: this.#lanes.active });
  }

  async close(graceMs: number): Promise<number> {
    this.#closed = true;
    await waitAtMost(this.#lanes.idle(), graceMs);
    return this.#lanes.waiting + this.#lanes.active;
  }

  #fullError(): InboxFullError {
    return new InboxFullError(
      `The inbox holds ${this.#capacity} events and takes no more for now. The bot is slower than its users: ` +
        'make its turns shorter, or raise the capacity.',
      { retryable: true },
    );
  }
}

function closedError(): WhatsGateClosedError {
  return new WhatsGateClosedError('The adapter is closed and takes nothing new.', { retryable: true });
}
