/** Gives what is to be done on top of a result before the key is free, or nothing. */
export type GoOn<Result> = (result: Result, work: () => Promise<Result>) => Promise<Result> | undefined;

/** Work that waits for its key. */
interface Waiting {
  readonly begin: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Work that runs one at a time per key and side by side across keys. A key costs memory only while
 * something of it waits or runs.
 */
export class Lanes {
  /** What waits behind the running work of each busy key. */
  readonly #queues = new Map<string, Waiting[]>();
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

  /** Whether work of a key waits behind what runs. */
  isWaited(key: string): boolean {
    return (this.#queues.get(key)?.length ?? 0) > 0;
  }

  /**
   * Runs work after everything of the same key that came before it, whether that succeeded or not.
   * @param goOn looks at the result while the key is still taken, and does not throw. What it gives is waited for in its
   * place.
   */
  run<Result>(key: string, work: () => Promise<Result>, goOn?: GoOn<Result>): Promise<Result> {
    const queue = this.#queues.get(key);
    if (queue === undefined) {
      this.#queues.set(key, []);
      return this.#begin(key, work, goOn);
    }
    this.#waiting += 1;
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        this.#waiting -= 1;
        this.#begin(key, work, goOn).then(resolve, reject);
      };
      queue.push({ begin, refuse: reject });
    });
  }

  /** Refuses everything that waits, however long it would have to. */
  refuse(error: Error): void {
    this.#waiting = 0;
    for (const queue of this.#queues.values()) for (const { refuse } of queue.splice(0)) refuse(error);
  }

  /** Resolves when nothing waits or runs any more, work included that arrives meanwhile. */
  idle(): Promise<void> {
    if (this.#queues.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Without an async function: each turn passes here twice, and hardly ever goes on. */
  #begin<Result>(key: string, work: () => Promise<Result>, goOn: GoOn<Result> | undefined): Promise<Result> {
    this.#active += 1;
    const fail = (error: unknown): never => {
      this.#end(key);
      throw error;
    };
    const succeed = (result: Result): Result | Promise<Result> => {
      const more = goOn?.(result, work);
      if (more !== undefined) return more.then(succeed, fail);
      this.#end(key);
      return result;
    };
    try {
      return work().then(succeed, fail);
    } catch (error) {
      return Promise.resolve(error).then(fail);
    }
  }

  #end(key: string): void {
    this.#active -= 1;
    const next = this.#queues.get(key)?.shift();
    if (next !== undefined) {
      next.begin();
      return;
    }
    this.#queues.delete(key);
    if (this.#queues.size > 0) return;
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
