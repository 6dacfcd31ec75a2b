import type { Inbox } from './inbox';
import type * as Postgres from './postgres/inbox';
import type { PostgresInboxOptions } from './postgres/options';
import type * as Sqlite from './sqlite/inbox';
import type { SqliteInboxOptions } from './sqlite/inbox';

// Most bots use none of the durable engines, and none uses both: each is loaded when it is asked for.

/**
 * An inbox in one SQLite file, for one process on one machine. What it has accepted outlives a crash of the process
 * and of the machine. Beside the file there are `-wal` and `-shm`, which belong to it, and `.lock`.
 *
 * @param path where the file is; it is created when it is missing, for this user alone.
 * @throws WhatsGateConfigurationError when another process works on the file or no SQLite is found,
 * InboxStorageError when the file cannot be used.
 */
export function sqliteInbox(path: string, options: SqliteInboxOptions = {}): Inbox {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const engine = require('./sqlite/inbox') as typeof Sqlite;
  return engine.sqliteInbox(path, options);
}

/**
 * An inbox in a Postgres database, for any number of processes. It is built on the queue pg-boss (an optional peer).
 *
 * @param target the connection string, or options with it.
 * @throws WhatsGateConfigurationError for options that are wrong. That pg-boss is missing, or that the database
 * cannot be reached, shows when the inbox is first used.
 */
export function postgresInbox(target: string | PostgresInboxOptions): Inbox {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const engine = require('./postgres/inbox') as typeof Postgres;
  return engine.postgresInbox(target);
}
