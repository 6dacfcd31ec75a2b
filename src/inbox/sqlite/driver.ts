import { createRequire } from 'node:module';
import { WhatsGateConfigurationError } from '../../whatsgate/errors';

/** A value that SQLite takes. */
export type SqlValue = string | number | null;

/** A row, by the names of its columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A prepared statement. */
export interface SqlStatement {
  run(...values: SqlValue[]): {
    readonly changes: number | bigint;
    readonly lastInsertRowid: number | bigint;
  };
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): SqlRow[];
}

/** The part of a SQLite library that is used: `node:sqlite` and `libsql` have it alike. */
export interface SqlDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqlStatement;
  close(): unknown;
}

type DatabaseClass = new (path: string) => SqlDatabase;

const load = createRequire(__filename);

/**
 * Opens a database with what there is: `node:sqlite` of newer Nodes, else the package `libsql`, which brings its
 * binaries along and compiles nothing.
 *
 * @throws WhatsGateConfigurationError when there is neither.
 */
export function openDatabase(path: string): SqlDatabase {
  return new (findLibrary())(path);
}

let found: DatabaseClass | undefined;

function findLibrary(): DatabaseClass {
  found ??= fromNode() ?? fromPackage();
  return found;
}

function fromNode(): DatabaseClass | undefined {
  try {
    return (load('node:sqlite') as { readonly DatabaseSync: DatabaseClass }).DatabaseSync;
  } catch {
    return undefined;
  }
}

function fromPackage(): DatabaseClass {
  try {
    return load('libsql') as DatabaseClass;
  } catch (error) {
    throw new WhatsGateConfigurationError(
      'sqliteInbox needs SQLite: use Node 22.13 or later, which has it, or run `npm install libsql@^0.5`.',
      { cause: error },
    );
  }
}
