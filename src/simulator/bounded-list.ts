/** How much a list may hold before its oldest entries go. */
export interface Bounds {
  /** Number of entries. */
  readonly entries: number;
  /** Sum of the entries' weights, in bytes. The newest entry stays even when it alone is heavier. */
  readonly bytes: number;
}

/** A list in order of arrival that forgets its oldest entries, so that a long run cannot fill the memory. */
export class BoundedList<Item> {
  readonly #bounds: Bounds;
  readonly #forget: (item: Item) => void;
  #items: Item[] = [];
  #weights: number[] = [];
  #weight = 0;

  /**
   * @param bounds When to drop.
   * @param forget Called with every entry that is dropped, to clean up what refers to it.
   */
  constructor(bounds: Bounds, forget: (item: Item) => void = () => undefined) {
    this.#bounds = bounds;
    this.#forget = forget;
  }

  /** The entries, oldest first: a copy. */
  get items(): readonly Item[] {
    return [...this.#items];
  }

  /** How many entries there are. */
  get size(): number {
    return this.#items.length;
  }

  /** Adds an entry that weighs `bytes`. */
  add(item: Item, bytes = 0): void {
    this.#items.push(item);
    this.#weights.push(bytes);
    this.#weight += bytes;
    this.#dropOldest();
  }

  /** Makes an entry heavier: an answer has been added to a request, for example. Unknown entries are ignored. */
  grow(item: Item, bytes: number): void {
    const place = this.#items.lastIndexOf(item);
    const before = this.#weights[place];
    if (before === undefined) return;
    this.#weights[place] = before + bytes;
    this.#weight += bytes;
    this.#dropOldest();
  }

  /** Takes out the first entry that satisfies `wanted`. */
  take(wanted: (item: Item) => boolean): Item | undefined {
    const place = this.#items.findIndex(wanted);
    if (place < 0) return undefined;
    const [weight = 0] = this.#weights.splice(place, 1);
    this.#weight -= weight;
    return this.#items.splice(place, 1)[0];
  }

  /** Empties the list without telling anybody. */
  clear(): void {
    this.#items = [];
    this.#weights = [];
    this.#weight = 0;
  }

  #dropOldest(): void {
    while (
      this.#items.length > 1 &&
      (this.#items.length > this.#bounds.entries || this.#weight > this.#bounds.bytes)
    ) {
      const item = this.#items.shift();
      this.#weight -= this.#weights.shift() ?? 0;
      if (item !== undefined) this.#forget(item);
    }
  }
}
