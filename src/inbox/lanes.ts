/**
 * Work that runs one at a time per key and side by side across keys. A key costs memory only while
 * something of it waits or runs.
 */
export class Lanes {
  /** What waits behind the running work of each busy key. */
  readonly #queues = new Map<string, (() => void)[]>();
  #idleWaiters: (() => void)[] = [];
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
    const queue = this.#queues.get(key);
    if (queue === undefined) {
      this.#queues.set(key, []);
      return this.#begin(key, work);
    }
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      queue.push(() => {
        this.#waiting -= 1;
        this.#begin(key, work).then(resolve, reject);
      });
    });
  }

  /** Resolves when nothing waits or runs any more, work included that arrives meanwhile. */
  idle(): Promise<void> {
    if (this.#queues.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  async #begin<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    this.#active += 1;
    try {
      return await work();
    } finally {
      this.#active -= 1;
      this.#goOn(key);
    }
  }

  #goOn(key: string): void {
    const next = this.#queues.get(key)?.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.#queues.delete(key);
    if (this.#queues.size > 0) return;
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
