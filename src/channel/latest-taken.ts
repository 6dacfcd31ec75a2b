import type { InboxStore } from '../inbox/store';
import { isRecord } from '../whatsgate/json';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import { AHEAD_MS, readTime } from './event-time';

/** Inboxes know repeats for 7 days by themselves; a day less, because a look takes its time. */
const REPEATS_KNOWN_MS = 6 * 24 * 60 * 60_000;
const KEPT_MS = 90 * 24 * 60 * 60_000;
/** How much of it a crash may take. */
const WRITTEN_AFTER_MS = 1000;

interface Taken {
  /** The date of the event, by the gateway's clock. */
  readonly at: Date;
  /** When it was taken in, by the own clock. */
  readonly ownMs: number;
}

/**
 * The latest event of each account that was taken in. An inbox knows repeats for some days only: what is older must
 * not be asked for again, or it would be answered twice.
 */
export class LatestTaken {
  readonly #store: InboxStore;
  readonly #logger: Logger;
  readonly #latest = new Map<string, Taken>();
  /** What an earlier process has left, until the first question. */
  readonly #restored = new Map<string, Taken | undefined>();
  readonly #unwritten = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: InboxStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Notes that an event of this date was taken in. It is written a little later, so that no event waits for it. */
  note(whatsappId: string, date: Date | undefined): void {
    const known = this.#latest.get(whatsappId);
    const ownMs = Date.now();
    // Nor one of the same time, which may be the same: it is not remembered for longer because it is seen again.
    if (date === undefined || (known !== undefined && date <= known.at)) return;
    if (date.getTime() > ownMs + AHEAD_MS) return;
    this.#latest.set(whatsappId, { at: date, ownMs });
    this.#unwritten.add(whatsappId);
    this.#timer ??= setTimeout(() => void this.flush(), WRITTEN_AFTER_MS).unref();
  }

  /**
   * The time, by the gateway's clock, before which events may be forgotten; `undefined` when that is not known. The
   * first time it is told by what an earlier process has left: what has arrived since then is not the end of an outage.
   * After that, what other processes and earlier ones have taken in counts as well: it is listed here too.
   *
   * @throws whatever keeps the store from being read.
   */
  async edge(whatsappId: string): Promise<Date | undefined> {
    await this.#restore(whatsappId);
    const latest = this.#restored.get(whatsappId) ?? (await this.#latestOfAll(whatsappId));
    this.#restored.set(whatsappId, undefined);
    if (latest === undefined) return undefined;
    const oldest = latest.at.getTime() + Date.now() - REPEATS_KNOWN_MS - latest.ownMs;
    // At the latest the second after it: then all that was taken in may be forgotten, and nothing else was.
    return new Date(Math.min(oldest, latest.at.getTime() + 1000));
  }

  /** Writes what was not written yet. Never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const accounts = [...this.#unwritten];
    this.#unwritten.clear();
    await Promise.all(accounts.map((whatsappId) => this.#write(whatsappId)));
  }

  async #write(whatsappId: string): Promise<void> {
    const taken = this.#latest.get(whatsappId);
    if (taken === undefined) return;
    const value = { at: taken.at.toISOString(), takenAt: new Date(taken.ownMs).toISOString() };
    try {
      await this.#restore(whatsappId);
      if ((await this.#latestOfAll(whatsappId)) !== taken) return;
      await this.#store.set(keyOf(whatsappId), value, KEPT_MS);
    } catch (error) {
      this.#logger.warn('Which event was taken in last could not be stored.', {
        error: presentableCause(error, []),
      });
    }
  }

  /** Of this process and all others. Of two of one time the one that was taken in, and is forgotten, first. */
  async #latestOfAll(whatsappId: string): Promise<Taken | undefined> {
    const stored = readTaken(await this.#store.get(keyOf(whatsappId)));
    const own = this.#latest.get(whatsappId);
    if (stored === undefined || own === undefined) return own ?? stored;
    const difference = own.at.getTime() - stored.at.getTime() || stored.ownMs - own.ownMs;
    return difference > 0 ? own : stored;
  }

  /** Reads, once and before it is written over, what an earlier process has left. */
  async #restore(whatsappId: string): Promise<void> {
    if (this.#restored.has(whatsappId)) return;
    const stored = readTaken(await this.#store.get(keyOf(whatsappId)));
    if (!this.#restored.has(whatsappId)) this.#restored.set(whatsappId, stored);
  }
}

function readTaken(stored: unknown): Taken | undefined {
  if (!isRecord(stored)) return undefined;
  const [at, own] = [readTime(stored['at']), readTime(stored['takenAt'])];
  return at === undefined || own === undefined ? undefined : { at, ownMs: own.getTime() };
}

function keyOf(whatsappId: string): string {
  return `latest-taken/${whatsappId}`;
}
