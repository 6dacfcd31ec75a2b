import {
  LONGEST_KEPT_TEXT,
  type SendIntent,
  type SendJournal,
  type SendOutcome,
  type SentRecord,
} from '../journal';
import { Batch } from './batch';
import type { Query } from './facts';

interface Entry {
  readonly itemId: string;
  readonly ordinal: number;
  readonly intent: SendIntent | undefined;
  readonly outcome: SendOutcome | undefined;
}

/** The journal in the database. */
export function postgresJournal(query: Query, schema: string): SendJournal {
  const begins = new Batch<Entry, undefined>(async (entries) => {
    await query(
      `INSERT INTO ${schema}.inbox_sends (item_id, ordinal, intent)
       SELECT item_id, ordinal, intent FROM jsonb_to_recordset($1::jsonb)
         AS sends (item_id text, ordinal integer, intent jsonb)
       ON CONFLICT (item_id, ordinal) DO UPDATE SET intent = excluded.intent, outcome = NULL`,
      [rowsOf(entries)],
    );
    return [];
  }, keyOf);
  const ends = new Batch<Entry, undefined>(async (entries) => {
    await query(
      `UPDATE ${schema}.inbox_sends AS sends SET outcome = ended.outcome
       FROM jsonb_to_recordset($1::jsonb) AS ended (item_id text, ordinal integer, outcome jsonb)
       WHERE sends.item_id = ended.item_id AND sends.ordinal = ended.ordinal`,
      [rowsOf(entries)],
    );
    return [];
  }, keyOf);
  return {
    begin: (itemId, ordinal, intent) => {
      const kept = { ...intent, text: intent.text?.slice(0, LONGEST_KEPT_TEXT) };
      return begins.add({ itemId, ordinal, intent: kept, outcome: undefined });
    },
    end: (itemId, ordinal, outcome) => ends.add({ itemId, ordinal, intent: undefined, outcome }),
    of: async (itemId) => {
      const rows = await query(
        `SELECT ordinal, intent, outcome FROM ${schema}.inbox_sends WHERE item_id = $1 ORDER BY ordinal`,
        [itemId],
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

function keyOf({ itemId, ordinal }: Entry): string {
  return `${itemId} ${ordinal}`;
}

function rowsOf(entries: readonly Entry[]): string {
  return JSON.stringify(
    entries.map(({ itemId, ordinal, intent, outcome }) => ({ item_id: itemId, ordinal, intent, outcome })),
  );
}
