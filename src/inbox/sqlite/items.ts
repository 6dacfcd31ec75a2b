import type { InboxItem } from '../inbox';
import { storableText } from '../storable';
import type { SqlDatabase, SqlStatement } from './driver';

/** An item as it is kept, with how often it was begun. */
export interface KeptItem extends InboxItem {
  readonly attempts: number;
}

/** Where an item waits. */
export interface Place {
  readonly row: number;
  readonly key: string;
}

/**
 * The items of an inbox file. What changes something is for use inside a transaction. A row is waiting (state 0),
 * begun (1) or done (2); one that is done keeps its id alone, to know repeats.
 */
export class SqliteItems {
  readonly #insert: SqlStatement;
  readonly #known: SqlStatement;
  readonly #id: SqlStatement;
  readonly #load: SqlStatement;
  readonly #begin: SqlStatement;
  readonly #finish: SqlStatement;
  readonly #forgetSends: SqlStatement;
  readonly #open: SqlStatement;
  readonly #oldest: SqlStatement;
  readonly #counts: SqlStatement;
  readonly #prunings: readonly SqlStatement[];

  constructor(database: SqlDatabase) {
    this.#insert = database.prepare(
      'INSERT INTO items (id, key, data, accepted_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
    );
    this.#known = database.prepare('SELECT 1 AS known FROM items WHERE id = ?');
    this.#id = database.prepare('SELECT id FROM items WHERE seq = ?');
    this.#load = database.prepare(
      'SELECT id, key, data, max(attempts, EXISTS (SELECT 1 FROM sends WHERE item_id = id)) AS attempts ' +
        'FROM items WHERE seq = ? AND state < 2',
    );
    this.#begin = database.prepare('UPDATE items SET state = 1, attempts = ? WHERE seq = ? AND state < 2');
    this.#finish = database.prepare('UPDATE items SET state = 2, data = NULL, done_at = ? WHERE seq = ?');
    this.#forgetSends = database.prepare('DELETE FROM sends WHERE item_id = ?');
    this.#open = database.prepare('SELECT seq, key FROM items WHERE state < 2 AND seq > ? ORDER BY seq');
    this.#oldest = database.prepare('SELECT accepted_at FROM items WHERE state < 2 ORDER BY seq LIMIT 1');
    this.#counts = database.prepare(
      'SELECT count(*) AS open, count(*) FILTER (WHERE state = 1) AS begun FROM items WHERE state < 2',
    );
    this.#prunings = [
      'DELETE FROM items WHERE seq IN (SELECT seq FROM items WHERE state = 2 AND done_at < ? LIMIT ?)',
      'DELETE FROM facts WHERE key IN (SELECT key FROM facts WHERE expires_at < ? LIMIT ?)',
    ].map((sql) => database.prepare(sql));
  }

  /** Adds an item. @returns its row, or `undefined` when its id is known. */
  insert({ id, key, data }: InboxItem): number | undefined {
    // Not by RETURNING: libsql does not reset a statement that failed while it gave rows.
    const { changes, lastInsertRowid } = this.#insert.run(
      storableText(id),
      storableText(key),
      JSON.stringify(data),
      Date.now(),
    );
    return Number(changes) === 0 ? undefined : Number(lastInsertRowid);
  }

  /** Whether an id was accepted. */
  isKnown(id: string): boolean {
    return this.#known.get(storableText(id)) !== undefined;
  }

  /** The ids of items, as far as these are there. */
  idsOf(rows: readonly number[]): string[] {
    return rows.map((row) => this.#id.get(row)).flatMap((found) => (found ? [String(found['id'])] : []));
  }

  /** An item that is not done. */
  load(row: number): KeptItem | undefined {
    const found = this.#load.get(row);
    if (found === undefined) return undefined;
    const data = JSON.parse(String(found['data'])) as unknown;
    return { id: String(found['id']), key: String(found['key']), data, attempts: Number(found['attempts']) };
  }

  /** Notes that an item begins, unless it is done: what could not be written at once may come after its end. */
  begin(row: number, attempt: number): void {
    this.#begin.run(attempt, row);
  }

  /** Notes that an item is done, and forgets what only a crash would have needed. */
  finish(row: number, id: string): void {
    this.#finish.run(Date.now(), row);
    this.#forgetSends.run(id);
  }

  /** What is not done, from a row on, in the order of acceptance. */
  openAfter(row: number): Place[] {
    return this.#open.all(row).map((found) => ({ row: Number(found['seq']), key: String(found['key']) }));
  }

  /** How many items are not done, and how many of these were begun. */
  count(): { readonly open: number; readonly begun: number } {
    const counts = this.#counts.get();
    return { open: Number(counts?.['open']), begun: Number(counts?.['begun']) };
  }

  /** When the oldest item that is not done was accepted, in milliseconds of the clock. */
  oldestSince(): number | undefined {
    const found = this.#oldest.get();
    return found && Number(found['accepted_at']);
  }

  /** Removes what is remembered no more, a bounded number. @returns whether there may be more. */
  prune(rememberMs: number, most: number): boolean {
    const now = Date.now();
    const bounds = [now - rememberMs, now];
    return this.#prunings.some(
      (pruning, index) => Number(pruning.run(bounds[index] ?? 0, most).changes) >= most,
    );
  }
}
