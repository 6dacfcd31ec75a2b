import { recipientOf } from '../activity/recipient';
import type { WhatsGateClient } from '../whatsgate/client';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import type { ChatAddress } from './accounts';
import type { Manners } from './options/manners';

/** The gateway shows "typing" for 15 s. */
const SHOW_AGAIN_AFTER_MS = 12_000;
/** A turn that takes longer looks like one that hangs. */
const LONGEST_THINKING_MS = 10 * 60_000;

/** What presence works with. */
export interface PresenceParts {
  readonly client: Pick<WhatsGateClient, 'seen'>;
  readonly showTyping: (address: ChatAddress) => void;
  readonly manners: Pick<Manners, 'seen' | 'typing'>;
  readonly logger: Logger;
}

/** Shows people that somebody reads and thinks. Nothing waits for it, and its failures are none of the bot's. */
export class Presence {
  readonly #parts: PresenceParts;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
  }

  /** Whether manners ask for any of it. */
  static isWanted({ seen, typing }: Manners): boolean {
    return seen || typing;
  }

  /** Marks a chat as seen, if manners say so. */
  see({ whatsappId, chatId }: ChatAddress): void {
    if (!this.#parts.manners.seen) return;
    this.#parts.client.seen(whatsappId, recipientOf(chatId)).catch((error: unknown) => {
      this.#parts.logger.debug('A chat could not be marked as seen.', {
        reason: presentableCause(error, []),
      });
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
