import {
  WhatsGateAnswerError,
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  WhatsGateError,
  WhatsGateRateLimitError,
} from '../whatsgate/errors';

/** The ids of the messages that went out before a failure. */
export function sentIdsOf(error: unknown): readonly string[] {
  return error instanceof WhatsGateError ? error.sentIds : [];
}

/**
 * Whether a send failed over its quote and sent nothing, so that it may be sent once more without.
 * How the gateway refuses a quote is not published: a 4xx means that it did nothing;
 * with any other status its text has to speak of the quote.
 */
export function refusesQuote(error: unknown): boolean {
  if (!(error instanceof WhatsGateApiError)) return false;
  if (error instanceof WhatsGateAuthenticationError || error instanceof WhatsGateRateLimitError) return false;
  if (error.status >= 400 && error.status < 500) return true;
  // A page that is no answer of the gateway may hold any word, and the message may have been sent.
  return !(error instanceof WhatsGateAnswerError) && /quote/i.test(error.message);
}
