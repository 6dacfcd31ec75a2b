/**
 * Ids that were seen lately: at least the latest `most` of them, at most twice as many.
 *
 * Two generations, of which the older one is dropped as a whole. A list of least recently used ids (`lru-cache`) would
 * keep an order that nobody asks for here, and each turn looks into two of these.
 */
export class RecentIds {
  readonly #most: number;
  #latest = new Set<string>();
  #earlier = new Set<string>();
  #generation = 0;

  /** @param most how many of the latest ids are known for sure. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Changes when old ids are forgotten. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether an id was seen lately. */
  has(id: string): boolean {
    return this.#latest.has(id) || this.#earlier.has(id);
  }

  /** Notes an id. @returns whether it is new; told by the size, because a look at a large set is not cheap. */
  add(id: string): boolean {
    const before = this.#latest.size;
    this.#latest.add(id);
    if (this.#latest.size === before) return false;
    const isNew = !this.#earlier.has(id);
    if (this.#latest.size >= this.#most) {
      this.#earlier = this.#latest;
      this.#latest = new Set();
      this.#generation += 1;
    }
    return isNew;
  }

  /** Forgets an id. */
  delete(id: string): void {
    this.#latest.delete(id);
    this.#earlier.delete(id);
  }
}
