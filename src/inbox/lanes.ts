/**
 * Work that runs one at a time per key and side by side across keys. A key costs memory only while
 * something of it waits or runs.
 */
export class Lanes {
  readonly #tails = new Map<string, Promise<unknown>>();
  #waiting = 0;
  #active = 0;

  /** Work that has not begun. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Work that is running. */
  get active(): number {
    return this.#active;
  }

  /** Runs work after everything of the same key that came before it, whether that succeeded or not. */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key);
    this.#waiting += 1;
    const result = before === undefined ? this.#begin(work) : before.then(() => this.#begin(work));
    const tail = result.then(ignore, ignore);
    this.#tails.set(key, tail);
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    return result;
  }

  /** Resolves when nothing waits or runs any more, work included that arrives meanwhile. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
  }

  async #begin<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#waiting -= 1;
    this.#active += 1;
    try {
      return await work();
    } finally {
      this.#active -= 1;
    }
  }
}

function ignore(): void {
  // A failure belongs to whoever asked for the work, not to the work behind it.
}
