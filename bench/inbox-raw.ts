import { createBoss } from '../src/inbox/postgres/boss';
import { openDatabase } from '../src/inbox/sqlite/driver';

/** The least that a store needs to keep an event: one row, on the disk, for each. */
export interface RawStore {
  insert(id: string, data: string): Promise<void>;
  close(): Promise<void>;
}

/** A table in a SQLite file, with the same settings as the inbox. */
export function rawSqlite(path: string): RawStore {
  const database = openDatabase(path);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE events (id TEXT PRIMARY KEY, data TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO events VALUES (?, ?)');
  return {
    insert: (id, data) => {
      insert.run(id, data);
      return Promise.resolve();
    },
    close: () => Promise.resolve(void database.close()),
  };
}

/** A table in the database, through the same pool as the inbox. */
export async function rawPostgres(connectionString: string): Promise<RawStore> {
  const boss = await createBoss({ connectionString, schema: 'bench_raw', supervise: false, schedule: false });
  boss.on('error', () => undefined);
  await boss.start();
  const pool = boss.getDb();
  await pool.executeSql('CREATE TABLE bench_raw.events (id text PRIMARY KEY, data jsonb NOT NULL)');
  return {
    insert: async (id, data) => {
      await pool.executeSql('INSERT INTO bench_raw.events VALUES ($1, $2)', [id, data]);
    },
    close: () => boss.stop({ graceful: false, close: true }),
  };
}
