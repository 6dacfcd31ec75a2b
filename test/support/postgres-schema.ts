import { createBoss, type Boss, type PgRow } from '../../src/inbox/postgres/boss';

const TABLES = ['job', 'inbox_sends', 'inbox_dead', 'inbox_facts', 'inbox_pace'];

/** Schemas for tests, each emptied before it is used again: making one takes a second, emptying it does not. */
export class Schemas {
  readonly #url: string;
  readonly #names: readonly string[];
  #boss: Boss | undefined;
  #next = 0;

  constructor(url: string, purpose: string) {
    this.#url = url;
    this.#names = [1, 2].map((number) => `test_${purpose}_${process.pid}_${number}`);
  }

  /** An empty schema, or one that is still to be made. Two of them can be in use at once. */
  async take(): Promise<string> {
    const name = this.#names[(this.#next += 1) % this.#names.length] ?? '';
    if (this.#boss === undefined) {
      this.#boss = await createBoss({
        connectionString: this.#url,
        schema: name,
        supervise: false,
        schedule: false,
      });
      this.#boss.on('error', () => undefined);
      await this.#boss.start();
    }
    for (const table of TABLES) {
      await this.#boss
        .getDb()
        .executeSql(
          `DO $$ BEGIN IF to_regclass('${name}.${table}') IS NOT NULL THEN TRUNCATE ${name}.${table}; END IF; END $$`,
        );
    }
    return name;
  }

  /** Runs SQL of a test in a schema that `take` gave; `SCHEMA` stands for its name. */
  async query(schema: string, sql: string, values: unknown[] = []): Promise<readonly PgRow[]> {
    const result = await this.#boss?.getDb().executeSql(sql.replaceAll('SCHEMA', schema), values);
    return result?.rows ?? [];
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#boss?.stop({ graceful: false, close: true });
  }
}
