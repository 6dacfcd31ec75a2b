import type { SendOutcome } from '../inbox/journal';
import { presentableCause } from '../whatsgate/redact';
import {
  WhatsGateAnswerError,
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  WhatsGateClosedError,
  WhatsGateError,
  WhatsGateRateLimitError,
} from '../whatsgate/errors';

/** The refusal of a send that was waiting when the adapter closed; nothing went out. */
export function closedBeforeSend(): WhatsGateClosedError {
  return new WhatsGateClosedError('The adapter was closed before the message was sent.', { retryable: true });
}

/** The ids of the messages that went out before a failure. */
export function sentIdsOf(error: unknown): readonly string[] {
  return error instanceof WhatsGateError ? error.sentIds : [];
}

/** Whether a failed send may have reached somebody. An error that is none of ours says nothing, so it may. */
export function isAmbiguous(error: unknown): boolean {
  return !(error instanceof WhatsGateError) || error.maybeDelivered;
}

/** What a failed send is written down as. @param messageId of the message, if it turned out to have been sent. */
export function outcomeOf(error: unknown, messageId: string | undefined): SendOutcome {
  if (messageId !== undefined) return { status: 'sent', messageId };
  const presentable = presentableCause(error, []);
  const sentence = presentable instanceof Error ? presentable.message : String(presentable);
  return { status: isAmbiguous(error) ? 'unknown' : 'refused', error: sentence };
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
