import type { InboxStore } from '../store';
import { storableJson, storableText } from '../storable';
import { databaseError, type PgDatabase, type PgRow } from './boss';

/** Runs SQL on a connection that is made when it is needed. */
export type Query = (text: string, values?: unknown[]) => Promise<readonly PgRow[]>;

/** SQL on the connection that `open` gives; its failures are errors of ours. */
export function queryOn(open: () => Promise<PgDatabase>): Query {
  return async (text, values) => {
    const database = await open();
    try {
      return (await database.executeSql(text, values)).rows;
    } catch (error) {
      throw databaseError(error);
    }
  };
}

/** Small values in the database. */
export function postgresStore(query: Query, schema: string): InboxStore {
  return {
    get: async (key) => {
      const [row] = await query(
        `SELECT value FROM ${schema}.inbox_facts WHERE key = $1 AND expires_at > clock_timestamp()`,
        [storableText(key)],
      );
      return row?.['value'];
    },
    set: async (key, value, expiresInMs) => {
      await query(
        `INSERT INTO ${schema}.inbox_facts (key, value, expires_at)
         VALUES ($1, $2::jsonb, clock_timestamp() + $3::float8 * interval '1 millisecond')
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
        [storableText(key), storableJson(value), expiresInMs],
      );
    },
    delete: async (key) => {
      await query(`DELETE FROM ${schema}.inbox_facts WHERE key = $1`, [storableText(key)]);
    },
  };
}

/** Places in the row of sends, by the clock of the database, for all processes together. */
export function postgresPace(
  query: Query,
  schema: string,
): (account: string, perMinute: number) => Promise<number> {
  return async (account, perMinute) => {
    const [row] = await query(
      // As in `nextPlace`: a clock that was set back moves the whole row with it.
      `INSERT INTO ${schema}.inbox_pace AS pace (account, place) VALUES ($1, clock_timestamp())
       ON CONFLICT (account) DO UPDATE
         SET place = greatest(
               pace.place - greatest(pace.taken_at - clock_timestamp(), interval '0')
                 + $2::float8 * interval '1 millisecond',
               clock_timestamp()),
             taken_at = clock_timestamp()
       RETURNING greatest(0, extract(epoch FROM place - clock_timestamp()) * 1000)::float8 AS wait`,
      [account, 60_000 / perMinute],
    );
    return Number(row?.['wait'] ?? 0);
  };
}
