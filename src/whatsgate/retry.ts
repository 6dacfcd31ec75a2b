/** When a failed call is repeated by itself. It only ever is where that cannot send a message twice. */
export interface RetryPolicy {
  /** Repeats after the first try. Default 2. */
  readonly repeats: number;
  /** Pause before the first repeat, in milliseconds; doubled for each further one. Default 500. */
  readonly firstPauseMs: number;
  /** The longest pause, also when the gateway asks for more, in milliseconds. Default 30,000. */
  readonly longestPauseMs: number;
}

/** Two repeats within about two seconds: long enough for a restart of the gateway, short enough for a person who waits. */
export const defaultRetryPolicy: RetryPolicy = { repeats: 2, firstPauseMs: 500, longestPauseMs: 30_000 };

/**
 * The pause before the next try, in milliseconds.
 *
 * @param repeat 0 for the first repeat.
 * @param askedMs what the gateway asked for (`Retry-After`); it counts when it is longer than ours.
 * @param random in [0, 1): spreads the pause by a quarter to each side, so that many clients do not return at once.
 */
export function pauseBefore(
  repeat: number,
  askedMs: number | undefined,
  policy: RetryPolicy,
  random: number,
): number {
  const own = policy.firstPauseMs * 2 ** repeat * (0.75 + random / 2);
  return Math.min(Math.max(own, askedMs ?? 0), policy.longestPauseMs);
}

/** Reads `Retry-After`: seconds or an HTTP date. In milliseconds; `undefined` when it says nothing usable. */
export function readRetryAfter(value: unknown, now: number): number | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
