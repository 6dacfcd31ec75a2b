import { pause } from '../../whatsgate/pause';
import type { Job } from './boss';
import { QUEUE, type Connection } from './connection';

/** What the pump works with. */
export interface PumpParts {
  readonly open: () => Promise<Connection>;
  /** Where other processes tell that there is something. */
  readonly channel: string;
  readonly concurrency: number;
  /** Works on a job. */
  readonly work: (job: Job) => Promise<void>;
}

/** How long it sleeps when there is nothing and nobody wakes it: so long a lost notification can delay a turn. */
const SLEEP_MS = 1000;
const FETCHED_AT_ONCE = 50;

/** Fetches jobs while there is room for them, one of a key at a time. */
export class Pump {
  readonly #parts: PumpParts;
  readonly #stopping = new AbortController();
  #running = 0;
  #wakeUp: () => void = () => undefined;
  #isAwake = false;
  #loop: Promise<void> | undefined;
  #listening: Promise<{ close(): Promise<void> }> | undefined;
  #idleWaiters: (() => void)[] = [];

  constructor(parts: PumpParts) {
    this.#parts = parts;
  }

  /** Where it listens. */
  get channel(): string {
    return this.#parts.channel;
  }

  /** Whether this process will see to what is new. */
  get hasRoom(): boolean {
    return this.#loop !== undefined && this.#running < this.#parts.concurrency;
  }

  /** Jobs that are worked on. */
  get running(): number {
    return this.#running;
  }

  /** Begins. */
  start(): void {
    this.#loop ??= this.#pump();
    this.#listening ??= this.#parts.open().then(({ pool }) =>
      pool.listen(
        this.channel,
        () => this.wake(),
        () => this.wake(),
      ),
    );
    // Behind a pooler nobody can listen; the pump then looks by itself.
    this.#listening.catch(() => undefined);
  }

  /** There may be something new. */
  wake(): void {
    this.#isAwake = true;
    this.#wakeUp();
  }

  /** Fetches nothing more. Resolves when the fetch under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.wake();
    await this.#loop;
    const listener = await this.#listening?.catch(() => undefined);
    await listener?.close();
  }

  /** Resolves when no job is worked on. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  async #pump(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#isAwake = false;
      const room = this.#parts.concurrency - this.#running;
      const jobs = room > 0 ? await this.#fetch(Math.min(room, FETCHED_AT_ONCE)) : [];
      for (const job of jobs) this.#begin(job);
      if (jobs.length === 0 && !this.#woken()) await this.#sleep();
    }
  }

  async #fetch(batchSize: number): Promise<Job[]> {
    try {
      const { boss } = await this.#parts.open();
      return await boss.fetch(QUEUE, { batchSize });
    } catch {
      await pause(SLEEP_MS / 4, this.#stopping.signal);
      return [];
    }
  }

  #begin(job: Job): void {
    this.#running += 1;
    const end = (): void => {
      this.#running -= 1;
      this.wake();
      if (this.#running > 0) return;
      const waiters = this.#idleWaiters;
      this.#idleWaiters = [];
      for (const resolve of waiters) resolve();
    };
    this.#parts.work(job).then(end, end);
  }

  /** Asked through a function, because it changes while the pump waits. */
  #woken(): boolean {
    return this.#isAwake;
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, SLEEP_MS);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
