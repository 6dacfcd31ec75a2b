import type { Step } from '../activity/outbound';
import { quoteFor } from '../activity/quote';
import type { QuotePolicy } from '../activity/types';
import type { SendIntent } from '../inbox/journal';
import type { SendAnswer, WhatsGateClient } from '../whatsgate/client';
import { withSentIds, type TurnCutOffError } from '../whatsgate/errors';
import type { Logger } from '../whatsgate/logger';
import { formatMessageId } from '../whatsgate/message-id';
import { pause } from '../whatsgate/pause';
import { presentableCause } from '../whatsgate/redact';
import type { GatewayMessage, OutgoingMessage, SendRequest } from '../whatsgate/wire';
import type { AccountGates } from './account-gates';
import type { FileParts } from './file-message';
import type { Pacing } from './pacing';
import type { Choices } from './choices';
import { Offering } from './offering';
import type { Parcel } from './parcel';
import { isAmbiguous, outcomeOf, refusesQuote, turnCutOff } from './send-errors';
import type { SendingTurn } from './sending-turn';
import { chatOfRecipient, type SentMessages } from './sent-messages';
import type { Settlement } from './settlement';
import { openStepMessage, type FileStep } from './step-message';
import type { Strangers } from './strangers';
import type { Telemetry } from './telemetry';
import type { OpenSend } from './turn-record';
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
  readonly gates: AccountGates;
  /** Left out when nothing is measured. */
  readonly telemetry?: Telemetry | undefined;
  /** Left out when messages in doubt are not looked for. */
  readonly settlement?: Settlement | undefined;
  /** Left out when nothing has to wait. */
  readonly pacing?: Pacing | undefined;
  readonly logger: Logger;
  readonly quoteReplies: QuotePolicy;
  readonly async: boolean;
  readonly choices?: Choices | undefined;
}

/** One parcel on its way. */
interface Round {
  readonly parcel: Parcel;
  readonly turn: SendingTurn;
  /** Of what went out so far. */
  readonly ids: string[];
  /** What its next message quotes. */
  quote: string | undefined;
  /** Set once it has expired. */
  isLate: boolean;
  /** Set while messages go out that show its choices. */
  offering?: Offering | undefined;
}

/** Runs the steps of parcels, one after another. */
export class Delivery {
  readonly #parts: DeliveryParts;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  /**
   * Does everything that parcels ask for, one after another, and writes down their answers.
   * @throws WhatsGateError with `sentIds`: what went out of the parcel that failed.
   */
  async deliver(parcels: readonly Parcel[], turn: SendingTurn, answers: SentResource[]): Promise<void> {
    for (const parcel of parcels) {
      const ids: string[] = [];
      const offering = Offering.of(parcel, turn, this.#parts.choices);
      const round: Round = { parcel, turn, ids, quote: this.#quoteOf(parcel, turn), isLate: false };
      try {
        for (const [index, step] of parcel.plan.steps.entries()) {
          if (!this.#isWanted(round)) break;
          round.offering = offering?.concerns(step) === true ? offering : undefined;
          await this.#take(step, round);
          if (offering?.lastStep === index && !round.isLate) await offering.show();
        }
      } catch (error) {
        throw withSentIds(error, ids);
      } finally {
        offering?.end();
      }
      const [id = ''] = ids;
      answers[parcel.index] = ids.length > 1 ? { id, ids } : { id };
    }
  }

  /** Takes one step. Gives nothing where there is nothing to wait for. */
  #take(step: Step, round: Round): Promise<void> | undefined {
    switch (step.kind) {
      case 'text':
        return this.#sendText(step.text, round);
      case 'file':
        return this.#sendFile(step, round);
      case 'delay':
        return pause(step.milliseconds, round.turn.signal);
      case 'typing':
        this.#parts.typing.show(round.parcel.address);
        return undefined;
    }
  }

  /** Whether it has not expired. Asked anew after whatever takes time: a wait, or the opening of a file. */
  #isWanted(round: Round): boolean {
    const { expires } = round.parcel;
    if (expires === undefined || Date.now() < expires) return true;
    if (!round.isLate) this.#parts.logger.debug('Not sent, because its expiration has passed.');
    round.isLate = true;
    return false;
  }

  #quoteOf({ replyToId, wishes, address }: Parcel, turn: SendingTurn): string | undefined {
    const policy = this.#parts.quoteReplies;
    const { recipient, quote: wish } = wishes;
    const isElsewhere = recipient !== undefined && chatOfRecipient(recipient) !== address.chatId;
    return quoteFor({ replyToId }, { policy, turn, alreadyQuoted: turn.quoted, wish, isElsewhere });
  }

