import type { SendOutcome } from '../inbox/journal';
import { presentableCause, presentableSentence } from '../whatsgate/redact';
import {
  TurnCutOffError,
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

/** The refusal of a send whose turn is not this process's any more; nothing went out. */
export function turnCutOff(): TurnCutOffError {
  return new TurnCutOffError(
    'The turn was cut off, because the adapter has closed or another process has taken the turn over. ' +
      'If an event started it, another run of it answers that. Nothing of this was sent.',
  );
}

/** The ids of the messages that went out before a failure. */
export function sentIdsOf(error: unknown): readonly string[] {
  return error instanceof WhatsGateError ? error.sentIds : [];
}

/** Whether a failed send may have reached somebody. An error that is none of ours says nothing, so it may. */
export function isAmbiguous(error: unknown): boolean {
  return !(error instanceof WhatsGateError) || error.maybeDelivered;
}

/** What a send is written down as that was not let out. */
export function refusalOf(reason: unknown): SendOutcome {
  return { status: 'refused', error: sentenceOf(reason) };
}

/** What a failed send is written down as. @param messageId of the message, if it turned out to have been sent. */
export function outcomeOf(error: unknown, messageId: string | undefined): SendOutcome {
  if (messageId !== undefined) return { status: 'sent', messageId };
  return { status: isAmbiguous(error) ? 'unknown' : 'refused', error: sentenceOf(error) };
}

function sentenceOf(error: unknown): string {
  const presentable = presentableCause(error, []);
  return presentable instanceof Error ? presentable.message : presentableSentence(error);
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
