import { LRUCache } from 'lru-cache';

const MOST_ACCOUNTS = 10_000;

/**
 * Spreads sends evenly over a minute, account by account (GCRA without a burst). This one knows of its own process
 * only; durable engines keep the same figures in their store.
 */
export class Pace {
  /** When the last place that was given away comes, by account, in milliseconds of the clock. */
  readonly #lastPlaces = new LRUCache<string, number>({ max: MOST_ACCOUNTS });

  /** Takes the next place. @returns how long it is until then, in milliseconds. */
  reserve(account: string, perMinute: number, now = Date.now()): number {
    const last = this.#lastPlaces.get(account);
    const place = last === undefined ? now : Math.max(last + 60_000 / perMinute, now);
    this.#lastPlaces.set(account, place);
    return place - now;
  }
}
