import {
  DEAD_LETTERS_PER_PAGE,
  replayLetter,
  type DeadLetter,
  type DeadLetterQuery,
  type DeadLetters,
  type DeathNote,
} from '../dead-letters';
import type { InboxItem } from '../inbox';
import type { SentRecord } from '../journal';
import type { PgDatabase, PgRow } from './boss';
import type { Query } from './facts';
import { storableJson, storableText } from '../storable';

/** The dead letters in the database. */
export class PostgresDeadLetters implements DeadLetters {
  readonly #query: Query;
  readonly #table: string;
  readonly #offer: (item: InboxItem) => Promise<unknown>;

  /** @param offer takes an item that is to be run again. */
  constructor(query: Query, schema: string, offer: (item: InboxItem) => Promise<unknown>) {
    this.#query = query;
    this.#table = `${schema}.inbox_dead`;
    this.#offer = offer;
  }

  /** Keeps an item, as a part of a transaction. */
  async add(transaction: PgDatabase, item: InboxItem, note: DeathNote, attempts: number): Promise<void> {
    await transaction.executeSql(
      `INSERT INTO ${this.#table} (id, key, data, reason, error, sent, attempts)
       VALUES ($1, $2, $3::jsonb, $4, $5, $6::jsonb, $7) ON CONFLICT (id) DO NOTHING`,
      [
        item.id,
        item.key,
        storableJson(item.data),
        note.reason,
        note.error === undefined ? null : storableText(note.error),
        storableJson(note.sent),
        attempts,
      ],
    );
  }

  async list({ after, limit = DEAD_LETTERS_PER_PAGE }: DeadLetterQuery = {}): Promise<readonly DeadLetter[]> {
    const rows = await this.#query(
      `SELECT * FROM ${this.#table}
       WHERE seq > coalesce((SELECT seq FROM ${this.#table} WHERE id = $1), 0) ORDER BY seq LIMIT $2`,
      [after ?? null, limit],
    );
    return rows.map(letterOf);
  }

  async get(id: string): Promise<DeadLetter | undefined> {
    const [row] = await this.#query(`SELECT * FROM ${this.#table} WHERE id = $1`, [id]);
    return row && letterOf(row);
  }

  replay(id: string): Promise<string | undefined> {
    return replayLetter(this, id, this.#offer);
  }

  async drop(id: string): Promise<boolean> {
    return (await this.#query(`DELETE FROM ${this.#table} WHERE id = $1 RETURNING id`, [id])).length > 0;
  }
}

function letterOf(row: PgRow): DeadLetter {
  const error = row['error'];
  return {
    id: String(row['id']),
    key: String(row['key']),
    data: row['data'],
    reason: row['reason'] as DeathNote['reason'],
    ...(typeof error === 'string' ? { error } : {}),
    sent: row['sent'] as SentRecord[],
    attempts: Number(row['attempts']),
    diedAt: row['died_at'] as Date,
  };
}
