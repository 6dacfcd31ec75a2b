import { closeSync, existsSync, openSync } from 'node:fs';
import { WhatsGateConfigurationError } from '../../whatsgate/errors';
import type { Acceptance, Inbox, InboxHandler, InboxItem, InboxStatus } from '../inbox';
import type { SendJournal } from '../journal';
import { createClosing } from '../closing';
import { insist } from '../insist';
import { closedError, fullError } from '../refusals';
import { runItem } from '../run-item';
import { Schedule } from '../schedule';
import type { InboxStore } from '../store';
import { isAborted, pause } from '../../whatsgate/pause';
import { waitAtMost } from '../timer';
import { Commits } from './commits';
import { SqliteDeadLetters } from './dead-letters';
import { openDatabase, type SqlDatabase } from './driver';
import { sqliteJournal, sqlitePace, sqliteStore } from './facts';
import { SqliteItems } from './items';
import { lockFile } from './lock';
import { migrate } from './schema';
import { storageError } from './storage-error';

/** Bounds and times of the SQLite engine. */
export interface SqliteInboxOptions {
  /** The most items that may wait or run; more are refused, and the gateway repeats them. Default 1,000,000. */
  readonly capacity?: number;
  /** How many items run at once, each of another conversation. Default 250. */
  readonly concurrency?: number;
  /** How long the id of an item that is done is remembered, to know repeats, in milliseconds. Default 7 days. */
  readonly rememberMs?: number;
  /** How often an item is tried that cannot be handled at all, before it is a dead letter. Default 10. */
  readonly attempts?: number;
  /**
   * Looks at the file and does not work on it, beside the process that does: for commands that list and replay dead
   * letters. What is accepted then waits for that process. Default false.
   */
  readonly shared?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const LOOK_AROUND_MS = 1000;
const PRUNED_AT_ONCE = 500;

/** See `engines.ts`, where it is exported for users. */
export function sqliteInbox(path: string, options: SqliteInboxOptions = {}): Inbox {
  const release = options.shared === true ? undefined : lockFile(path);
  let database: SqlDatabase | undefined;
  try {
    // SQLite would create it readable for everybody, also for the command that makes one.
    if (options.shared !== true || !existsSync(path)) closeSync(openSync(path, 'a', 0o600));
    database = openDatabase(path);
    return sqliteInboxOn(database, options, release);
  } catch (error) {
    database?.close();
    release?.();
    throw error instanceof WhatsGateConfigurationError ? error : storageError('opened', error);
  }
}

/**
 * The same on a database that is open already.
 * @param release called when the inbox has closed.
 * @throws what SQLite throws when the database cannot be used.
 */
export function sqliteInboxOn(
  database: SqlDatabase,
  options: SqliteInboxOptions = {},
  release?: () => void,
): Inbox {
  migrate(database);
  return new SqliteInbox(database, options, release);
}

class SqliteInbox implements Inbox {
  readonly store: InboxStore;
  readonly journal: SendJournal;
  readonly dead: SqliteDeadLetters;
  readonly reserve: Inbox['reserve'];
  readonly #database: SqlDatabase;
  readonly #commits: Commits;
  readonly #items: SqliteItems;
  readonly #schedule: Schedule;
  readonly #capacity: number;
  readonly #rememberMs: number;
  readonly #attempts: number;
  readonly #isShared: boolean;
  readonly #release: (() => void) | undefined;
  readonly #closing = createClosing();
  #handle: InboxHandler | undefined;
  #lastRow = 0;
  #open = 0;
  #lookAround: NodeJS.Timeout | undefined;
  #closed: Promise<number> | undefined;

