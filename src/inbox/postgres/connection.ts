import { createHash } from 'node:crypto';
import { WhatsGateConfigurationError } from '../../whatsgate/errors';
import { closedError } from '../refusals';
import { createBoss, databaseError, type Boss, type PgPool } from './boss';
import { storableText } from '../storable';
import { migrateTables } from './schema';

/** The queue of accepted events. */
export const QUEUE = 'inbox';

/** How the database is reached. */
export interface ConnectionOptions {
  readonly connectionString: string;
  readonly schema: string;
  readonly connections: number;
  /** Whether the schema may be made. */
  readonly create: boolean;
  readonly rememberMs: number;
  /** The longest that one statement may take. */
  readonly statementTimeoutMs: number;
  readonly ssl: unknown;
  readonly onError: (error: unknown) => void;
}

/** A connection that stands. */
export interface Connection {
  readonly boss: Boss;
  readonly pool: PgPool;
}

/** Without a sign of life for so long, in seconds, a running item is given to another process. pg-boss takes no less. */
export const HEARTBEAT_SECONDS = 10;

/** The time between two signs of life, in milliseconds. */
export const BEAT_MS = (HEARTBEAT_SECONDS * 1000) / 4;

/** Opens the database when it is needed, and again when that has failed. */
export class Connector {
  readonly #options: ConnectionOptions;
  #connection: Promise<Connection> | undefined;
  #isClosed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /**
   * The connection, made if there is none.
   * @throws InboxStorageError, WhatsGateConfigurationError, WhatsGateClosedError after `close`.
   */
  open(): Promise<Connection> {
    // One that is made now would be closed by nobody, and would keep the process alive.
    if (this.#isClosed) return Promise.reject(closedError());
    this.#connection ??= connect(this.#options).catch((error: unknown) => {
      this.#connection = undefined;
      throw databaseError(error);
    });
    return this.#connection;
  }

  /** Closes what is open, for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.boss.stop({ graceful: false, close: true });
  }
}

async function connect(options: ConnectionOptions): Promise<Connection> {
  const { connectionString, schema, connections, create, ssl, statementTimeoutMs } = options;
  const boss = await createBoss({
    connectionString,
    schema,
    max: connections,
    ...(ssl === undefined ? {} : { ssl }),
    migrate: create,
    application_name: 'botbuilder-adapter-whatsgate',
    connectionTimeoutMillis: 5000,
    // A database that hangs must not hold everything for ever.
    query_timeout: statementTimeoutMs,
    // Ours decides when (`supervisor.ts`); it looks every two seconds, and none of its looks is to be left out.
    supervise: false,
    monitorIntervalSeconds: 1,
    schedule: false,
  });
  // Without a listener an idle connection that breaks would end the process.
  boss.on('error', options.onError);
  try {
    await boss.start();
    if (create) await createInboxQueue(boss, options);
    const pool = boss.getDb();
    await migrateTables(pool, schema);
    return { boss, pool };
  } catch (error) {
    await boss.stop({ graceful: false, close: true }).catch(() => undefined);
    throw missingSchema(error, schema) ?? error;
  }
}

/** pg-boss says what is missing in a sentence alone. */
function missingSchema(error: unknown, schema: string): WhatsGateConfigurationError | undefined {
  if (!(error instanceof Error) || !/not installed|requires migrations/.test(error.message)) return undefined;
  return new WhatsGateConfigurationError(
    `The schema '${schema}' of this database holds no inbox of this version: check the URL and the schema, or make it ` +
      'with `npx botbuilder-adapter-whatsgate migrate`.',
    { cause: error },
  );
}

async function createInboxQueue(boss: Boss, { rememberMs }: ConnectionOptions): Promise<void> {
  if ((await boss.getQueue(QUEUE)) !== null) return;
  await boss.createQueue(QUEUE, {
    policy: 'key_strict_fifo',
    heartbeatSeconds: HEARTBEAT_SECONDS,
    // An item is given up by our own rules; a job that failed for good would block its conversation.
    retryLimit: 10_000,
    retryDelay: 0,
    expireInSeconds: 24 * 60 * 60,
    retentionSeconds: 365 * 24 * 60 * 60,
    deleteAfterSeconds: Math.ceil(rememberMs / 1000),
  });
}

/** The id that a job has for an item: the same for the same item, in the shape that pg-boss wants. */
export function jobIdOf(itemId: string): string {
  const digest = createHash('sha1')
    .update('botbuilder-adapter-whatsgate:')
    .update(storableText(itemId))
    .digest('hex');
  const variant = ((parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `${variant}${digest.slice(18, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
