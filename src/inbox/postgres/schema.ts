import type { PgDatabase } from './boss';

/** What makes version n of our tables from version n - 1; a step that was published is never changed. */
const STEPS: readonly ((schema: string) => string)[] = [
  (schema) => `
    CREATE TABLE ${schema}.inbox_sends (
      item_id text NOT NULL,
      ordinal integer NOT NULL,
      intent jsonb NOT NULL,
      outcome jsonb,
      begun_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (item_id, ordinal)
    );
    CREATE INDEX inbox_sends_begun ON ${schema}.inbox_sends (begun_at);
    CREATE TABLE ${schema}.inbox_dead (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      id text NOT NULL UNIQUE,
      key text NOT NULL,
      data jsonb NOT NULL,
      reason text NOT NULL,
      error text,
      sent jsonb NOT NULL,
      attempts integer NOT NULL,
      died_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE ${schema}.inbox_facts (
      key text PRIMARY KEY,
      value jsonb NOT NULL,
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX inbox_facts_expiry ON ${schema}.inbox_facts (expires_at);
    CREATE TABLE ${schema}.inbox_pace (
      account text PRIMARY KEY,
      place timestamptz NOT NULL
    );
  `,
  (schema) => `
    ALTER TABLE ${schema}.inbox_pace ADD COLUMN taken_at timestamptz NOT NULL DEFAULT clock_timestamp();
  `,
];

/** Makes our tables beside those of pg-boss, or brings older ones to the present version. Several processes may do so at once. */
export async function migrateTables(database: PgDatabase, schema: string): Promise<void> {
  const steps = STEPS.map(
    (step, index) => `
      IF version < ${index + 1} THEN
        ${step(schema)}
        UPDATE ${schema}.inbox_version SET version = ${index + 1};
      END IF;`,
  );
  await database.executeSql(`
    DO $migrate$
    DECLARE version integer;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtext('${schema}.inbox'));
      CREATE TABLE IF NOT EXISTS ${schema}.inbox_version (version integer NOT NULL);
      INSERT INTO ${schema}.inbox_version SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM ${schema}.inbox_version);
      SELECT v.version INTO version FROM ${schema}.inbox_version v;
      ${steps.join('\n')}
    END
    $migrate$`);
}

const PRUNED_AT_ONCE = 1000;
/** How often in a row, so that what many processes write is removed as fast as it expires. */
const MOST_ROUNDS = 20;

/** Removes values that have expired and journal entries of items that are forgotten, a bounded number of each. */
export async function pruneTables(
  database: PgDatabase,
  schema: string,
  queue: string,
  rememberMs: number,
): Promise<void> {
  await removeExpired(database, `${schema}.inbox_facts`, 'key', 'expires_at < now()', []);
  // What a turn has sent that was cut off is asked for when it is resumed, however long nobody was there for that.
  const isForgotten = `begun_at < now() - $1::float8 * interval '1 millisecond' AND item_id NOT IN
    (SELECT data->'item'->>'id' FROM ${schema}.job
     WHERE name = $2 AND state IN ('active', 'retry') AND data->'item'->>'id' IS NOT NULL)`;
  const values = [rememberMs, queue];
  await removeExpired(database, `${schema}.inbox_sends`, 'item_id, ordinal', isForgotten, values);
}

async function removeExpired(
  database: PgDatabase,
  table: string,
  key: string,
  condition: string,
  values: unknown[],
): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    // Rows that another process is removing are left to it.
    const { rows } = await database.executeSql(
      `DELETE FROM ${table} WHERE (${key}) IN
        (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED)
       RETURNING 1`,
      values,
    );
    if (rows.length < PRUNED_AT_ONCE) return;
  }
}
