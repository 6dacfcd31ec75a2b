import { closedError } from './refusals';

/** A row of the store that waits, by its number, or other work that takes its turn among them. */
type Entry = number | { readonly work: () => Promise<void>; readonly refuse: (error: Error) => void };

/**
 * Lanes for items that are kept elsewhere: one of a key at a time, in order, and no more than so many at once.
 * An item that waits costs a number here, so that a long backlog stays in the store. Other work is not counted
 * against the limit: a turn may wait for it.
 */
export class Schedule {
  /** What waits behind the present entry of each key that is busy or ready. */
  readonly #queues = new Map<string, Entry[]>();
  /** Keys whose next row may begin as soon as there is room. */
  #ready: { readonly key: string; readonly row: number }[] = [];
  readonly #limit: number;
  readonly #handle: (row: number) => Promise<void>;
  #idleWaiters: (() => void)[] = [];
  #waiting = 0;
  #running = 0;
  #active = 0;
  #state: 'paused' | 'open' | 'stopped' = 'paused';

  /** @param handle runs a row; must not reject. It is not called before `open`. */
  constructor(limit: number, handle: (row: number) => Promise<void>) {
    this.#limit = limit;
    this.#handle = handle;
  }

  /** Rows that have not begun. */
  get waiting(): number {
    return this.#waiting;
  }

  /** What is running, other work included. */
  get active(): number {
    return this.#active;
  }

  /** The rows that wait behind what runs of a key. */
  rowsOf(key: string): number[] {
    return (this.#queues.get(key) ?? []).filter((entry) => typeof entry === 'number');
  }

  /** Lets rows begin. */
  open(): void {
    this.#state = 'open';
    this.#fill();
  }

  /** Adds a row behind everything of its key. */
  add(key: string, row: number): void {
    this.#waiting += 1;
    this.#enter(key, row);
  }

  /** Runs other work behind everything of its key. */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#enter(key, { work: () => work().then(resolve, reject), refuse: reject });
    });
  }

  /** Begins nothing more. Rows stay in the store; other work that waits is refused. */
  stop(): void {
    this.#state = 'stopped';
    const closed = closedError();
    for (const queue of this.#queues.values()) {
      for (const entry of queue) if (typeof entry !== 'number') entry.refuse(closed);
      queue.length = 0;
    }
  }

  /** Resolves when nothing runs any more. */
  idle(): Promise<void> {
    if (this.#active === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  #enter(key: string, entry: Entry): void {
    const queue = this.#queues.get(key);
    if (queue !== undefined) queue.push(entry);
    else {
      this.#queues.set(key, []);
      this.#makeReady(key, entry);
    }
  }

  #makeReady(key: string, entry: Entry): void {
    if (typeof entry !== 'number') {
      this.#begin(key, entry.work());
      return;
    }
    this.#ready.push({ key, row: entry });
    this.#fill();
  }

  #fill(): void {
    while (this.#state === 'open' && this.#running < this.#limit) {
      const next = this.#ready.shift();
      if (next === undefined) return;
      this.#waiting -= 1;
      this.#running += 1;
      this.#begin(
        next.key,
        this.#handle(next.row).finally(() => {
          this.#running -= 1;
        }),
      );
    }
  }

  #begin(key: string, running: Promise<void>): void {
    this.#active += 1;
    const goOn = (): void => {
      this.#active -= 1;
      const next = this.#queues.get(key)?.shift();
      if (next === undefined) this.#queues.delete(key);
      else this.#makeReady(key, next);
      this.#fill();
      if (this.#active > 0) return;
      const waiters = this.#idleWaiters;
      this.#idleWaiters = [];
      for (const resolve of waiters) resolve();
    };
    running.then(goOn, goOn);
  }
}
