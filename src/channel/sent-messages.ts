import { createHash, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { RecentIds } from '../inbox/recent-ids';
import type { InboxStore, StoredValue } from '../inbox/store';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import type { GatewayMessage, Recipient, SendRequest } from '../whatsgate/wire';

const REMEMBERED_SENDS = 10_000;
const REMEMBERED_QUEUED = 1000;

/** Starts the ids of messages that were queued and have no WhatsApp id yet; never a long message id. */
const QUEUED_PREFIX = 'queued:';

/** How long a durable inbox knows a sent message: its events may come late, after an outage. */
const STORED_SENDS_MS = 24 * 60 * 60_000;
/** How long a queued one is known, which has no id yet: another one with the same text would be taken for it. */
const QUEUED_MS = 10 * 60_000;

/** What is known of a message of the account. */
export interface KnownMessage {
  /** The id that an asynchronous send had answered with. */
  readonly queuedId: string | undefined;
  /** Whether it was sent by a bot: by this process, or by one that shares its inbox. */
  readonly isSent: boolean;
}

/** What sent messages are remembered with. */
export interface SentMessagesParts {
  /** The store of a durable inbox, which other processes, and this one after a restart, look into. */
  readonly store: InboxStore;
  /** Whether messages are sent without an id for an answer. */
  readonly async: boolean;
  readonly logger: Logger;
}

interface QueuedSend {
  readonly queuedId: string;
  readonly whatsappId: string;
  readonly chatId: string;
  readonly body: string;
  /** By the clock that is never set, in milliseconds. */
  readonly queuedAt: number;
}

/**
 * Remembers what this adapter has sent: to know its own messages when events bring them back, and to match
 * `sent` events to asynchronous sends. The gateway's answer to those has no id and takes no reference,
 * so account, chat and text are compared, oldest first. With a durable inbox its store remembers them as well.
 */
export class SentMessages {
  readonly #ids = new RecentIds(REMEMBERED_SENDS);
  /** What messages were matched to: several events (`create`, `sent`) may tell of one. */
  readonly #matches = new LRUCache<string, string>({ max: REMEMBERED_QUEUED });
  readonly #parts: SentMessagesParts | undefined;
  #queued: QueuedSend[] = [];
  #underWay = 0;

  /** @param parts left out with an inbox that forgets: then this process alone has to know. */
  constructor(parts?: SentMessagesParts) {
    this.#parts = parts;
  }

  /** Whether a message that is not known here may be one that was sent: here and not answered yet, or elsewhere. */
  get mayKnowLater(): boolean {
    return this.#parts !== undefined || this.#underWay > 0;
  }

  /** Whether other processes may have sent messages. */
  get isShared(): boolean {
    return this.#parts !== undefined;
  }

  /** Notes that a send begins: events may tell of its message before it is answered. */
  sendBegins(): void {
    this.#underWay += 1;
  }

  /** Notes that it has ended. */
  sendEnds(): void {
    this.#underWay -= 1;
  }

  /** Remembers the id of a message that was sent. The store hears of it beside, so that the send need not wait. */
  remember(messageId: string, queuedId?: string): void {
    this.#ids.add(messageId);
    if (messageId !== '') this.#store(sentKey(messageId), queuedId ?? true, STORED_SENDS_MS);
  }

  /** What is known of a message of the account in this process. */
  recognise(whatsappId: string, chatId: string, message: GatewayMessage): KnownMessage {
    const queuedId = this.takeQueued(whatsappId, chatId, message);
    if (queuedId !== undefined && message.id !== undefined) this.remember(message.id, queuedId);
    return { queuedId, isSent: queuedId !== undefined || this.has(message.id) };
  }

  /** The same, with what other processes know. @throws when the store cannot be read. */
  async lookUp(whatsappId: string, chatId: string, message: GatewayMessage): Promise<KnownMessage> {
    const known = this.recognise(whatsappId, chatId, message);
    if (known.isSent || this.#parts === undefined || message.id === undefined) return known;
    const { store, async } = this.#parts;
    const stored =
      (await store.get(sentKey(message.id))) ??
      (async ? await store.get(queuedKey(whatsappId, chatId, bodyOf(message))) : undefined);
    if (typeof stored !== 'string') return { queuedId: undefined, isSent: stored === true };
    this.#matches.set(message.id, stored);
    this.remember(message.id, stored);
    return { queuedId: stored, isSent: true };
  }

  /** Whether a message was sent from here, or by another process. A store that cannot be read knows nothing. */
  async isKnown(messageId: string): Promise<boolean> {
    if (this.has(messageId) || this.#parts === undefined) return this.has(messageId);
    const stored = await this.#parts.store.get(sentKey(messageId)).catch(() => undefined);
    return stored !== undefined || this.has(messageId);
  }

  /** Remembers a queued message and gives the id that stands for it until it is sent. */
  queue(request: SendRequest): string {
    const queuedId = QUEUED_PREFIX + randomUUID();
    this.#queued.push({
      queuedId,
      whatsappId: request.WhatsappID,
      chatId: chatOfRecipient(request.recipient),
      body: bodyOf(request.message),
      queuedAt: performance.now(),
    });
    if (this.#queued.length > REMEMBERED_QUEUED) this.#queued.shift();
    if (this.#parts !== undefined) {
      const key = queuedKey(request.WhatsappID, chatOfRecipient(request.recipient), bodyOf(request.message));
      this.#store(key, queuedId, QUEUED_MS);
    }
    return queuedId;
  }

  /** The id that a queued message was answered with; the match is used up, but for this very message. */
  takeQueued(whatsappId: string, chatId: string, message: GatewayMessage): string | undefined {
    const earlier = message.id === undefined ? undefined : this.#matches.get(message.id);
    if (earlier !== undefined) return earlier;
    const oldest = performance.now() - QUEUED_MS;
    const body = bodyOf(message);
    const match = this.#queued.find(
      (send) =>
        send.queuedAt > oldest &&
        send.whatsappId === whatsappId &&
        send.chatId === chatId &&
        send.body === body,
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

  #store(key: string, value: StoredValue, expiresInMs: number): void {
    if (this.#parts === undefined) return;
    const { store, logger } = this.#parts;
    store.set(key, value, expiresInMs).catch((error: unknown) => {
      logger.debug('A sent message could not be remembered; other processes may take it for a foreign one.', {
        reason: presentableCause(error, []),
      });
    });
  }
}

function sentKey(messageId: string): string {
  return `sent/${messageId}`;
}

/** What a message is compared by; the gateway may cut blanks off a text. */
function bodyOf({ body = '' }: Pick<GatewayMessage, 'body'>): string {
  return body.trim();
}

/** Of the text, only a hash is kept. */
function queuedKey(whatsappId: string, chatId: string, body: string): string {
  return `queued/${createHash('sha256')
    .update(JSON.stringify([whatsappId, chatId, body]))
    .digest('base64url')}`;
}

/** The chat that a message to this recipient goes to. */
export function chatOfRecipient(recipient: Recipient): string {
  if ('id' in recipient) return recipient.id;
  return `${recipient.number}@${recipient.type === 'group' ? 'g.us' : 'c.us'}`;
}
