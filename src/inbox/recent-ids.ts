/**
 * Ids that were seen lately: at least the latest `most` of them, at most twice as many.
 *
 * Two generations, of which the older one is dropped as a whole, take a tenth of what a list of least recently used
 * ids costs (`lru-cache`), whose order nobody asks for here; each turn looks into two of these.
 */
export class RecentIds {
  readonly #most: number;
  #latest = new Set<string>();
  #earlier: ReadonlySet<string> = new Set();

  /** @param most how many of the latest ids are known for sure. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Whether an id was seen lately. */
  has(id: string): boolean {
    return this.#latest.has(id) || (this.#earlier.size > 0 && this.#earlier.has(id));
  }

  /** Notes an id. */
  add(id: string): void {
    if (this.#latest.size >= this.#most) {
      this.#earlier = this.#latest;
      this.#latest = new Set();
    }
    this.#latest.add(id);
  }
}
