import {
  DEAD_LETTERS_PER_PAGE,
  replayLetter,
  type DeadLetter,
  type DeadLetters,
  type DeathNote,
} from '../dead-letters';
import { storableText } from '../storable';
import type { InboxItem } from '../inbox';
import type { SentRecord } from '../journal';
import type { Commits } from './commits';
import type { SqlDatabase, SqlRow, SqlStatement } from './driver';

/** The dead letters in an inbox file. */
export class SqliteDeadLetters implements DeadLetters {
  readonly #commits: Commits;
  readonly #offer: (item: InboxItem) => Promise<unknown>;
  readonly #insert: SqlStatement;
  readonly #remove: SqlStatement;
  readonly #page: SqlStatement;
  readonly #one: SqlStatement;
  readonly #count: SqlStatement;

  /** @param offer takes an item that is to be run again. */
  constructor(database: SqlDatabase, commits: Commits, offer: (item: InboxItem) => Promise<unknown>) {
    this.#commits = commits;
    this.#offer = offer;
    this.#insert = database.prepare(
      'INSERT OR REPLACE INTO dead (id, key, data, reason, error, sent, attempts, died_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#remove = database.prepare('DELETE FROM dead WHERE id = ?');
    this.#page = database.prepare(
      'SELECT * FROM dead WHERE seq > coalesce((SELECT seq FROM dead WHERE id = ?), 0) ORDER BY seq LIMIT ?',
    );
    this.#one = database.prepare('SELECT * FROM dead WHERE id = ?');
    this.#count = database.prepare('SELECT count(*) AS count FROM dead');
  }

  /** Keeps an item; for use inside a transaction. */
  add(item: InboxItem, { reason, error, sent }: DeathNote, attempts: number): void {
    const data = JSON.stringify(item.data);
    const values = [
      reason,
      error === undefined ? null : storableText(error),
      JSON.stringify(sent),
      attempts,
      Date.now(),
    ] as const;
    this.#insert.run(item.id, item.key, data, ...values);
  }

  /** How many there are. */
  count(): number {
    return Number(this.#count.get()?.['count']);
  }

  list(query: Parameters<DeadLetters['list']>[0] = {}): Promise<readonly DeadLetter[]> {
    const { after = null, limit = DEAD_LETTERS_PER_PAGE } = query;
    return this.#commits.read(() => this.#page.all(after, limit).map(letterOf));
  }

  get(id: string): Promise<DeadLetter | undefined> {
    return this.#commits.read(() => {
      const row = this.#one.get(id);
      return row && letterOf(row);
    });
  }

  replay(id: string): Promise<string | undefined> {
    return replayLetter(this, id, this.#offer);
  }

  drop(id: string): Promise<boolean> {
    return this.#commits.write(() => Number(this.#remove.run(id).changes) > 0);
  }
}

function letterOf(row: SqlRow): DeadLetter {
  return {
    id: String(row['id']),
    key: String(row['key']),
    data: JSON.parse(String(row['data'])) as unknown,
    reason: row['reason'] as DeathNote['reason'],
    ...(row['error'] === null ? {} : { error: String(row['error']) }),
    sent: JSON.parse(String(row['sent'])) as SentRecord[],
    attempts: Number(row['attempts']),
    diedAt: new Date(Number(row['died_at'])),
  };
}
