import { LRUCache } from 'lru-cache';
import { recipientOf } from '../activity/recipient';
import type { WhatsGateClient } from '../whatsgate/client';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import type { ChatAddress } from './accounts';

/** The gateway shows "typing" for 15 s; asking again earlier shows nothing new. */
const TYPING_AGAIN_AFTER_MS = 10_000;

/** Shows "typing" to people, no more often than it changes anything. */
export class TypingIndicator {
  readonly #client: Pick<WhatsGateClient, 'typing'>;
  readonly #logger: Logger;
  readonly #closing: AbortSignal | undefined;
  readonly #shown = new LRUCache<string, true>({ max: 10_000, ttl: TYPING_AGAIN_AFTER_MS });

  /** @param closing aborted when nothing is to be shown any more. */
  constructor(client: Pick<WhatsGateClient, 'typing'>, logger: Logger, closing?: AbortSignal) {
    this.#client = client;
    this.#logger = logger;
    this.#closing = closing;
  }

  /** Best effort, and beside the queue: nobody waits for it, and its failure is no failure of the turn. */
  show({ whatsappId, chatId }: ChatAddress): void {
    const key = `${whatsappId} ${chatId}`;
    if (this.#closing?.aborted === true || this.#shown.has(key)) return;
    this.#shown.set(key, true);
    this.#client.typing(whatsappId, recipientOf(chatId), this.#closing).catch((error: unknown) => {
      this.#logger.debug('The typing indicator could not be shown.', {
        reason: presentableCause(error, []),
      });
    });
  }
}
