import type { Acceptance } from '../inbox/inbox';
import { parseEvent, type GatewayEvent } from '../whatsgate/event';
import { InboxFullError, InboxStorageError, WhatsGateClosedError } from '../whatsgate/errors';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import { createAddressCheck, type AddressCheck } from './address-list';
import { readWebhookBody, type BodyLimits, type WebhookBody } from './webhook-body';
import {
  writeAnswer,
  type RefusalStatus,
  type WebhookAnswer,
  type WebhookRequest,
  type WebhookResponse,
} from './webhook-http';
import { createTokenCheck, type TokenCheck } from './webhook-token';

/** The longest that the body of a webhook may take to arrive, in milliseconds. */
const BODY_TIMEOUT_MS = 10_000;

/** What the receiver works with. */
export interface ReceiverParts {
  readonly tokens: readonly string[];
  readonly allowedAddresses: readonly string[];
  readonly maximumBodyBytes: number;
  readonly ackTimeoutMs: number;
  readonly isAccount: (whatsappId: string) => boolean;
  readonly logger: Logger;
}

/** Takes an event in. Resolves once the inbox answers for it. */
export type TakeIn = (event: GatewayEvent) => Promise<Acceptance>;

/** Takes webhooks over HTTP, from any framework, and acknowledges them. */
export class Receiver {
  readonly #parts: ReceiverParts;
  readonly #knowsToken: TokenCheck;
  readonly #mayDeliver: AddressCheck;
  readonly #limits: BodyLimits;

  constructor(parts: ReceiverParts) {
    this.#parts = parts;
    this.#knowsToken = parts.tokens.length === 0 ? () => true : createTokenCheck(parts.tokens);
    this.#mayDeliver = createAddressCheck(parts.allowedAddresses);
    this.#limits = { maximumBytes: parts.maximumBodyBytes, timeoutMs: BODY_TIMEOUT_MS };
  }

  /**
   * Answers one request: always, and never with an error text from inside.
   * Resolves when the turn has ended, which can be after the answer; never rejects.
   */
  async receive(request: WebhookRequest, response: WebhookResponse, takeIn: TakeIn): Promise<void> {
    try {
      const early = this.#checkSender(request);
      if (early !== undefined) {
        request.resume?.();
        this.#write(response, { status: early });
        return;
      }
      const event = this.#eventIn(await readWebhookBody(request, this.#limits));
      if (typeof event === 'number') this.#write(response, { status: event });
      else await this.#acknowledge(event, response, takeIn);
    } catch (error) {
      this.#parts.logger.error('A webhook could not be answered as it should.', {
        error: presentableCause(error, []),
      });
      this.#write(response, { status: 500 });
    }
  }

  /** The event in a body, or the status that refuses it. */
  #eventIn(body: WebhookBody): GatewayEvent | RefusalStatus {
    if ('refused' in body) return this.#note(body.refused, 'its body or headers');
    const event = parseEvent(body.value);
    if (event === undefined) return this.#note(400, 'it is not a WhatsGate event');
    if (this.#parts.isAccount(event.whatsappId)) return event;
    return this.#note(
      404,
      'its whatsapp_id is none of the accounts of this adapter (option whatsappId or accounts)',
    );
  }

  #checkSender(request: WebhookRequest): RefusalStatus | undefined {
    if (!this.#mayDeliver(request.socket)) {
      return this.#note(403, 'its address is not in the option allowedAddresses');
    }
    if (!this.#knowsToken(request.url)) {
      return this.#note(401, 'the URL holds no valid webhookToken (expected …/<token> or ?token=<token>)');
    }
    if (request.method !== undefined && request.method.toUpperCase() !== 'POST') {
      return this.#note(405, 'it is not a POST');
    }
    return undefined;
  }

  /** Waits for the turn, but acknowledges a long one before the gateway thinks that nobody is there. */
  async #acknowledge(event: GatewayEvent, response: WebhookResponse, takeIn: TakeIn): Promise<void> {
    const acknowledgement: WebhookAnswer = { status: 200, id: event.id };
    const state = { answered: false };
    let timer: NodeJS.Timeout | undefined;
    try {
      const { handled } = await takeIn(event);
      if (handled !== undefined) {
        timer = setTimeout(() => {
          this.#parts.logger.info(
            `A turn is taking longer than ${this.#parts.ackTimeoutMs} ms; its event is acknowledged now. Should the process die before the turn ends, the event is lost.`,
          );
          state.answered = true;
          this.#write(response, acknowledgement);
        }, this.#parts.ackTimeoutMs);
        await handled;
      }
      if (!state.answered) this.#write(response, acknowledgement);
    } catch (error) {
      const expected =
        error instanceof InboxFullError ||
        error instanceof InboxStorageError ||
        error instanceof WhatsGateClosedError;
      const message = state.answered
        ? 'An event that had been acknowledged could not be handled; the gateway will not repeat it.'
        : 'An event could not be taken in; the gateway will repeat it.';
      this.#parts.logger[expected ? 'warn' : 'error'](message, { error: presentableCause(error, []) });
      if (!state.answered) this.#write(response, { status: 503 });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Never throws: where an answer cannot be written, the other side is gone, and nobody is left to be told. */
  #write(response: WebhookResponse, answer: WebhookAnswer): void {
    try {
      writeAnswer(response, answer);
    } catch (error) {
      this.#parts.logger.debug('The answer to a webhook could not be written.', {
        error: presentableCause(error, []),
      });
    }
  }

  #note(status: RefusalStatus, reason: string): RefusalStatus {
    this.#parts.logger.warn(`A webhook was refused with ${status}: ${reason}.`);
    return status;
  }
}
