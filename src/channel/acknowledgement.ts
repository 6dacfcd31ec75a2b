import { InboxFullError, InboxStorageError, WhatsGateClosedError } from '../whatsgate/errors';
import type { GatewayEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import { writeAnswer, type RefusalStatus, type WebhookAnswer, type WebhookResponse } from './webhook-http';

/** What an acknowledgement works with. */
export interface AcknowledgementParts {
  /** How long the gateway is kept waiting at most, in milliseconds. */
  readonly ackTimeoutMs: number;
  readonly logger: Logger;
}

/** The answer to one webhook, given once. */
export class Acknowledgement {
  readonly #response: WebhookResponse;
  readonly #parts: AcknowledgementParts;
  #event: GatewayEvent | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Of what was answered, if anything was. */
  #status: WebhookAnswer['status'] | undefined;

  constructor(response: WebhookResponse, parts: AcknowledgementParts) {
    this.#response = response;
    this.#parts = parts;
  }

  /** Notes which event is to be acknowledged. */
  of(event: GatewayEvent): void {
    this.#event = event;
  }

  /** Acknowledges the event, if that has not been done. */
  give(): void {
    if (this.#status === undefined) this.#write({ status: 200, id: this.#event?.id });
  }

  /** Acknowledges it before the gateway thinks that nobody is there, should its turn take so long and be of any use. */
  giveInTime(isOfUse: () => boolean): void {
    const { ackTimeoutMs, logger } = this.#parts;
    this.#timer = setTimeout(() => {
      if (!isOfUse()) {
        this.refuse(503);
        return;
      }
      logger.info(
        `A turn is taking longer than ${ackTimeoutMs} ms; its event is acknowledged now. Should the process die before the turn ends, the event is lost.`,
      );
      this.give();
    }, ackTimeoutMs);
  }

  /** Refuses the webhook. */
  refuse(status: RefusalStatus): void {
    this.#write({ status });
  }

  /** Tells of what went wrong, and refuses the webhook if that can still be done. */
  fail(error: unknown): void {
    const { logger } = this.#parts;
    const cause = { error: presentableCause(error, []) };
    if (this.#event === undefined) {
      logger.error('A webhook could not be answered as it should.', cause);
      this.refuse(500);
      return;
    }
    const expected =
      error instanceof InboxFullError ||
      error instanceof InboxStorageError ||
      error instanceof WhatsGateClosedError;
    const message =
      this.#status === 200
        ? 'An event that had been acknowledged could not be handled; the gateway will not repeat it.'
        : 'An event could not be taken in; the gateway will repeat it.';
    logger[expected ? 'warn' : 'error'](message, cause);
    if (this.#status === undefined) this.refuse(503);
  }

  /** To be called at the end, however it went. */
  end(): void {
    clearTimeout(this.#timer);
  }

  /** Never throws: where an answer cannot be written, the other side is gone, and nobody is left to be told. */
  #write(answer: WebhookAnswer): void {
    this.#status = answer.status;
    try {
      writeAnswer(this.#response, answer);
    } catch (error) {
      this.#parts.logger.debug('The answer to a webhook could not be written.', {
        error: presentableCause(error, []),
      });
    }
  }
}
