import { WhatsGateConfigurationError } from '../../whatsgate/errors';
import { createClosing } from '../closing';
import type { Acceptance, Inbox, InboxHandler, InboxItem, InboxStatus, Verdict } from '../inbox';
import type { SendJournal } from '../journal';
import { insist } from '../insist';
import { closedError } from '../refusals';
import { runItem } from '../run-item';
import { storableText } from '../storable';
import type { InboxStore } from '../store';
import { isAborted, pause } from '../../whatsgate/pause';
import { waitAtMost } from '../timer';
import { Batch } from './batch';
import { Acceptances, type JobData } from './acceptances';
import type { Attempt, Job } from './boss';
import { Connector, QUEUE, type Connection } from './connection';
import { PostgresDeadLetters } from './dead-letters';
import { postgresPace, postgresStore, queryOn, type Query } from './facts';
import { postgresJournal } from './journal';
import { Leases } from './leases';
import { isMarker, Markers } from './markers';
import type { PostgresInboxOptions } from './options';
import { Pump } from './pump';
import { pruneTables } from './schema';
import { Supervisor } from './supervisor';

const DAY_MS = 24 * 60 * 60 * 1000;
const KEEP_HOUSE_MS = 5000;
/** How long a closing inbox waits, after its grace, for the database to take what it hands back. */
const LAST_WORD_MS = 3000;

/** See `engines.ts`, where it is exported for users. */
export function postgresInbox(target: string | PostgresInboxOptions): Inbox {
  const options = typeof target === 'string' ? { connectionString: target } : target;
  if (!/^[a-z_][a-z0-9_]{0,49}$/.test(options.schema ?? 'whatsgate')) {
    throw new WhatsGateConfigurationError(
      'The schema of postgresInbox must be a short name of a-z, 0-9 and _, and begin with a letter.',
    );
  }
  return new PostgresInbox(options);
}

class PostgresInbox implements Inbox {
  readonly store: InboxStore;
  readonly journal: SendJournal;
  readonly dead: PostgresDeadLetters;
  readonly reserve: Inbox['reserve'];
  readonly #connector: Connector;
  readonly #schema: string;
  readonly #query: Query;
  readonly #attempts: number;
  readonly #rememberMs: number;
  readonly #leases = new Leases();
  readonly #supervisor = new Supervisor();
  readonly #markers: Markers;
  readonly #pump: Pump;
  readonly #closing = createClosing();
  readonly #acceptances: Acceptances;
  readonly #completions: Batch<Attempt, undefined>;
  /** Other work that waits for its turn or runs. */
  #others = 0;
  #handle: InboxHandler | undefined;
  #houseKeeper: NodeJS.Timeout | undefined;
  #closed: Promise<number> | undefined;

