/**
 * How far behind the time up to which events were looked through a look begins: the gateway may list an event a
 * little later than its date says.
 */
export const OVERLAP_MS = 120_000;

/** How many of the latest events have to agree on a time that the own clock has not reached. */
const AGREEING = 10;
/** How far the own clock may be behind the gateway's. */
export const CLOCK_ALLOWANCE_MS = 24 * 60 * 60_000;

/** A date so far ahead of the own clock is odd: events do not happen then. */
export const AHEAD_MS = 60 * 60_000;

/** The earlier of two times. */
export function earlier(one: Date, other: Date | undefined): Date {
  return other !== undefined && other < one ? other : one;
}

/** The later of two times. */
export function later(one: Date, other: Date | undefined): Date {
  return other !== undefined && other > one ? other : one;
}

/**
 * The time of the newest of many events, which are shown one after another in the order of their numbers. One event
 * with a date in the future must not make all that follow look old. So a date that the own clock has not reached
 * counts only when the latest events all agree on it: then it is the own clock that is behind.
 */
export class NewestTime {
  #reached: Date | undefined;
  readonly #latest: Date[] = [];

  /** Shows the next event. */
  show(date: Date | undefined): void {
    if (date === undefined) return;
    if (date.getTime() <= Date.now()) this.#reached = later(date, this.#reached);
    this.#latest.push(date);
    if (this.#latest.length > AGREEING) this.#latest.shift();
  }

  /** The time; `undefined` when no event tells. */
  get value(): Date | undefined {
    if (this.#latest.length < AGREEING) return this.#reached;
    const agreed = this.#latest.reduce((one, other) => earlier(one, other));
    if (agreed.getTime() > Date.now() + CLOCK_ALLOWANCE_MS) return this.#reached;
    return later(agreed, this.#reached);
  }
}

/** Reads a time as it is stored. Gives `undefined` for anything else. */
export function readTime(stored: unknown): Date | undefined {
  const time = typeof stored === 'string' ? new Date(stored) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time;
}
