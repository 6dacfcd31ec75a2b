import { LRUCache } from 'lru-cache';

const MOST_ACCOUNTS = 10_000;

/** The place that was given away last. */
export interface LastPlace {
  /** When it comes, in milliseconds of the clock. */
  readonly place: number;
  /** When it was given away. */
  readonly takenAt: number;
}

/**
 * The next place in a row of sends that is spread evenly (GCRA without a burst). A clock that was set back since the
 * last one moves the whole row with it, so that nobody waits for the difference.
 */
export function nextPlace(last: LastPlace | undefined, now: number, perMinute: number): number {
  if (last === undefined) return now;
  const setBack = Math.max(0, last.takenAt - now);
  return Math.max(last.place - setBack + 60_000 / perMinute, now);
}

/** The row of sends of each account, in memory. Durable engines keep the same figures in their store. */
export class Pace {
  readonly #lastPlaces = new LRUCache<string, LastPlace>({ max: MOST_ACCOUNTS });

  /** Takes the next place. @returns how long it is until then, in milliseconds. */
  reserve(account: string, perMinute: number, now = Date.now()): number {
    const place = nextPlace(this.#lastPlaces.get(account), now, perMinute);
    this.#lastPlaces.set(account, { place, takenAt: now });
    return place - now;
  }
}
