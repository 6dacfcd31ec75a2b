import type { PgDatabase } from './boss';
import { QUEUE } from './connection';

/**
 * What a job counts when pg-boss chooses among the first jobs of all keys: the higher before the lower, and the older
 * first among equals. The order within a key does not depend on it.
 */
export const PRIORITY = { newcomer: 1, other: 0 } as const;

/**
 * Those of the keys of which nothing waits or runs. Somebody who writes now and has nothing waiting shall not stand
 * behind a backlog of others.
 */
export async function idleKeys(
  database: PgDatabase,
  schema: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  // Two conditions, because each has an index of pg-boss of its own.
  const { rows } = await database.executeSql(
    `SELECT key FROM unnest($2::text[]) AS key
     WHERE NOT EXISTS (
       SELECT 1 FROM ${schema}.job WHERE name = $1 AND singleton_key = key AND state < 'active'
     ) AND NOT EXISTS (
       SELECT 1 FROM ${schema}.job WHERE name = $1 AND singleton_key = key
         AND state IN ('active', 'retry', 'failed') AND policy = 'key_strict_fifo'
     )`,
    [QUEUE, keys],
  );
  return new Set(rows.map(({ key }) => String(key)));
}
