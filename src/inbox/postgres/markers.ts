import { randomUUID } from 'node:crypto';
import { pause } from '../../whatsgate/pause';
import { closedError } from '../refusals';
import { databaseError, sqlStateOf, type Attempt, type Boss } from './boss';
import { QUEUE, type Connection } from './connection';
import { storableText } from '../storable';

/** The job that stands for work that is no item: it keeps the place of the work among the items of its key. */
interface Marker {
  readonly marker: true;
}

const FIRST_LOOK_MS = 10;
const LONGEST_LOOK_MS = 200;

/** Whether the data of a job are those of a marker. */
export function isMarker(data: unknown): data is Marker {
  return typeof data === 'object' && data !== null && 'marker' in data;
}

/**
 * Waits in the row of a key, over all processes. A marker is put into the queue. Whoever fetches it leaves it alone:
 * it is active then, nothing else of the key runs, and its owner sees that it is its turn. When nobody fetches, the
 * owner takes it by itself. A marker whose owner has died loses its heartbeat, comes up again and is put away.
 */
export class Markers {
  readonly #open: () => Promise<Connection>;
  readonly #schema: string;
  readonly #takings = new Set<Promise<Attempt>>();
  /** Owners in this process, by the id of their marker: they need not look. */
  readonly #granted = new Map<string, (attempt: Attempt) => void>();

  constructor(open: () => Promise<Connection>, schema: string) {
    this.#open = open;
    this.#schema = schema;
  }

  /** Resolves when it is the turn of the key; the attempt is then ours to keep alive and to complete. */
  take(key: string, signal: AbortSignal): Promise<Attempt> {
    const taking = this.#take(key, signal).catch((error: unknown) => {
      throw databaseError(error);
    });
    const forget = (): void => void this.#takings.delete(taking);
    this.#takings.add(taking);
    taking.then(forget, forget);
    return taking;
  }

  /** Resolves when nobody waits any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#takings);
  }

  async #take(key: string, signal: AbortSignal): Promise<Attempt> {
    const { boss, pool } = await this.#open();
    for (;;) {
      const id = randomUUID();
      const told = new Promise<Attempt>((resolve) => this.#granted.set(id, resolve));
      try {
        await boss.send(QUEUE, { marker: true } satisfies Marker, { id, singletonKey: storableText(key) });
        for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(lookMs * 2, LONGEST_LOOK_MS)) {
          if (signal.aborted) {
            await pool.executeSql(`DELETE FROM ${this.#schema}.job WHERE name = $1 AND id = $2`, [QUEUE, id]);
            throw closedError();
          }
          const { rows } = await pool.executeSql(this.#look, [QUEUE, id]).catch(noneIfTaken);
          const state = rows[0]?.['state'];
          if (state === 'active' && Number(rows[0]?.['retry_count']) === 0) return { id, retryCount: 0 };
          // Somebody took us for dead; once more, from the end of the row.
          if (rows.length === 0 ? lookMs > FIRST_LOOK_MS : state !== 'created') break;
          const granted = await Promise.race([told, pause(lookMs, signal)]);
          if (granted !== undefined) return granted;
        }
      } finally {
        this.#granted.delete(id);
      }
    }
  }

  /** A marker came up in this process: its owner is told, or it is put away when the owner has died. */
  async meet(boss: Boss, attempt: Attempt): Promise<void> {
    const grant = this.#granted.get(attempt.id);
    if (attempt.retryCount > 0) await boss.complete(QUEUE, [attempt]);
    else grant?.({ id: attempt.id, retryCount: 0 });
  }

  /** Takes the marker if it is first in its row and nothing of the row runs; gives its state in any case. */
  get #look(): string {
    const job = `${this.#schema}.job`;
    return `
      WITH taken AS (
        UPDATE ${job} AS own SET state = 'active', started_on = now(), heartbeat_on = now()
        WHERE own.name = $1 AND own.id = $2 AND own.state = 'created'
          AND NOT EXISTS (
            SELECT 1 FROM ${job} AS other
            WHERE other.name = $1 AND other.singleton_key = own.singleton_key AND other.id <> own.id
              AND (other.state IN ('active', 'retry', 'failed')
                OR (other.state = 'created' AND (other.created_on, other.id) < (own.created_on, own.id)))
          )
        RETURNING own.state::text, own.retry_count
      )
      SELECT state, retry_count FROM taken
      UNION ALL
      SELECT state::text, retry_count FROM ${job}
      WHERE name = $1 AND id = $2 AND NOT EXISTS (SELECT 1 FROM taken)`;
  }
}

/** Two that take a place of one key at once: one of them fails over the index that allows one. */
function noneIfTaken(error: unknown): { rows: Record<string, unknown>[] } {
  if (sqlStateOf(error) === '23505') {
    return { rows: [{ state: 'created', retry_count: 0 }] };
  }
  throw error;
}
