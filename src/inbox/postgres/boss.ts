import { InboxStorageError, WhatsGateConfigurationError, WhatsGateError } from '../../whatsgate/errors';

/** A row, by the names of its columns. */
export type PgRow = Readonly<Record<string, unknown>>;

/** What runs SQL: the pool, or a transaction. */
export interface PgDatabase {
  executeSql(text: string, values?: unknown[]): Promise<{ readonly rows: PgRow[] }>;
}

/** A transaction of pg-boss. */
export interface PgTransaction {
  readonly db: PgDatabase;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** The pool of pg-boss, with the two abilities that its own driver has. */
export interface PgPool extends PgDatabase {
  listen(
    channel: string,
    onNotification: (payload: string) => void,
    onReconnect: () => void,
  ): Promise<{ close(): Promise<void> }>;
  beginTransaction(): Promise<PgTransaction>;
}

/** One attempt at a job. Settling it by this, and not by its id alone, does nothing once somebody else has the job. */
export interface Attempt {
  readonly id: string;
  readonly retryCount: number;
}

/** A job that was fetched. */
export interface Job extends Attempt {
  readonly data: unknown;
}

/** How a settling or a touch went. */
interface Response {
  readonly affected: number;
  readonly settled?: readonly string[];
}

/** The part of pg-boss that is used. Its own types are for ES modules only. */
export interface Boss {
  on(event: 'error' | 'warning', listener: (error: unknown) => void): unknown;
  start(): Promise<unknown>;
  stop(options: { graceful: boolean; close: boolean }): Promise<void>;
  getDb(): PgPool;
  getQueue(name: string): Promise<object | null>;
  createQueue(name: string, options: object): Promise<void>;
  send(name: string, data: object, options: object): Promise<string | null>;
  insert(name: string, jobs: object[], options: { returnId: true }): Promise<string[] | null>;
  fetch(name: string, options: { batchSize: number }): Promise<Job[]>;
  complete(
    name: string,
    attempts: Attempt[],
    data?: object | null,
    options?: { db: PgDatabase },
  ): Promise<Response>;
  fail(name: string, attempts: Attempt[]): Promise<Response>;
  touch(name: string, attempts: Attempt[]): Promise<Response>;
  /** Gives away what has shown no sign of life, and removes what is kept no longer. */
  supervise(name: string): Promise<void>;
}

/** Makes a pg-boss. @throws WhatsGateConfigurationError when the package is missing. */
export async function createBoss(options: object): Promise<Boss> {
  let library: { readonly PgBoss: new (options: object) => Boss };
  try {
    // As a parameter, so that the compiler of a user does not look for it.
    library = (await load('pg-boss')) as typeof library;
  } catch (error) {
    throw new WhatsGateConfigurationError(
      'postgresInbox needs the package pg-boss: run `npm install pg-boss@^12.38`.',
      { cause: error },
    );
  }
  return new library.PgBoss(options);
}

function load(name: string): Promise<unknown> {
  return import(name);
}

/** The SQLSTATE of a failure, also of one that is an error of ours already; `undefined` when it has none. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } };
  const state = error instanceof WhatsGateError ? cause?.code : code;
  return typeof state === 'string' ? state : undefined;
}

/** A failure of the database as an error of ours. */
export function databaseError(error: unknown): Error {
  if (error instanceof WhatsGateError) return error;
  const reason = error instanceof Error && error.message !== '' ? error.message : 'it cannot be reached';
  return new InboxStorageError(
    `The database of the inbox failed: ${reason}. Events are refused until it is back, and the gateway repeats them.`,
    { cause: error, retryable: true },
  );
}
