/** What every error of this package can tell beside its message. */
export interface WhatsGateErrorDetails {
  readonly cause?: unknown;
  /** Whether the same call may succeed later. Default false. */
  readonly retryable?: boolean;
  /** Whether the message may have reached WhatsApp although the call failed. Default false. */
  readonly maybeDelivered?: boolean;
  /** Long ids of the messages that went out before the failure. */
  readonly sentIds?: readonly string[];
}

/**
 * Base of all errors of this package. Messages name what was wrong, what was expected and what to do;
 * they never hold an API key, a full phone number or the body of a message.
 */
export abstract class WhatsGateError extends Error {
  /** Stable name for programs, e.g. `whatsgate_rate_limited`. */
  abstract readonly code: string;
  readonly retryable: boolean;
  /**
   * True when nobody can know whether the message was sent: the connection broke, or the gateway answered
   * with a failure, after the request had been written. Repeating such a send may show it twice.
   */
  readonly maybeDelivered: boolean;
  /** Long ids of the messages that went out before the failure, in order. */
  readonly sentIds: readonly string[];

  constructor(message: string, details: WhatsGateErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.retryable = details.retryable ?? false;
    this.maybeDelivered = details.maybeDelivered ?? false;
    this.sentIds = details.sentIds ?? [];
  }
}

/** The adapter was set up wrongly. Thrown by constructors, with the remedy in the sentence. */
export class WhatsGateConfigurationError extends WhatsGateError {
  readonly code = 'whatsgate_configuration';
}

/** The bot asked for something that WhatsGate cannot do, such as editing a message. */
export class WhatsGateUnsupportedError extends WhatsGateError {
  readonly code = 'whatsgate_unsupported';
}

/** An Activity cannot be sent as it is: no recipient, an attachment that cannot be read, a file too large. */
export class WhatsGateActivityError extends WhatsGateError {
  readonly code = 'whatsgate_activity';
}

/** Details of a failure that the gateway itself reported. */
export interface WhatsGateApiErrorDetails extends WhatsGateErrorDetails {
  /** The command, e.g. `send`. */
  readonly command: string;
  /** HTTP status of the answer. */
  readonly status: number;
  /** `name` of the gateway's error object, if it sent one. */
  readonly gatewayName?: string | undefined;
}

/** The gateway understood the request and refused it, or failed over it. */
export class WhatsGateApiError extends WhatsGateError {
  readonly code: string = 'whatsgate_api';
  readonly command: string;
  readonly status: number;
  readonly gatewayName: string | undefined;

  constructor(message: string, details: WhatsGateApiErrorDetails) {
    super(message, details);
    this.command = details.command;
    this.status = details.status;
    this.gatewayName = details.gatewayName;
  }
}

/** The API key is missing or wrong. Recognised by status 401 as well as by the name `Unauthorized`. */
export class WhatsGateAuthenticationError extends WhatsGateApiError {
  override readonly code = 'whatsgate_authentication';
}

/** Too many requests. `retryAfterMs` is what the gateway asked for, if it did. */
export class WhatsGateRateLimitError extends WhatsGateApiError {
  override readonly code = 'whatsgate_rate_limited';
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    details: WhatsGateApiErrorDetails & { readonly retryAfterMs?: number | undefined },
  ) {
    super(message, { retryable: true, ...details });
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The answer was not what the protocol promises: not JSON, too large, or without its result. */
export class WhatsGateAnswerError extends WhatsGateApiError {
  override readonly code = 'whatsgate_answer';
}

/** The gateway could not be reached, or the connection broke before its answer was complete. */
export class WhatsGateNetworkError extends WhatsGateError {
  readonly code: string = 'whatsgate_network';
  readonly command: string;
  /** False when not one byte of the request left: then the gateway cannot have done anything. */
  readonly requestWritten: boolean;

  constructor(
    message: string,
    details: WhatsGateErrorDetails & { readonly command: string; readonly requestWritten: boolean },
  ) {
    super(message, details);
    this.command = details.command;
    this.requestWritten = details.requestWritten;
  }
}

/** No complete answer came within the deadline of the call. */
export class WhatsGateTimeoutError extends WhatsGateNetworkError {
  override readonly code = 'whatsgate_timeout';
}

/** The inbox holds as many events as it may. The receiver answers 503, so the gateway repeats the event. */
export class InboxFullError extends WhatsGateError {
  readonly code = 'whatsgate_inbox_full';
}

/** As many messages wait to be sent as may. Nothing of the activities was sent. */
export class OutboxFullError extends WhatsGateError {
  readonly code = 'whatsgate_outbox_full';
}

/** The account was unlinked from WhatsApp, and was not ready again in time. Nothing was sent. */
export class WhatsGateDisconnectedError extends WhatsGateError {
  readonly code = 'whatsgate_disconnected';
}

/** The store of the inbox cannot be read or written. The receiver answers 503, so the gateway repeats the event. */
export class InboxStorageError extends WhatsGateError {
  readonly code = 'whatsgate_inbox_storage';
}

/** The adapter has closed, or another process has taken the turn over, before the turn was done. Nothing was sent. */
export class TurnCutOffError extends WhatsGateError {
  readonly code = 'whatsgate_turn_cut_off';
}

/** The adapter is closing and takes nothing new. */
export class WhatsGateClosedError extends WhatsGateError {
  readonly code = 'whatsgate_closed';
}

/** The same error with the ids that had gone out before it. */
export function withSentIds(error: unknown, sentIds: readonly string[]): unknown {
  if (sentIds.length > 0 && error instanceof WhatsGateError) {
    Object.defineProperty(error, 'sentIds', { value: [...sentIds], enumerable: true });
  }
  return error;
}
