import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { GatewayMessage, Recipient, SendRequest } from '../whatsgate/wire';

const REMEMBERED_SENDS = 10_000;
const REMEMBERED_QUEUED = 1000;

/** Starts the ids of messages that were queued and have no WhatsApp id yet; never a long message id. */
const QUEUED_PREFIX = 'queued:';

interface QueuedSend {
  readonly queuedId: string;
  readonly whatsappId: string;
  readonly chatId: string;
  readonly body: string;
}

/**
 * Remembers what this adapter has sent: to know its own messages when events bring them back, and to match
 * `sent` events to asynchronous sends. The gateway's answer to those has no id and takes no reference,
 * so account, chat and text are compared, oldest first.
 */
export class SentMessages {
  readonly #ids = new LRUCache<string, true>({ max: REMEMBERED_SENDS });
  /** What messages were matched to: several events (`create`, `sent`) may tell of one. */
  readonly #matches = new LRUCache<string, string>({ max: REMEMBERED_QUEUED });
  #queued: QueuedSend[] = [];

  /** Remembers the id of a message that was sent. */
  remember(messageId: string): void {
    this.#ids.set(messageId, true);
  }

  /** Remembers a queued message and gives the id that stands for it until it is sent. */
  queue(request: SendRequest): string {
    const queuedId = QUEUED_PREFIX + randomUUID();
    this.#queued.push({
      queuedId,
      whatsappId: request.WhatsappID,
      chatId: chatOfRecipient(request.recipient),
      body: request.message.body ?? '',
    });
    if (this.#queued.length > REMEMBERED_QUEUED) this.#queued.shift();
    return queuedId;
  }

  /** The id that a queued message was answered with; the match is used up, but for this very message. */
  takeQueued(whatsappId: string, chatId: string, message: GatewayMessage): string | undefined {
    const earlier = message.id === undefined ? undefined : this.#matches.get(message.id);
    if (earlier !== undefined) return earlier;
    const match = this.#queued.find(
      (send) =>
        send.whatsappId === whatsappId && send.chatId === chatId && send.body === (message.body ?? ''),
    );
    if (match === undefined) return undefined;
    this.#queued = this.#queued.filter((send) => send !== match);
    if (message.id !== undefined) this.#matches.set(message.id, match.queuedId);
    return match.queuedId;
  }

  /** Whether a message of the account was sent from here. */
  has(messageId: string | undefined): boolean {
    return messageId !== undefined && this.#ids.has(messageId);
  }
}

/** The chat that a message to this recipient goes to. */
export function chatOfRecipient(recipient: Recipient): string {
  if ('id' in recipient) return recipient.id;
  return `${recipient.number}@${recipient.type === 'group' ? 'g.us' : 'c.us'}`;
}
