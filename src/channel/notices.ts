import { chatOfEvent } from '../activity/inbound';
import { insist } from '../inbox/insist';
import { WhatsGateClosedError } from '../whatsgate/errors';
import type { AckEvent, GatewayEvent, OwnMessageEvent } from '../whatsgate/event';
import { pause } from '../whatsgate/pause';
import { receiptStatus } from '../whatsgate/receipt';
import type { Accounts } from './accounts';
import type { ChannelEmitter, OwnMessage } from './events';
import type { KnownMessage, SentMessages } from './sent-messages';
import type { ToldReceipts } from './told-receipts';

/** An event may tell of a message before its send is answered, or before another process has written that down. */
const LOOK_AGAIN_AFTER_MS = [250, 750, 1000];
/** Nothing is written down any more about a message that is so old; after an outage there are many at once. */
const OLD_AFTER_MS = 60_000;
/** How many may wait at once: each takes the place of a turn, and another program may send a thousand messages. */
const MOST_WAITS = 20;

/** What notices work with. */
export interface NoticesParts {
  readonly emitter: ChannelEmitter;
  readonly accounts: Accounts;
  readonly sentMessages: SentMessages;
  readonly receipts: ToldReceipts;
}

/** Tells the adapter's listeners what events mean that are not for the bot. */
export class Notices {
  readonly #emitter: ChannelEmitter;
  readonly #accounts: Accounts;
  readonly #sentMessages: SentMessages;
  readonly #receipts: ToldReceipts;
  #waits = 0;

  constructor({ emitter, accounts, sentMessages, receipts }: NoticesParts) {
    this.#emitter = emitter;
    this.#accounts = accounts;
    this.#sentMessages = sentMessages;
    this.#receipts = receipts;
  }

  /**
   * Tells about one event; messages of other people are nothing to be told here.
   * @param signal ends the waiting for what another process may know.
   * @returns nothing when all is told at once.
   * @throws WhatsGateClosedError when the signal came first: then nothing was told.
   */
  tell(event: GatewayEvent, signal: AbortSignal): Promise<void> | undefined {
    switch (event.kind) {
      case 'ack':
        return this.#tellReceipt(event);
      case 'sent':
      case 'create':
        return this.#tellOwnMessage(event, signal);
      default:
        this.#tellAtOnce(event);
        return undefined;
    }
  }

  #tellAtOnce(event: GatewayEvent): void {
    const { whatsappId } = event;
    switch (event.kind) {
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

  #tellReceipt(event: AckEvent): Promise<void> | undefined {
    const { whatsappId, messageId, ack } = event;
    const status = receiptStatus(ack);
    const chatId = chatOfEvent(event);
    if (status === undefined || chatId === undefined) return undefined;
    return this.#receipts.tell(`${whatsappId} ${messageId}`, ack, () =>
      this.#emitter.emit('receipt', {
        whatsappId,
        conversationId: this.#accounts.conversationId({ whatsappId, chatId }),
        messageId,
        status,
        ack,
        timestamp: event.date ?? new Date(),
      }),
    );
  }

  #tellOwnMessage(event: OwnMessageEvent, signal: AbortSignal): Promise<void> | undefined {
    const { whatsappId, message } = event;
    const chatId = chatOfEvent(event);
    if (chatId === undefined) return undefined;
    const known = this.#sentMessages.recognise(whatsappId, chatId, message);
    if (known.isSent || message.id === undefined || !this.#sentMessages.mayKnowLater) {
      this.#emitOwnMessage(event, chatId, known);
      return undefined;
    }
    return this.#lookUp(event, chatId, signal).then((found) => this.#emitOwnMessage(event, chatId, found));
  }

  async #lookUp(
    { whatsappId, message, date }: OwnMessageEvent,
    chatId: string,
    signal: AbortSignal,
  ): Promise<KnownMessage> {
    const lookUp = async (): Promise<KnownMessage> => {
      // As long as it takes: a store that is away must not make a dead letter of a message.
      const known = await insist(() => this.#sentMessages.lookUp(whatsappId, chatId, message), signal);
      if (known === undefined) throw closedBefore();
      return known;
    };
    const isOld = date !== undefined && Date.now() - date.getTime() > OLD_AFTER_MS;
    for (const pauseMs of isOld ? [] : LOOK_AGAIN_AFTER_MS) {
      // Asked before: the send may end while it is looked for.
      const { mayKnowLater } = this.#sentMessages;
      const known = await lookUp();
      if (known.isSent || !mayKnowLater) return known;
      if (this.#waits >= MOST_WAITS) return known;
      this.#waits += 1;
      await pause(pauseMs, signal);
      this.#waits -= 1;
      if (signal.aborted) throw closedBefore();
    }
    return lookUp();
  }

  #emitOwnMessage(event: OwnMessageEvent, chatId: string, { queuedId, isSent }: KnownMessage): void {
    const { whatsappId, message } = event;
    const own: OwnMessage = {
      whatsappId,
      conversationId: this.#accounts.conversationId({ whatsappId, chatId }),
      messageId: message.id,
      queuedId,
      sentByAdapter: isSent,
      message,
    };
    this.#emitter.emit(event.kind === 'sent' ? 'sent' : 'ownMessage', own);
  }
}

function closedBefore(): WhatsGateClosedError {
  return new WhatsGateClosedError('The adapter was closed before an event was told.');
}