  async #sendTexts(texts: readonly string[], round: Round): Promise<void> {
    for (const text of texts) if (this.#isWanted(round)) await this.#sendText(text, round);
  }

  #sendText(body: string, round: Round): Promise<void> {
    const mayGo = this.#mayGo(body, round);
    if (mayGo === true) return this.#sendMessage({ body }, round);
    return mayGo.then((isWanted) => (isWanted ? this.#sendMessage({ body }, round) : undefined));
  }

  async #sendFile(step: FileStep, round: Round): Promise<void> {
    const { media, logger } = this.#parts;
    // Before the file is opened: its source would not wait so long.
    const mayGo = this.#mayGo(step.caption ?? '', round);
    if (mayGo !== true && !(await mayGo)) return;
    const file = await openStepMessage(step, media, logger);
    if (file === undefined) return;
    const apart = file.showsCaption ? undefined : step.apart;
    try {
      if (apart?.side === 'before') await this.#sendBefore(apart.texts, round);
      if (!this.#isWanted(round)) return;
      await this.#sendMessage(file.message, round);
    } finally {
      await file.release();
    }
    if (apart?.side === 'after') await this.#sendTexts(apart.texts, round);
  }

  /** The texts before a file, which was waited for as if it were the first of them. */
  async #sendBefore([first = '', ...others]: readonly string[], round: Round): Promise<void> {
    if (!this.#isWanted(round)) return;
    await this.#sendMessage({ body: first }, round);
    await this.#sendTexts(others, round);
    await this.#mayGo('', round);
  }

  /** Waits until the account is there and manners allow for a message. Gives whether it is still to be sent then. */
  #mayGo(body: string, round: Round): true | Promise<boolean> {
    const { pacing, gates } = this.#parts;
    const { address } = round.parcel;
    if (!gates.isClosed(address.whatsappId) && pacing === undefined) return true;
    return this.#wait(body, round);
  }

  async #wait(body: string, round: Round): Promise<boolean> {
    const { pacing, gates } = this.#parts;
    const { parcel, turn } = round;
    const { address } = parcel;
    try {
      do {
        await gates.opened(address.whatsappId);
        if (pacing === undefined || !this.#isWanted(round)) break;
        await pacing.beforeSend(body, address, turn);
        // It may have been unlinked meanwhile. Once it is back, not all may go at once that came due.
      } while (gates.isClosed(address.whatsappId));
    } catch (error) {
      if (isCutOff(turn)) turn.record?.giveUp(error);
      throw error;
    }
    return this.#isWanted(round);
  }

  #sendMessage(message: OutgoingMessage, round: Round): Promise<void> {
    const { offering } = round;
    if (offering === undefined) return this.#sendNoted(message, round);
    return offering.begin().then(() => this.#sendNoted(message, round));
  }

