import type { ExitReason } from './exit-codes';

/** Ends a command with a sentence for the person and an exit code of its own. */
export class CliError extends Error {
  readonly reason: ExitReason;

  /**
   * @param reason Decides the exit code.
   * @param message What was wrong, what was expected, what to do.
   */
  constructor(reason: ExitReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CliError';
    this.reason = reason;
  }
}
