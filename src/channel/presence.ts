import { recipientOf } from '../activity/recipient';
import type { WhatsGateClient } from '../whatsgate/client';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import type { ChatAddress } from './accounts';
import { turnKey } from './event-key';
import type { Manners } from './options/manners';

/** The gateway shows "typing" for 15 s. */
const SHOW_AGAIN_AFTER_MS = 12_000;
/** A turn that takes longer looks like one that hangs. */
const LONGEST_THINKING_MS = 10 * 60_000;
/** How many chats are marked as seen at once: after an outage thousands of messages are accepted in a moment. */
const MOST_AT_ONCE = 4;
/** How many may wait for that; nobody misses the mark of one more. */
const MOST_WAITING = 10_000;

/** What presence works with. */
export interface PresenceParts {
  readonly client: Pick<WhatsGateClient, 'seen'>;
  readonly showTyping: (address: ChatAddress) => void;
  readonly manners: Pick<Manners, 'seen' | 'typing'>;
  readonly logger: Logger;
  /** Aborted when nothing is to be shown any more. */
  readonly closing: AbortSignal;
}

/** Shows people that somebody reads and thinks. Nothing waits for it, and its failures are none of the bot's. */
export class Presence {
  readonly #parts: PresenceParts;
  /** Chats that are to be marked as seen, each once, however much was written. */
  readonly #unseen = new Map<string, ChatAddress>();
  #marking = 0;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Whether manners ask for any of it. */
  static isWanted({ seen, typing }: Manners): boolean {
    return seen || typing;
  }

  /** Marks a chat as seen, if manners say so. */
  see(address: ChatAddress): void {
    if (!this.#parts.manners.seen || this.#unseen.size >= MOST_WAITING) return;
    this.#unseen.set(turnKey(address), address);
    this.#markNext();
  }

  #markNext(): void {
    const [next] = this.#unseen;
    if (next === undefined || this.#marking >= MOST_AT_ONCE || this.#parts.closing.aborted) return;
    const [key, { whatsappId, chatId }] = next;
    this.#unseen.delete(key);
    this.#marking += 1;
    this.#parts.client
      .seen(whatsappId, recipientOf(chatId), this.#parts.closing)
      .catch((error: unknown) => {
        this.#parts.logger.debug('A chat could not be marked as seen.', {
          reason: presentableCause(error, []),
        });
      })
      .finally(() => {
        this.#marking -= 1;
        this.#markNext();
      });
  }

  /** Shows "typing" while work goes on, if manners say so. */
  async during<Result>(address: ChatAddress, work: () => Promise<Result>): Promise<Result> {
    if (!this.#parts.manners.typing) return work();
    this.#parts.showTyping(address);
    let shownMs = 0;
    const timer = setInterval(() => {
      shownMs += SHOW_AGAIN_AFTER_MS;
      if (shownMs > LONGEST_THINKING_MS) clearInterval(timer);
      else this.#parts.showTyping(address);
    }, SHOW_AGAIN_AFTER_MS);
    // A turn that hangs must not keep the process of a closed adapter.
    timer.unref();
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }
}
