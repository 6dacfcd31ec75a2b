import { InboxFullError, WhatsGateClosedError } from '../whatsgate/errors';

/** The refusal of an engine that was closed. */
export function closedError(): WhatsGateClosedError {
  return new WhatsGateClosedError('The adapter is closed and takes nothing new.', { retryable: true });
}

/** The refusal of an engine of one process that holds as many items as it may. */
export function fullError(capacity: number): InboxFullError {
  return new InboxFullError(
    `The inbox holds ${capacity} events and takes no more for now. The bot is slower than its users: ` +
      'make its turns shorter, or raise the capacity.',
    { retryable: true },
  );
}
