import { databaseError, sqlStateOf } from './boss';

interface Waiting<Entry, Result> {
  readonly entry: Entry;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

const MOST_AT_ONCE = 200;

/**
 * Classes 22, "data exception", and 54, "program limit exceeded", such as a key that is too long for an index (PostgreSQL
 * documentation, appendix A): what was written is to blame.
 */
function isDataError(error: unknown): boolean {
  const state = sqlStateOf(error) ?? '';
  return state.startsWith('22') || state.startsWith('54');
}

/**
 * Writes in groups, one group at a time: what comes while one is being written goes with the next. A statement costs
 * a round trip and a wait for the disk, whether it holds one row or a hundred.
 */
export class Batch<Entry, Result> {
  readonly #write: (entries: readonly Entry[]) => Promise<readonly Result[]>;
  readonly #keyOf: ((entry: Entry) => string) | undefined;
  #waiting: Waiting<Entry, Result>[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param write writes a group and gives a result for each entry.
   * @param keyOf entries of one key never share a group.
   */
  constructor(
    write: (entries: readonly Entry[]) => Promise<readonly Result[]>,
    keyOf?: (entry: Entry) => string,
  ) {
    this.#write = write;
    this.#keyOf = keyOf;
  }

  /** Writes an entry with the next group. @throws InboxStorageError */
  add(entry: Entry): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when everything that was added is written or has failed. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What is added in the same turn of the event loop goes together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      await this.#writeGroup(this.#take());
    }
    this.#running = undefined;
  }

  async #writeGroup(group: readonly Waiting<Entry, Result>[]): Promise<void> {
    try {
      const results = await this.#write(group.map(({ entry }) => entry));
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      // The others must not fail with the one that the database does not take.
      if (group.length > 1 && isDataError(error)) for (const one of group) await this.#writeGroup([one]);
      else for (const { reject } of group) reject(databaseError(error));
    }
  }

  #take(): Waiting<Entry, Result>[] {
    if (this.#keyOf === undefined) return this.#waiting.splice(0, MOST_AT_ONCE);
    const keys = new Set<string>();
    const group: Waiting<Entry, Result>[] = [];
    const later: Waiting<Entry, Result>[] = [];
    for (const waiting of this.#waiting) {
      const key = this.#keyOf(waiting.entry);
      if (group.length >= MOST_AT_ONCE || keys.has(key)) later.push(waiting);
      else group.push(waiting);
      keys.add(key);
    }
    this.#waiting = later;
    return group;
  }
}
