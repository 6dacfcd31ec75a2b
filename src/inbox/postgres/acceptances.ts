import type { InboxItem } from '../inbox';
import { fullError } from '../refusals';
import { withDeadline } from '../timer';
import { Batch } from './batch';
import { databaseError } from './boss';
import { jobIdOf, QUEUE, type Connection } from './connection';
import { storable } from '../storable';
import { idleKeys, PRIORITY } from './newcomers';

/** What a job of an item carries. */
export interface JobData {
  readonly item: InboxItem;
}

/** What acceptances work with. */
export interface AcceptanceParts {
  readonly open: () => Promise<Connection>;
  readonly schema: string;
  /** About how many items may wait or run, over all processes. */
  readonly capacity: number;
  /** How many run at once in this process: more than that is a backlog. */
  readonly concurrency: number;
  /** How long an item waits to be written. */
  readonly timeoutMs: number;
  /** Tells other processes that there is something, if this one will not see to it. */
  readonly tellOthers: (connection: Connection) => void;
}

/** Puts items into the queue, in groups, and knows about how many are there. */
export class Acceptances {
  readonly #parts: AcceptanceParts;
  readonly #batch: Batch<InboxItem, boolean>;
  /** What waits or runs, over all processes, as far as it is known. */
  #open = 0;

  constructor(parts: AcceptanceParts) {
    this.#parts = parts;
    this.#batch = new Batch(
      (items) => this.#insert(items),
      ({ key }) => key,
    );
  }

  /**
   * Writes an item down. @returns whether it is new.
   * @throws InboxFullError, or InboxStorageError, also when that takes too long; should the item still be written
   * later, its repeat is known.
   */
  async add(item: InboxItem): Promise<boolean> {
    const { capacity, timeoutMs } = this.#parts;
    const late = new Error(`it has not answered within ${timeoutMs} ms (option timeoutMs)`);
    const write = async (): Promise<boolean> => {
      if (this.#open >= capacity && !(await this.#isKnown(item))) throw fullError(capacity);
      return this.#batch.add(item);
    };
    const isNew = await withDeadline(write(), timeoutMs, () => databaseError(late));
    if (isNew) this.#open += 1;
    return isNew;
  }

  /** Notes that an item is done. */
  noteDone(): void {
    this.#open -= 1;
  }

  /** Counts anew, because other processes accept and work as well. */
  async count(): Promise<void> {
    const { pool } = await this.#parts.open();
    const { rows } = await pool.executeSql(
      `SELECT count(*) AS open FROM ${this.#parts.schema}.job WHERE name = $1 AND state <= 'active'`,
      [QUEUE],
    );
    this.#open = Number(rows[0]?.['open']);
  }

  /** Resolves when everything is written or has failed. */
  idle(): Promise<void> {
    return this.#batch.idle();
  }

  /** Adds items of different keys. @returns for each whether it is new. */
  async #insert(items: readonly InboxItem[]): Promise<boolean[]> {
    const connection = await this.#parts.open();
    const { boss, pool } = connection;
    const stored = items.map(storable);
    const keys = stored.map(({ key }) => key);
    const hasBacklog = this.#open > this.#parts.concurrency;
    const newcomers = hasBacklog ? await idleKeys(pool, this.#parts.schema, keys) : undefined;
    const ids = stored.map(({ id }) => jobIdOf(id));
    const seen = new Set<string>();
    const jobs = stored.flatMap((item, index) => {
      const id = ids[index] ?? '';
      if (seen.has(id)) return [];
      seen.add(id);
      const priority = newcomers?.has(item.key) === true ? PRIORITY.newcomer : PRIORITY.other;
      return [{ id, singletonKey: item.key, priority, data: { item } satisfies JobData }];
    });
    const added = new Set(await boss.insert(QUEUE, jobs, { returnId: true }));
    if (added.size > 0) this.#parts.tellOthers(connection);
    // Of two offers of one item in a group, the first is the one that was taken.
    return ids.map((id) => added.delete(id));
  }

  async #isKnown({ id }: InboxItem): Promise<boolean> {
    const { pool } = await this.#parts.open();
    const { rows } = await pool.executeSql(
      `SELECT 1 FROM ${this.#parts.schema}.job WHERE name = $1 AND id = $2`,
      [QUEUE, jobIdOf(id)],
    );
    return rows.length > 0;
  }
}
