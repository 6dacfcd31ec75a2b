import { LRUCache } from 'lru-cache';
import { chatOfEvent } from '../activity/inbound';
import type { AckEvent, GatewayEvent, OwnMessageEvent } from '../whatsgate/event';
import { isProgress, receiptStatus } from '../whatsgate/receipt';
import type { Accounts } from './accounts';
import type { ChannelEmitter, OwnMessage } from './events';
import type { SentMessages } from './sent-messages';

const REMEMBERED_RECEIPTS = 10_000;

/** Tells the adapter's listeners what events mean that are not for the bot. */
export class Notices {
  readonly #emitter: ChannelEmitter;
  readonly #accounts: Accounts;
  readonly #sentMessages: SentMessages;
  /** The best `ack` of each message so far. */
  readonly #acks = new LRUCache<string, number>({ max: REMEMBERED_RECEIPTS });

  constructor(emitter: ChannelEmitter, accounts: Accounts, sentMessages: SentMessages) {
    this.#emitter = emitter;
    this.#accounts = accounts;
    this.#sentMessages = sentMessages;
  }

  /** Tells about one event; messages of other people are nothing to be told here. */
  tell(event: GatewayEvent): void {
    const { whatsappId } = event;
    switch (event.kind) {
      case 'message':
        return;
      case 'ack':
        this.#tellReceipt(event);
        return;
      case 'sent':
      case 'create':
        this.#tellOwnMessage(event);
        return;
      case 'ready':
        this.#accounts.learn(whatsappId, event.number, event.pushname);
        this.#emitter.emit('ready', { whatsappId, number: event.number, name: event.pushname });
        return;
      case 'disconnect':
        this.#emitter.emit('disconnect', { whatsappId });
        return;
      case 'error':
        this.#emitter.emit('gatewayError', { whatsappId, name: event.name, description: event.description });
        return;
      case 'media':
        this.#emitter.emit('media', event);
        return;
      case 'unsupported':
        this.#emitter.emit('unsupported', event);
    }
  }

  #tellReceipt(event: AckEvent): void {
    const { whatsappId, messageId, ack } = event;
    const status = receiptStatus(ack);
    const chatId = chatOfEvent(event);
    const key = `${whatsappId} ${messageId}`;
    if (status === undefined || chatId === undefined || !isProgress(this.#acks.get(key), ack)) return;
    this.#acks.set(key, ack);
    this.#emitter.emit('receipt', {
      whatsappId,
      conversationId: this.#accounts.conversationId({ whatsappId, chatId }),
      messageId,
      status,
      ack,
      timestamp: event.date ?? new Date(),
    });
  }

  #tellOwnMessage(event: OwnMessageEvent): void {
    const { whatsappId, message } = event;
    const chatId = chatOfEvent(event);
    if (chatId === undefined) return;
    const queuedId = this.#sentMessages.takeQueued(whatsappId, chatId, message);
    if (queuedId !== undefined && message.id !== undefined) this.#sentMessages.remember(message.id);
    const own: OwnMessage = {
      whatsappId,
      conversationId: this.#accounts.conversationId({ whatsappId, chatId }),
      messageId: message.id,
      queuedId,
      sentByAdapter: queuedId !== undefined || this.#sentMessages.has(message.id),
      message,
    };
    this.#emitter.emit(event.kind === 'sent' ? 'sent' : 'ownMessage', own);
  }
}
