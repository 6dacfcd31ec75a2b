import {
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  WhatsGateConfigurationError,
  WhatsGateError,
  WhatsGateNetworkError,
} from '../whatsgate/errors';
import { CliError } from './failure';

/** What the process ends with. Scripts may rely on these numbers; docs/command-line.md has the same table. */
export const EXIT_CODES = {
  /** It worked. For what runs until it is stopped: it ended cleanly. */
  done: 0,
  /** Something that is not foreseen: a fault of this program, a file that cannot be written, a port that is taken. */
  failed: 1,
  /** An unknown command, a missing or impossible option. Nothing was done. */
  usage: 2,
  /** The gateway refused the API key. */
  authentication: 3,
  /** The gateway could not be reached, or did not answer in time; nothing was sent. */
  network: 4,
  /** The gateway refused the command, or answered nonsense. */
  gateway: 5,
  /** The message may have been sent although the command failed. Look before sending it again. */
  maybeDelivered: 6,
  /** The answer to the question was no: `check` of a number that is not on WhatsApp. */
  no: 7,
} as const;

/** Why the process ended. */
export type ExitReason = keyof typeof EXIT_CODES;

/** The exit code that belongs to an error. What may have been delivered comes before all else. */
export function exitReasonOf(error: unknown): ExitReason {
  if (error instanceof CliError) return error.reason;
  if (!(error instanceof WhatsGateError)) return 'failed';
  if (error.maybeDelivered) return 'maybeDelivered';
  if (error instanceof WhatsGateAuthenticationError) return 'authentication';
  if (error instanceof WhatsGateApiError) return 'gateway';
  if (error instanceof WhatsGateNetworkError) return 'network';
  if (error instanceof WhatsGateConfigurationError) return 'usage';
  return 'failed';
}
