import { BoundedList } from './bounded-list';
import type { Limits } from './options';
import type { RequestRecord } from './requests';

/** A message that the bot sent, as a test wants to see it. */
export interface OutgoingMessage {
  /** Long id. */
  readonly id: string;
  /** Chat that it went to: the id of a user or of a group. */
  readonly to: string;
  /** What the bot said in `message.type`: `text`, `image`, `sticker`, `doc` or `voice`. */
  readonly type: string;
  /** Text or caption. */
  readonly body?: string;
  /** Long id of the message that it replies to. */
  readonly quote?: string;
  readonly media?: { readonly mimetype: string; readonly filename?: string; readonly data: Buffer };
  /** WhatsappID of the account that sent it. */
  readonly account: string;
  /** The `send` request that it came with. */
  readonly request: RequestRecord;
}

/** Which message a waiter wants. */
export interface OutgoingFilter {
  readonly account?: string;
  readonly to?: string;
}

interface Waiter {
  readonly filter: OutgoingFilter;
  readonly resolve: (message: OutgoingMessage) => void;
  readonly reject: (error: Error) => void;
}

function matches(message: OutgoingMessage, { account, to }: OutgoingFilter): boolean {
  return (account === undefined || account === message.account) && (to === undefined || to === message.to);
}

/** Messages that nobody has taken yet, and waiters that nobody has served yet. */
export class OutgoingQueue {
  readonly #untaken: BoundedList<OutgoingMessage>;
  #waiters: readonly Waiter[] = [];

  constructor(limits: Limits) {
    this.#untaken = new BoundedList({ entries: limits.messages, bytes: limits.storedBytes });
  }

  /** The messages that nobody has taken, oldest first. */
  get untaken(): readonly OutgoingMessage[] {
    return this.#untaken.items;
  }

  /** Gives a message to the first waiter that wants it, or keeps it. */
  add(message: OutgoingMessage): void {
    const waiter = this.#waiters.find(({ filter }) => matches(message, filter));
    if (waiter === undefined) {
      this.#untaken.add(message, message.media?.data.length ?? 0);
      return;
    }
    this.#remove(waiter);
    waiter.resolve(message);
  }

  /**
   * Takes the oldest message that fits, waiting for it if need be.
   * @param timeoutMs Real milliseconds, whatever the simulator's clock.
   * @param explain The sentence to reject with when the time is up.
   */
  take(filter: OutgoingFilter, timeoutMs: number, explain: () => string): Promise<OutgoingMessage> {
    const message = this.#untaken.take((candidate) => matches(candidate, filter));
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiter.reject(new Error(explain())), timeoutMs);
      const settle = (): void => {
        clearTimeout(timer);
        this.#remove(waiter);
      };
      const waiter: Waiter = {
        filter,
        resolve: (taken) => {
          settle();
          resolve(taken);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      this.#waiters = [...this.#waiters, waiter];
    });
  }

  /** Forgets the messages and rejects every waiter with a sentence. */
  clear(reason: string): void {
    this.#untaken.clear();
    for (const waiter of this.#waiters) waiter.reject(new Error(reason));
  }

  #remove(waiter: Waiter): void {
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
  }
}
