import { LRUCache } from 'lru-cache';
import { messageTypeOf, planActivity, type Plan, type PlannedFile, type Step } from '../activity/outbound';
import { readOutboundChannelData, type OutboundChannelData } from '../activity/outbound-options';
import { quoteFor } from '../activity/quote';
import { recipientOf } from '../activity/recipient';
import type { OutboundActivity, QuotePolicy, TurnFacts } from '../activity/types';
import { Lanes } from '../inbox/lanes';
import { resolveFile, type MediaAccess } from '../media/resolve';
import type { WhatsGateClient } from '../whatsgate/client';
import { contactId } from '../whatsgate/chat-id';
import {
  WhatsGateActivityError,
  WhatsGateAnswerError,
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  WhatsGateError,
  WhatsGateRateLimitError,
  withSentIds,
} from '../whatsgate/errors';
import type { Logger } from '../whatsgate/logger';
import { formatMessageId } from '../whatsgate/message-id';
import { presentableCause } from '../whatsgate/redact';
import type { GatewayMessage, OutgoingMessage, Recipient, SendRequest } from '../whatsgate/wire';
import type { Accounts, ChatAddress } from './accounts';
import { chatOfRecipient, type SentMessages } from './sent-messages';

/** The answer to a sent activity. */
export interface SentResource {
  /** Long id of the (first) message; `queued:…` for an asynchronous send; empty when nothing was sent. */
  id: string;
  /** All ids, when the activity became several messages. */
  ids?: string[];
}

/** What is known of the turn that sends. */
export interface SendingTurn extends TurnFacts {
  /** Set by the outbox once a message of the turn has quoted. */
  quoted: boolean;
}

/** What the outbox works with. */
export interface OutboxParts {
  readonly client: Pick<WhatsGateClient, 'send' | 'typing'>;
  readonly accounts: Accounts;
  readonly media: MediaAccess;
  readonly sentMessages: SentMessages;
  readonly logger: Logger;
  readonly quoteReplies: QuotePolicy;
  readonly async: boolean;
}

/** The gateway shows "typing" for 15 s; asking again earlier shows nothing new. */
const TYPING_AGAIN_AFTER_MS = 10_000;

/** An activity ready to be sent. */
interface Parcel {
  /** Where its answer belongs. */
  readonly index: number;
  readonly replyToId: string | undefined;
  readonly wishes: OutboundChannelData;
  readonly plan: Plan;
  readonly address: ChatAddress;
}

