import type { Step } from '../activity/outbound';
import { quoteFor } from '../activity/quote';
import type { QuotePolicy } from '../activity/types';
import type { WhatsGateClient } from '../whatsgate/client';
import { withSentIds } from '../whatsgate/errors';
import type { Logger } from '../whatsgate/logger';
import { formatMessageId } from '../whatsgate/message-id';
import { presentableCause } from '../whatsgate/redact';
import type { GatewayMessage, OutgoingMessage, SendRequest } from '../whatsgate/wire';
import { openFileMessage, type FileParts } from './file-message';
import type { Pacing } from './pacing';
import type { Parcel } from './parcel';
import { refusesQuote } from './send-errors';
import type { SendingTurn } from './sending-turn';
import { chatOfRecipient, type SentMessages } from './sent-messages';
import type { Strangers } from './strangers';
import type { TypingIndicator } from './typing';

/** The answer to a sent activity. */
export interface SentResource {
  /** Long id of the (first) message; `queued:…` for an asynchronous send; empty when nothing was sent. */
  id: string;
  /** All ids, when the activity became several messages. */
  ids?: string[];
}

/** What deliveries work with. */
export interface DeliveryParts {
  readonly client: Pick<WhatsGateClient, 'send'>;
  readonly media: FileParts;
  readonly sentMessages: SentMessages;
  readonly strangers: Strangers;
  readonly typing: TypingIndicator;
  /** Left out when nothing has to wait. */
  readonly pacing?: Pacing | undefined;
  readonly logger: Logger;
  readonly quoteReplies: QuotePolicy;
  readonly async: boolean;
}

/** Runs the steps of parcels, one after another. */
export class Delivery {
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /**
   * Does everything that a parcel asks for.
   * @throws WhatsGateError with `sentIds`: what went out before the failure.
   */
  async deliver(parcel: Parcel, turn: SendingTurn): Promise<SentResource> {
    const ids: string[] = [];
    let quote = this.#quoteOf(parcel, turn);
    try {
      for (const step of parcel.plan.steps) {
        if (step.kind === 'typing') this.#parts.typing.show(parcel.address);
        else if (step.kind === 'delay') await delay(step.milliseconds);
        else {
          ids.push(await this.#sendStep(step, quote, parcel, turn));
          if (quote !== undefined) turn.quoted = true;
          // One quote is enough to show what an activity answers.
          quote = undefined;
        }
      }
    } catch (error) {
      throw withSentIds(error, ids);
    }
    const [id = ''] = ids;
    return ids.length > 1 ? { id, ids } : { id };
  }

  #quoteOf({ replyToId, wishes }: Parcel, turn: SendingTurn): string | undefined {
    const policy = this.#parts.quoteReplies;
    return quoteFor({ replyToId }, { policy, turn, alreadyQuoted: turn.quoted, wish: wishes.quote });
  }

  async #sendStep(
    step: Extract<Step, { kind: 'text' | 'file' }>,
    quote: string | undefined,
    parcel: Parcel,
    turn: SendingTurn,
  ): Promise<string> {
    const { media, logger, pacing } = this.#parts;
    const body = step.kind === 'text' ? step.text : (step.caption ?? '');
    // Before a file is opened: its source would not wait so long.
    if (pacing !== undefined) await pacing.beforeSend(body, parcel.address, turn);
    if (step.kind === 'text') return this.#sendMessage({ body }, quote, parcel, turn);
    const file = await openFileMessage(step.file, step.caption, media, logger);
    try {
      return await this.#sendMessage(file.message, quote, parcel, turn);
    } finally {
      await file.release();
    }
  }

  async #sendMessage(
    message: OutgoingMessage,
    quote: string | undefined,
    { address, wishes }: Parcel,
    turn: SendingTurn,
  ): Promise<string> {
    const request = {
      WhatsappID: address.whatsappId,
      async: this.#parts.async,
      recipient: wishes.recipient ?? this.#parts.strangers.recipientOf(address.chatId),
      message,
    };
    turn.sends += 1;
    if (quote === undefined) return this.#sendOnce(request);
    try {
      return await this.#sendOnce({ ...request, message: { ...message, quote } });
    } catch (error) {
      if (!refusesQuote(error)) throw error;
      this.#parts.logger.warn('The gateway refused the quote; the message is sent without it.', {
        reason: presentableCause(error, []),
      });
      return this.#sendOnce(request);
    }
  }

  async #sendOnce(request: SendRequest): Promise<string> {
    const answer = await this.#parts.client.send(request);
    // Of the recipient, who is not the conversation when channelData names another one.
    const chatId = chatOfRecipient(request.recipient);
    this.#parts.strangers.meet(chatId);
    if (answer.queued) return this.#parts.sentMessages.queue(request);
    const id = longIdOf(answer.message, chatId);
    this.#parts.sentMessages.remember(id);
    return id;
  }
}

/** The long id of a sent message, also when the gateway gives only the short one; empty when it gives none. */
function longIdOf(message: GatewayMessage, chatId: string): string {
  if (message.id !== undefined) return message.id;
  return message._id === undefined
    ? ''
    : formatMessageId({ fromMe: true, chat: message.to ?? chatId, short: message._id });
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
