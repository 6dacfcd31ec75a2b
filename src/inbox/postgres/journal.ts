import { InboxStorageError } from '../../whatsgate/errors';
import {
  LONGEST_KEPT_TEXT,
  type SendIntent,
  type SendJournal,
  type SendOutcome,
  type SentRecord,
} from '../journal';
import { Batch } from './batch';
import { sqlStateOf, type Attempt } from './boss';
import { HEARTBEAT_SECONDS, jobIdOf, QUEUE } from './connection';
import type { Query } from './facts';
import { storableJson, storableText } from '../storable';

interface Place {
  readonly itemId: string;
  readonly ordinal: number;
}

interface Beginning extends Place {
  readonly intent: SendIntent;
  readonly attempt: Attempt;
}

interface Ending extends Place {
  readonly outcome: SendOutcome;
}

/** Knows which attempts this process has. */
export interface HeldAttempts {
  attemptAt(jobId: string): Attempt | undefined;
  lose(attempt: Attempt): void;
}

/**
 * The journal in the database. A send can be begun by the attempt alone that the database knows as the present one:
 * a process that stood still so long that its turn was given away must not say what the other one says.
 */
export function postgresJournal(query: Query, schema: string, held: HeldAttempts): SendJournal {
  const begins = new Batch<Beginning, boolean>(async (entries) => {
    // The lock keeps a job from being given away before its send can be seen by whoever gets it.
    const text = `
      WITH sends AS (
        SELECT * FROM jsonb_to_recordset($1::jsonb)
          AS sends (item_id text, ordinal integer, intent jsonb, job_id uuid, retry_count integer)
      ), held AS (
        SELECT job.id FROM ${schema}.job
        WHERE job.name = $2 AND job.state = 'active'
          AND (job.id, job.retry_count) IN (SELECT job_id, retry_count FROM sends)
        ORDER BY job.id FOR SHARE
      )
      INSERT INTO ${schema}.inbox_sends (item_id, ordinal, intent)
      SELECT item_id, ordinal, intent FROM sends WHERE job_id IN (SELECT id FROM held)
      ON CONFLICT (item_id, ordinal) DO UPDATE SET intent = excluded.intent, outcome = NULL
      RETURNING item_id, ordinal`;
    const rows = entries.map(({ itemId, ordinal, intent, attempt }) => ({
      item_id: itemId,
      ordinal,
      intent,
      job_id: attempt.id,
      retry_count: attempt.retryCount,
    }));
    const written = await againAfterDeadlock(() => query(text, [storableJson(rows), QUEUE]));
    const places = new Set(
      written.map((row) => keyOf({ itemId: String(row['item_id']), ordinal: Number(row['ordinal']) })),
    );
    return entries.map((entry) => places.has(keyOf(entry)));
  }, keyOf);
  const ends = new Batch<Ending, undefined>(async (entries) => {
    await query(
      `UPDATE ${schema}.inbox_sends AS sends SET outcome = ended.outcome
       FROM jsonb_to_recordset($1::jsonb) AS ended (item_id text, ordinal integer, outcome jsonb)
       WHERE sends.item_id = ended.item_id AND sends.ordinal = ended.ordinal`,
      [storableJson(entries.map(({ itemId, ordinal, outcome }) => ({ item_id: itemId, ordinal, outcome })))],
    );
    return [];
  }, keyOf);
  return {
    begin: async (itemId, ordinal, intent) => {
      const attempt = held.attemptAt(jobIdOf(itemId));
      if (attempt === undefined) throw givenAway();
      const kept = { ...intent, text: intent.text?.slice(0, LONGEST_KEPT_TEXT) };
      if (await begins.add({ itemId, ordinal, intent: kept, attempt })) return;
      held.lose(attempt);
      throw givenAway();
    },
    end: (itemId, ordinal, outcome) => ends.add({ itemId, ordinal, outcome }),
    of: async (itemId) => {
      const rows = await query(
        `SELECT ordinal, intent, outcome FROM ${schema}.inbox_sends WHERE item_id = $1 ORDER BY ordinal`,
        [storableText(itemId)],
      );
      return rows.map((row): SentRecord => {
        const outcome = row['outcome'] as SendOutcome | null;
        return {
          ordinal: Number(row['ordinal']),
          intent: row['intent'] as SendIntent,
          ...(outcome === null ? {} : { outcome }),
        };
      });
    },
  };
}

function keyOf({ itemId, ordinal }: Place): string {
  return `${itemId} ${ordinal}`;
}

function givenAway(): InboxStorageError {
  return new InboxStorageError(
    `This turn was given to another process, because this one has shown no sign of life for ${HEARTBEAT_SECONDS} ` +
      'seconds or is closing. Nothing was sent. Code that blocks the event loop for so long belongs into a worker thread.',
  );
}

const DEADLOCK = '40P01';
const MOST_TRIES = 3;

/** Signs of life lock the same jobs in an order of their own; Postgres lets one of two that meet go ahead. */
async function againAfterDeadlock<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === MOST_TRIES || sqlStateOf(error) !== DEADLOCK) throw error;
    }
  }
}
