import type { Acceptance } from '../inbox/inbox';
import { parseEvent, type GatewayEvent } from '../whatsgate/event';
import { Acknowledgement, type AcknowledgementParts } from './acknowledgement';
import { createAddressCheck, type AddressCheck } from './address-list';
import { readWebhookBody, type BodyLimits, type WebhookBody } from './webhook-body';
import type { RefusalStatus, WebhookRequest, WebhookResponse } from './webhook-http';
import { createTokenCheck, type TokenCheck } from './webhook-token';

/** The longest that the body of a webhook may take to arrive, in milliseconds. */
const BODY_TIMEOUT_MS = 10_000;

/** What the receiver works with. */
export interface ReceiverParts extends AcknowledgementParts {
  readonly tokens: readonly string[];
  readonly allowedAddresses: readonly string[];
  readonly maximumBodyBytes: number;
  readonly isAccount: (whatsappId: string) => boolean;
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
   * Answers one request: always, and never with an error text from inside. Resolves when the turn has ended, which can
   * be after the answer; never rejects.
   * @param isOfUse whether an event may be acknowledged before its turn ends. Default: always.
   */
  async receive(
    request: WebhookRequest,
    response: WebhookResponse,
    takeIn: TakeIn,
    isOfUse: (event: GatewayEvent) => boolean = () => true,
  ): Promise<void> {
    const acknowledgement = new Acknowledgement(response, this.#parts);
    try {
      const early = this.#checkSender(request);
      if (early !== undefined) {
        request.resume?.();
        acknowledgement.refuse(early);
        return;
      }
      const event = this.#eventIn(await readWebhookBody(request, this.#limits));
      if (typeof event === 'number') {
        acknowledgement.refuse(event);
        return;
      }
      acknowledgement.of(event);
      const { handled } = await takeIn(event);
      if (handled !== undefined) {
        acknowledgement.giveInTime(() => isOfUse(event));
        await handled;
      }
      acknowledgement.give();
    } catch (error) {
      acknowledgement.fail(error);
    } finally {
      acknowledgement.end();
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

  #note(status: RefusalStatus, reason: string): RefusalStatus {
    this.#parts.logger.warn(`A webhook was refused with ${status}: ${reason}.`);
    return status;
  }
}