  /** Sends a message and writes down in the turn's record, before and after, what became of it. */
  async #sendNoted(message: OutgoingMessage, round: Round): Promise<void> {
    const { quote, turn } = round;
    const { address, wishes } = round.parcel;
    const request = {
      WhatsappID: address.whatsappId,
      async: this.#parts.async,
      recipient: wishes.recipient ?? this.#parts.strangers.recipientOf(address),
      message,
    };
    const { record } = turn;
    if (isCutOff(turn)) throw holdBack(turn, intentOf(request));
    const note = record?.begin(intentOf(request));
    if (note?.written !== undefined) {
      await note.written;
      if (isCutOff(turn)) throw holdBack(turn, note);
    }
    const begunAt = this.#parts.settlement === undefined ? 0 : Date.now();
    let messageId: string | undefined;
    try {
      messageId = await this.#send(request, quote, turn.signal);
      if (note !== undefined) record?.end(note, { status: 'sent', messageId });
    } catch (error) {
      messageId = await this.#settle(error, request, begunAt);
      if (note !== undefined) record?.end(note, outcomeOf(error, messageId));
      if (messageId === undefined) throw error;
    }
    round.ids.push(messageId);
    if (quote !== undefined) turn.quoted = true;
    // One quote is enough to show what an activity answers.
    round.quote = undefined;
  }

  async #settle(error: unknown, request: SendRequest, begunAt: number): Promise<string | undefined> {
    const { settlement } = this.#parts;
    if (settlement === undefined || !isAmbiguous(error)) return undefined;
    return settlement.settle({
      whatsappId: request.WhatsappID,
      chatId: chatOfRecipient(request.recipient),
      text: request.message.body ?? '',
      isFile: request.message.media !== undefined,
      begunAt,
    });
  }

  /**
   * Sends a message, and remembers it before anybody hears that it has been sent.
   * @param cutOff ends the repeats of a send that sent nothing; one under way is left alone, or nobody knew its end.
   * @returns its long id, or what stands for that until it is known.
   */
  async #send(
    request: SendRequest,
    quote: string | undefined,
    cutOff: AbortSignal | undefined,
  ): Promise<string> {
    const { sentMessages } = this.#parts;
    sentMessages.sendBegins();
    try {
      return this.#remember(await this.#callQuoting(request, quote, cutOff), request);
    } finally {
      sentMessages.sendEnds();
    }
  }

  /** Sends it with its quote. One that the gateway refuses is left out, and the message sent once more. */
  #callQuoting(
    request: SendRequest,
    quote: string | undefined,
    cutOff: AbortSignal | undefined,
  ): Promise<SendAnswer> {
    if (quote === undefined) return this.#call(request, cutOff);
    return this.#call(quoting(request, quote), cutOff).catch((error: unknown) => {
      if (!refusesQuote(error) || cutOff?.aborted === true) throw error;
      this.#parts.logger.warn('The gateway refused the quote; the message is sent without it.', {
        reason: presentableCause(error, []),
      });
      return this.#call(request, cutOff);
    });
  }

  /** @returns what the message is known by from now on. */
  #remember(answer: SendAnswer, request: SendRequest): string {
    const { sentMessages, strangers } = this.#parts;
    // Of the recipient, who is not the conversation when channelData names another one.
    const chatId = chatOfRecipient(request.recipient);
    strangers.meet({ whatsappId: request.WhatsappID, chatId });
    if (answer.queued) return sentMessages.queue(request);
    const id = longIdOf(answer.message, chatId);
    sentMessages.remember(id);
    return id;
  }

  #call(request: SendRequest, cutOff: AbortSignal | undefined): Promise<SendAnswer> {
    const { client, telemetry } = this.#parts;
    const send = (): Promise<SendAnswer> => client.send(request, undefined, cutOff);
    return telemetry === undefined ? send() : telemetry.send(request, send);
  }
}

/** The same request with a quote. Not spread: V8 is slow to spread an object and add to it. */
function quoting(request: SendRequest, quote: string): SendRequest {
  const message = Object.assign({}, request.message, { quote });
  return Object.assign({}, request, { message });
}

/** The long id of a sent message, also when the gateway gives only the short one; empty when it gives none. */
function longIdOf(message: GatewayMessage, chatId: string): string {
  if (message.id !== undefined) return message.id;
  return message._id === undefined
    ? ''
    : formatMessageId({ fromMe: true, chat: message.to ?? chatId, short: message._id });
}

/** Asked through a function, because it changes while somebody waits. */
function isCutOff({ signal }: SendingTurn): boolean {
  return signal?.aborted === true;
}

/** Keeps back what a turn sends that has been cut off: another run of it may be saying the same. */
function holdBack({ record }: SendingTurn, send: OpenSend | SendIntent): TurnCutOffError {
  const refusal = turnCutOff();
  record?.holdBack(send, refusal);
  return refusal;
}

function intentOf({ WhatsappID, recipient, message }: SendRequest): SendIntent {
  return {
    whatsappId: WhatsappID,
    chatId: chatOfRecipient(recipient),
    kind: message.type ?? 'text',
    text: message.body,
  };
}
