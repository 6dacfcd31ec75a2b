/** A map that forgets the entries that were added first when it is full. */
export class BoundedMap<Key, Value> {
  readonly #limit: number;
  readonly #entries = new Map<Key, Value>();

  /** @param limit The number of entries that stay. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The values in the order in which their keys were first set: a copy. */
  get values(): readonly Value[] {
    return [...this.#entries.values()];
  }

  /** The value of a key. */
  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Sets a value; a new key may push the oldest one out. */
  set(key: Key, value: Value): void {
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#limit) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }

  /** Removes a key. */
  delete(key: Key): void {
    this.#entries.delete(key);
  }

  /** Empties the map. */
  clear(): void {
    this.#entries.clear();
  }
}