  constructor(options: PostgresInboxOptions) {
    const schema = options.schema ?? 'whatsgate';
    this.#schema = schema;
    const concurrency = options.concurrency ?? 100;
    this.#attempts = options.attempts ?? 10;
    this.#rememberMs = options.rememberMs ?? 7 * DAY_MS;
    const timeoutMs = options.timeoutMs ?? 10_000;
    this.#connector = new Connector({
      connectionString: options.connectionString,
      schema,
      connections: options.connections ?? 10,
      create: options.create ?? true,
      rememberMs: this.#rememberMs,
      statementTimeoutMs: timeoutMs * 3,
      ssl: options.ssl,
      onError: options.onError ?? (() => undefined),
    });
    const open = (): Promise<Connection> => this.#connector.open();
    this.#query = queryOn(async () => (await open()).pool);
    this.store = postgresStore(this.#query, schema);
    this.journal = postgresJournal(this.#query, schema, this.#leases);
    this.reserve = postgresPace(this.#query, schema);
    this.dead = new PostgresDeadLetters(this.#query, schema, (item) => this.accept(item));
    this.#markers = new Markers(open, schema);
    this.#pump = new Pump({
      open,
      channel: `${schema}_inbox`,
      concurrency,
      work: (job) => this.#work(job),
    });
    this.#acceptances = new Acceptances({
      open,
      schema,
      capacity: options.capacity ?? 1_000_000,
      concurrency,
      timeoutMs,
      tellOthers: ({ pool }) => {
        if (this.#pump.hasRoom) return;
        pool.executeSql('SELECT pg_notify($1, $2)', [this.#pump.channel, '']).catch(() => undefined);
      },
    });
    this.#completions = new Batch<Attempt, undefined>(async (attempts) => {
      await (await open()).boss.complete(QUEUE, [...attempts]);
      return [];
    });
  }

  async start(handle: InboxHandler): Promise<void> {
    await this.#connector.open();
    await this.#acceptances.count();
    if (this.#closed !== undefined) throw closedError();
    this.#handle = handle;
    this.#keepAlive();
    this.#pump.start();
    this.#houseKeeper ??= setInterval(() => void this.#keepHouse(), KEEP_HOUSE_MS).unref();
  }

  async accept(item: InboxItem): Promise<Acceptance> {
    if (this.#closed !== undefined) throw closedError();
    if (!(await this.#acceptances.add(item))) return { outcome: 'duplicate', handled: undefined };
    this.#pump.wake();
    return { outcome: 'accepted', handled: undefined };
  }

  async waiting(key: string, most: number): Promise<readonly string[]> {
    const rows = await this.#query(
      `SELECT data->'item'->>'id' AS id FROM ${this.#schema}.job
       WHERE name = $1 AND singleton_key = $2 AND state < 'active' AND data ? 'item'
       ORDER BY created_on, id LIMIT $3`,
      [QUEUE, storableText(key), most],
    );
    return rows.map(({ id }) => String(id));
  }

  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#closed !== undefined) throw closedError();
    this.#keepAlive();
    this.#others += 1;
    try {
      const attempt = await this.#markers.take(key, this.#closing.signal);
      this.#leases.begin(attempt);
      try {
        return await work();
      } finally {
        await this.#complete(attempt, this.#closing.signal);
        this.#leases.end(attempt);
        this.#pump.wake();
      }
    } finally {
      this.#others -= 1;
    }
  }

  async status(): Promise<InboxStatus> {
    const [row] = await this.#query(
      `SELECT count(*) FILTER (WHERE state < 'active') AS queued,
              count(*) FILTER (WHERE state = 'active') AS active,
              (SELECT count(*) FROM ${this.#schema}.inbox_dead) AS dead,
              coalesce(extract(epoch FROM clock_timestamp() - min(created_on)) * 1000, 0)::float8 AS oldest
       FROM ${this.#schema}.job WHERE name = $1 AND state <= 'active'`,
      [QUEUE],
    );
    return {
      queued: Number(row?.['queued']),
      active: Number(row?.['active']),
      dead: Number(row?.['dead']),
      oldestMs: Math.max(0, Math.round(Number(row?.['oldest']))),
    };
  }

  close(graceMs: number): Promise<number> {
    this.#closed ??= this.#end(graceMs);
    return this.#closed;
  }

  async #end(graceMs: number): Promise<number> {
    clearInterval(this.#houseKeeper);
    const ended = this.#pump.stop().then(() => this.#idle());
    await waitAtMost(ended, graceMs);
    const unfinished = this.#pump.running + this.#others;
    this.#closing.abort();
    await waitAtMost(this.#leave(), LAST_WORD_MS);
    return unfinished;
  }

  /** Never rejects. */
  async #leave(): Promise<void> {
    this.#leases.stop();
    this.#supervisor.stop();
    await this.#markers.settled();
    // A turn whose end is being written has ended: it must not be handed back.
    await waitAtMost(this.#completions.idle(), LAST_WORD_MS / 3);
    await this.#handBack(this.#leases.attempts).catch(() => undefined);
    await Promise.all([this.#acceptances.idle(), this.#completions.idle()]);
    await this.#connector.close().catch(() => undefined);
  }

  #keepAlive(): void {
    const open = (): Promise<Connection> => this.#connector.open();
    this.#leases.start(open);
    this.#supervisor.start(open);
  }

  async #idle(): Promise<void> {
    await this.#pump.idle();
    const { signal } = this.#closing;
    while (this.#others > 0 && !signal.aborted) await pause(10, signal);
  }

  /** Lets another process have what did not finish here, at once. */
  async #handBack(attempts: readonly Attempt[]): Promise<void> {
    if (attempts.length === 0) return;
    const { boss } = await this.#connector.open();
    await boss.fail(QUEUE, [...attempts]);
  }

  async #work(job: Job): Promise<void> {
    const { boss } = await this.#connector.open();
    if (this.#closing.signal.aborted) {
      await this.#handBack([job]);
      return;
    }
    if (isMarker(job.data)) {
      await this.#markers.meet(boss, job);
      return;
    }
    const handle = this.#handle;
    if (handle === undefined) return;
    const { item } = job.data as JobData;
    const signal = this.#leases.begin(job);
    const rules = { attempts: this.#attempts, journal: this.journal };
    try {
      for (let attempt = job.retryCount + 1; ; attempt += 1) {
        const verdict = await runItem(handle, item, { attempt, signal }, rules);
        // Given to somebody else meanwhile: whatever came out counts no more.
        if (signal.aborted) return;
        if (verdict === undefined || 'dead' in verdict) {
          await (verdict === undefined
            ? this.#complete(job, signal)
            : this.#bury(item, job, verdict, attempt, signal));
          return;
        }
        await pause(verdict.againInMs, signal);
        if (isAborted(signal)) return;
      }
    } finally {
      this.#leases.end(job);
      this.#acceptances.noteDone();
    }
  }

  async #complete(attempt: Attempt, signal: AbortSignal): Promise<void> {
    await insist(() => this.#completions.add({ id: attempt.id, retryCount: attempt.retryCount }), signal);
  }

  /** Makes a dead letter of an item and lets its conversation go on, both or none. */
  async #bury(
    item: InboxItem,
    job: Job,
    verdict: Extract<Verdict, { readonly dead: unknown }>,
    attempt: number,
    signal: AbortSignal,
  ): Promise<void> {
    await insist(async () => {
      const { boss, pool } = await this.#connector.open();
      const transaction = await pool.beginTransaction();
      try {
        const { affected } = await boss.complete(QUEUE, [job], null, { db: transaction.db });
        if (affected > 0) await this.dead.add(transaction.db, item, verdict.dead, attempt);
        await transaction.commit();
      } catch (error) {
        await transaction.rollback();
        throw error;
      }
    }, signal);
  }

  async #keepHouse(): Promise<void> {
    try {
      await this.#acceptances.count();
      await pruneTables((await this.#connector.open()).pool, this.#schema, QUEUE, this.#rememberMs);
    } catch {
      // The database is away; next time.
    }
  }
}
