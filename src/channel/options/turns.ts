import { z } from 'zod';
import type { Interruption, InterruptionDecision, TurnRetryPolicy } from '../interruption';
import { milliseconds, positive } from './rules';

/** What becomes of turns that fail. */
export interface TurnOptions {
  /**
   * When a turn that threw past `onTurnError` is run again; only if it had sent nothing. Default never: it is kept
   * as a dead letter.
   */
  readonly turnRetry?: TurnRetryPolicy | false;
  /**
   * Decides about a turn that was cut off, by a crash or a shutdown, after it had sent something: `'again'`,
   * `'drop'` or `'keep'`. Default: kept as a dead letter. Only a durable inbox can tell.
   */
  readonly onInterrupted?: (
    interruption: Interruption,
  ) => InterruptionDecision | Promise<InterruptionDecision>;
}

/** The same, read. */
export interface TurnSettings {
  readonly turnRetry: TurnRetryPolicy | undefined;
  readonly onInterrupted: TurnOptions['onInterrupted'];
}

/** What these options have to look like. */
export const turnShape = {
  turnRetry: z
    .union([
      z.literal(false),
      z.object({ repeats: positive, firstPauseMs: milliseconds, longestPauseMs: milliseconds }).strict(),
    ])
    .optional(),
  onInterrupted: z.function().optional(),
};

/** Fills in what was left out of checked options. */
export function readTurnOptions({ turnRetry, onInterrupted }: TurnOptions): TurnSettings {
  return { turnRetry: turnRetry === false ? undefined : turnRetry, onInterrupted };
}