  constructor(database: SqlDatabase, options: SqliteInboxOptions, release: (() => void) | undefined) {
    this.#database = database;
    this.#release = release;
    this.#capacity = options.capacity ?? 1_000_000;
    this.#rememberMs = options.rememberMs ?? 7 * DAY_MS;
    this.#attempts = options.attempts ?? 10;
    this.#isShared = options.shared === true;
    this.#commits = new Commits(database);
    this.#items = new SqliteItems(database);
    this.#schedule = new Schedule(options.concurrency ?? 250, (row) => this.#work(row));
    this.store = sqliteStore(database, this.#commits);
    this.journal = sqliteJournal(database, this.#commits);
    this.reserve = sqlitePace(database, this.#commits);
    this.dead = new SqliteDeadLetters(database, this.#commits, (item) => this.accept(item));
    this.#open = this.#items.count().open;
  }

  start(handle: InboxHandler): Promise<void> {
    if (this.#closed !== undefined) return Promise.reject(closedError());
    return this.#commits.read(() => {
      this.#takeOver();
      this.#handle = handle;
      this.#schedule.open();
      this.#lookAround = setInterval(() => this.#keepHouse(), LOOK_AROUND_MS).unref();
    });
  }

  async accept(item: InboxItem): Promise<Acceptance> {
    if (this.#closed !== undefined) throw closedError();
    const row = await this.#commits.write(() => {
      if (this.#open >= this.#capacity) return this.#items.isKnown(item.id) ? undefined : 'full';
      return this.#items.insert(item);
    });
    if (row === 'full') throw fullError(this.#capacity);
    if (row === undefined) return { outcome: 'duplicate', handled: undefined };
    this.#open += 1;
    if (this.#handle !== undefined) this.#place(item.key, row);
    return { outcome: 'accepted', handled: undefined };
  }

  waiting(key: string, most: number): Promise<readonly string[]> {
    const rows = this.#schedule.rowsOf(key).slice(0, most);
    return rows.length === 0 ? Promise.resolve([]) : this.#commits.read(() => this.#items.idsOf(rows));
  }

  run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return this.#closed === undefined ? this.#schedule.run(key, work) : Promise.reject(closedError());
  }

  status(): Promise<InboxStatus> {
    return this.#commits.read(() => {
      const since = this.#items.oldestSince();
      const oldestMs = since === undefined ? 0 : Math.max(0, Date.now() - since);
      const { active, waiting } = this.#schedule;
      const known = { dead: this.dead.count(), oldestMs };
      if (this.#handle !== undefined) return { queued: waiting, active, ...known };
      const { open, begun } = this.#items.count();
      // Begun by the process that works on the file; without one, what was begun waits to be begun again.
      const running = this.#isShared ? begun : 0;
      return { queued: open - running, active: active + running, ...known };
    });
  }

  close(graceMs: number): Promise<number> {
    this.#closed ??= this.#end(graceMs);
    return this.#closed;
  }

  async #end(graceMs: number): Promise<number> {
    clearInterval(this.#lookAround);
    this.#schedule.stop();
    await waitAtMost(this.#schedule.idle(), graceMs);
    const unfinished = this.#schedule.active;
    this.#closing.abort();
    this.#commits.close();
    this.#database.close();
    this.#release?.();
    return unfinished;
  }

  /** What this process does not know yet: of an earlier one at first, later of a command beside it. */
  #takeOver(): void {
    for (const { row, key } of this.#items.openAfter(this.#lastRow)) {
      this.#lastRow = row;
      this.#schedule.add(key, row);
    }
  }

  #place(key: string, row: number): void {
    // With a gap, another process has added something before it.
    if (row > this.#lastRow + 1) this.#takeOver();
    if (row <= this.#lastRow) return;
    this.#lastRow = row;
    this.#schedule.add(key, row);
  }

  #keepHouse(): void {
    const known = this.#schedule.waiting + this.#schedule.active;
    const clean = (): void => {
      this.#commits.write(() => this.#items.prune(this.#rememberMs, PRUNED_AT_ONCE)).catch(() => undefined);
    };
    this.#commits
      .read(() => {
        this.#takeOver();
        this.#open += Math.max(0, this.#schedule.waiting + this.#schedule.active - known);
      })
      .then(clean, clean);
  }

  async #work(row: number): Promise<void> {
    const { signal } = this.#closing;
    const item = await insist(() => this.#commits.read(() => this.#items.load(row)), signal);
    const handle = this.#handle;
    if (item === undefined || handle === undefined) return;
    const { id, key, data } = item;
    const rules = { attempts: this.#attempts, journal: this.journal };
    for (let attempt = item.attempts + 1; !signal.aborted; attempt += 1) {
      // The journal counts as well, so that nothing has to wait for this.
      void this.#persist(() => this.#items.begin(row, attempt));
      const verdict = await runItem(handle, { id, key, data }, { attempt, signal }, rules);
      // Closed meanwhile: whatever came out, the next process finds it begun.
      if (isAborted(signal)) return;
      if (verdict === undefined || 'dead' in verdict) {
        await this.#persist(() => {
          if (verdict !== undefined) this.dead.add(item, verdict.dead, attempt);
          this.#items.finish(row, item.id);
        });
        this.#open -= 1;
        return;
      }
      await pause(verdict.againInMs, signal);
    }
  }

  /** Writes what must not be lost, until the inbox closes. */
  async #persist(operation: () => void): Promise<void> {
    await insist(() => this.#commits.write(operation), this.#closing.signal);
  }
}
