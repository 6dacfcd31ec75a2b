import { InboxStorageError } from '../../whatsgate/errors';
import type { SqlDatabase } from './driver';

/** What makes version n of the file from version n - 1; a step that was published is never changed. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE items (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    data TEXT,
    state INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    accepted_at INTEGER NOT NULL,
    done_at INTEGER
  );
  CREATE INDEX items_open ON items (seq) WHERE state < 2;
  CREATE INDEX items_done ON items (done_at) WHERE state = 2;
  CREATE TABLE sends (
    item_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    intent TEXT NOT NULL,
    outcome TEXT,
    PRIMARY KEY (item_id, ordinal)
  ) WITHOUT ROWID;
  CREATE TABLE dead (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,
    data TEXT NOT NULL,
    reason TEXT NOT NULL,
    error TEXT,
    sent TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    died_at INTEGER NOT NULL
  );
  CREATE TABLE facts (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX facts_expiry ON facts (expires_at);
  CREATE TABLE pace (
    account TEXT PRIMARY KEY,
    place REAL NOT NULL,
    taken_at REAL NOT NULL
  ) WITHOUT ROWID;
  `,
];

/**
 * Sets a database up and brings an older one to the present version. Several processes may do so at once.
 * @throws InboxStorageError for a file of a newer version of this package.
 */
export function migrate(database: SqlDatabase): void {
  database.exec('PRAGMA busy_timeout = 5000');
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  if (versionOf(database) === STEPS.length) return;
  // Asked once more where nobody else can be at it.
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of STEPS.slice(versionOf(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${STEPS.length}; COMMIT`);
  } catch (error) {
    try {
      database.exec('ROLLBACK');
    } catch {
      // Rolled back by itself, as when the disk is full.
    }
    throw error;
  }
}

function versionOf(database: SqlDatabase): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version <= STEPS.length) return version;
  throw new InboxStorageError(
    `The inbox file has version ${version}, and this package knows ${STEPS.length}: use the newer package that wrote it.`,
  );
}