/**
 * Sends activities: one send at a time per conversation, in the order in which they were given, also when a bot
 * sends several at once without waiting.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #lanes = new Lanes();
  readonly #typing = new LRUCache<string, true>({ max: 10_000, ttl: TYPING_AGAIN_AFTER_MS });
  /** Chats that were opened by phone number and have not been written to yet. */
  readonly #byNumber = new LRUCache<string, string>({ max: 10_000 });

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** The chat of a phone number. The first message to it goes out by number, as the gateway wants it for strangers. */
  openByNumber(number: string): string {
    const chatId = contactId(number);
    this.#byNumber.set(chatId, number);
    return chatId;
  }

  /**
   * Sends activities in order. Everything is read from them before the first pause: the turn may end meanwhile.
   *
   * @returns one answer per activity, in the same order; `{ id: '' }` for what is not sent.
   * @throws WhatsGateError with `sentIds`: the messages that went out before the failure.
   */
  async send(activities: readonly OutboundActivity[], turn: SendingTurn): Promise<SentResource[]> {
    const answers = activities.map((): SentResource => ({ id: '' }));
    const parcels: Parcel[] = [];
    for (const [index, activity] of activities.entries()) {
      const parcel = this.#pack(activity, index);
      if (parcel !== undefined) parcels.push(parcel);
    }
    try {
      for (const { lane, group } of byConversation(parcels)) {
        if (group.every(isTyping)) for (const { address } of group) this.#showTyping(address);
        else await this.#lanes.run(lane, () => this.#deliverAll(group, turn, answers));
      }
    } catch (error) {
      throw withSentIds(error, [...answers.flatMap(idsOf), ...sentIdsOf(error)]);
    }
    return answers;
  }

  /** Resolves when nothing is being sent any more. */
  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  /** What has to be done for an activity; nothing when it means nothing on WhatsApp. */
  #pack(activity: OutboundActivity, index: number): Parcel | undefined {
    const { wishes, ignored } = readOutboundChannelData(activity);
    const plan = planActivity(activity, wishes);
    for (const what of [...plan.ignored, ...ignored]) {
      this.#parts.logger.debug(`Not sent, because WhatsApp has no place for it: ${what}.`);
    }
    if (plan.steps.length === 0) return undefined;
    return { index, replyToId: activity.replyToId, wishes, plan, address: this.#locate(activity, wishes) };
  }

  #locate(activity: OutboundActivity, wishes: OutboundChannelData): ChatAddress {
    const { accounts } = this.#parts;
    const conversationId = activity.conversation?.id ?? activity.recipient?.id;
    if (conversationId === undefined || conversationId === '') {
      throw new WhatsGateActivityError(
        'The activity has no conversation.id, so nobody is known to send it to. Send it through a TurnContext, or set conversation.id.',
      );
    }
    if (wishes.whatsappId !== undefined && accounts.find(wishes.whatsappId) === undefined) {
      throw new WhatsGateActivityError(
        'channelData.whatsgate.whatsappId names an account that this adapter does not have.',
      );
    }
    const address = accounts.locate(conversationId, wishes.whatsappId);
    if (address === undefined) {
      throw new WhatsGateActivityError(
        'Several accounts are connected and the conversation does not say which one sends. ' +
          'Use a conversation id of an inbound activity, or set channelData.whatsgate.whatsappId.',
      );
    }
    return address;
  }

  async #deliverAll(parcels: readonly Parcel[], turn: SendingTurn, answers: SentResource[]): Promise<void> {
    for (const parcel of parcels) answers[parcel.index] = await this.#deliver(parcel, turn);
  }

  async #deliver(parcel: Parcel, turn: SendingTurn): Promise<SentResource> {
    const ids: string[] = [];
    let quote = this.#quoteOf(parcel, turn);
    try {
      for (const step of parcel.plan.steps) {
        if (step.kind === 'typing') this.#showTyping(parcel.address);
        else if (step.kind === 'delay') await delay(step.milliseconds);
        else {
          ids.push(await this.#sendStep(step, quote, parcel));
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
    { address, wishes }: Parcel,
  ): Promise<string> {
    const message =
      step.kind === 'text' ? { body: step.text } : await this.#fileMessage(step.file, step.caption);
    const request = {
      WhatsappID: address.whatsappId,
      async: this.#parts.async,
      recipient: wishes.recipient ?? this.#recipientOf(address.chatId),
      message,
    };
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

  async #fileMessage(file: PlannedFile, caption: string | undefined): Promise<OutgoingMessage> {
    const { bytes, mimetype, filename } = await resolveFile(file, this.#parts.media);
    return {
      type: messageTypeOf(mimetype, file.as),
      ...(caption === undefined ? {} : { body: caption }),
      media: { mimetype, data: bytes.toString('base64'), filename },
    };
  }

  async #sendOnce(request: SendRequest): Promise<string> {
    const answer = await this.#parts.client.send(request);
    // Of the recipient, who is not the conversation when channelData names another one.
    const chatId = chatOfRecipient(request.recipient);
    this.#byNumber.delete(chatId);
    if (answer.queued) return this.#parts.sentMessages.queue(request);
    const id = longIdOf(answer.message, chatId);
    this.#parts.sentMessages.remember(id);
    return id;
  }

  #recipientOf(chatId: string): Recipient {
    const number = this.#byNumber.get(chatId);
    return number === undefined ? recipientOf(chatId) : { number, type: 'contact' };
  }

  /** Best effort, and beside the queue: nobody waits for it, and its failure is no failure of the turn. */
  #showTyping({ whatsappId, chatId }: ChatAddress): void {
    const key = `${whatsappId} ${chatId}`;
    if (this.#typing.has(key)) return;
    this.#typing.set(key, true);
    this.#parts.client.typing(whatsappId, recipientOf(chatId)).catch((error: unknown) => {
      this.#parts.logger.debug('The typing indicator could not be shown.', {
        reason: presentableCause(error, []),
      });
    });
  }
}

/** Neighbours that go to the same conversation, so that each group is sent without anything in between. */
function byConversation(parcels: readonly Parcel[]): { readonly lane: string; readonly group: Parcel[] }[] {
  const groups: { readonly lane: string; readonly group: Parcel[] }[] = [];
  for (const parcel of parcels) {
    const lane = `${parcel.address.whatsappId} ${parcel.address.chatId}`;
    const last = groups.at(-1);
    if (last?.lane === lane) last.group.push(parcel);
    else groups.push({ lane, group: [parcel] });
  }
  return groups;
}

function isTyping({ plan }: Parcel): boolean {
  return plan.steps.every((step) => step.kind === 'typing');
}

/** The long id of a sent message, also when the gateway gives only the short one; empty when it gives none. */
function longIdOf(message: GatewayMessage, chatId: string): string {
  if (message.id !== undefined) return message.id;
  return message._id === undefined
    ? ''
    : formatMessageId({ fromMe: true, chat: message.to ?? chatId, short: message._id });
}

function idsOf({ id, ids }: SentResource): string[] {
  return ids ?? (id === '' ? [] : [id]);
}

function sentIdsOf(error: unknown): readonly string[] {
  return error instanceof WhatsGateError ? error.sentIds : [];
}

/**
 * Whether a send failed over its quote and sent nothing, so that it may be sent once more without.
 * How the gateway refuses a quote is not published: a 4xx means that it did nothing;
 * with any other status its text has to speak of the quote.
 */
function refusesQuote(error: unknown): boolean {
  if (!(error instanceof WhatsGateApiError)) return false;
  if (error instanceof WhatsGateAuthenticationError || error instanceof WhatsGateRateLimitError) return false;
  if (error.status >= 400 && error.status < 500) return true;
  // A page that is no answer of the gateway may hold any word, and the message may have been sent.
  return !(error instanceof WhatsGateAnswerError) && /quote/i.test(error.message);
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
