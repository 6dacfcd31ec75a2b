import { createClosing } from './closing';
import { MemoryDeadLetters } from './dead-letters';
import type { Acceptance, Inbox, InboxHandler, InboxItem, InboxRun, InboxStatus } from './inbox';
import { Lanes, type GoOn } from './lanes';
import { Pace } from './pace';
import { RecentIds } from './recent-ids';
import { closedError, fullError } from './refusals';
import { memoryStore } from './store';
import { waitAtMost } from './timer';
import { pause } from '../whatsgate/pause';

/** Bounds of the memory engine. */
export interface MemoryInboxOptions {
  /** The most items that may wait or run; more are refused, and the gateway repeats them. Default 10,000. */
  readonly capacity?: number;
  /**
   * How many ids are remembered at least to recognise repeats; twice as many at most. The gateway's last repeat comes
   * 60 s after the first delivery, so this has to outlast 60 s of traffic. Default 100,000.
   */
  readonly remembered?: number;
  /** How many dead letters are kept; the oldest go first. Default 1,000. */
  readonly deadLetters?: number;
  /** How many values the store keeps; the least used go first. Default 50,000. */
  readonly stored?: number;
}

/** What a run of an item ends with. */
type Ending = Awaited<ReturnType<InboxHandler>>;
type Work = () => Promise<Ending>;

/** An item that waits or runs: the answer to its offer, when that was, in milliseconds of the clock, and its key. */
interface Open extends Acceptance {
  readonly handled: Promise<unknown>;
  readonly since: number;
  readonly key: string;
}

const DONE = Promise.resolve();
const DUPLICATE: Promise<Acceptance> = Promise.resolve({ outcome: 'duplicate', handled: DONE });
const NONE: Promise<readonly string[]> = Promise.resolve([]);

/** The engine without a store: what was not handled when the process dies comes back by the gateway's own repeats. */
export function memoryInbox(options: MemoryInboxOptions = {}): Inbox {
  return new MemoryInbox(options);
}

class MemoryInbox implements Inbox {
  readonly store;
  readonly dead: MemoryDeadLetters;
  readonly #lanes = new Lanes();
  readonly #pace = new Pace();
  readonly #capacity: number;
  /** Items that wait or run, the oldest first. */
  readonly #open = new Map<string, Open>();
  /** Items that wait, run or were handled. */
  readonly #known: RecentIds;
  readonly #closing = createClosing();
  readonly #firstRun: InboxRun = { attempt: 1, signal: this.#closing.signal };
  /** Runs of what has asked for another one. */
  readonly #laterRuns = new Map<Work, InboxRun>();
  /** One for all items, so that none of them costs a closure more. */
  readonly #goOn: GoOn<Ending> = (ending, work) =>
    ending !== undefined && 'againInMs' in ending ? this.#again(ending.againInMs, work) : undefined;
  #handle: InboxHandler | undefined;
  #closed = false;

  constructor(options: MemoryInboxOptions) {
    this.#capacity = options.capacity ?? 10_000;
    this.#known = new RecentIds(options.remembered ?? 100_000);
    this.store = memoryStore(options.stored ?? 50_000);
    this.dead = new MemoryDeadLetters(options.deadLetters ?? 1000, (item) => this.accept(item));
  }

  start(handle: InboxHandler): Promise<void> {
    this.#handle = handle;
    return DONE;
  }

  accept(item: InboxItem): Promise<Acceptance> {
    const open = this.#open.get(item.id);
    if (open !== undefined) return Promise.resolve({ outcome: 'duplicate', handled: open.handled });
    const handle = this.#handle;
    const mayTake = !this.#closed && this.#lanes.waiting + this.#lanes.active < this.#capacity;
    if (handle === undefined || !mayTake) return this.#refuse(item.id);
    if (!this.#known.add(item.id)) return DUPLICATE;
    const work: Work = () => handle(item, this.#runOf(work));
    const handled = this.#lanes.run(item.key, work, this.#goOn);
    const acceptance: Open = { outcome: 'accepted', handled, since: Date.now(), key: item.key };
    this.#open.set(item.id, acceptance);
    const { generation } = this.#known;
    handled.then(
      (ending) => {
        this.#open.delete(item.id);
        // It may have run for so long that its id was forgotten meanwhile.
        if (this.#known.generation !== generation) this.#known.add(item.id);
        if (ending !== undefined && 'dead' in ending) {
          this.dead.add(item, ending.dead, this.#runOf(work).attempt);
        }
        this.#laterRuns.delete(work);
      },
      () => {
        this.#open.delete(item.id);
        this.#known.delete(item.id);
        this.#laterRuns.delete(work);
      },
    );
    return Promise.resolve(acceptance);
  }

  /** What was handled before is acknowledged also when nothing new is taken. */
  #refuse(id: string): Promise<Acceptance> {
    if (this.#known.has(id)) return DUPLICATE;
    const isFull = !this.#closed && this.#handle !== undefined;
    return Promise.reject(isFull ? fullError(this.#capacity) : closedError());
  }

  waiting(key: string, most: number): Promise<readonly string[]> {
    if (!this.#lanes.isWaited(key)) return NONE;
    const ids: string[] = [];
    for (const [id, open] of this.#open) {
      if (open.key === key) ids.push(id);
      if (ids.length >= most) break;
    }
    return Promise.resolve(ids);
  }

  run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return this.#closed ? Promise.reject(closedError()) : this.#lanes.run(key, work);
  }

  reserve(account: string, perMinute: number): Promise<number> {
    return Promise.resolve(this.#pace.reserve(account, perMinute));
  }

  status(): Promise<InboxStatus> {
    const [oldest] = this.#open.values();
    return Promise.resolve({
      queued: this.#lanes.waiting,
      active: this.#lanes.active,
      dead: this.dead.size,
      oldestMs: oldest === undefined ? 0 : Math.max(0, Date.now() - oldest.since),
    });
  }

  async close(graceMs: number): Promise<number> {
    this.#closed = true;
    await waitAtMost(this.#lanes.idle(), graceMs);
    this.#closing.abort();
    const unfinished = this.#lanes.waiting + this.#lanes.active;
    // At once, because what they wait for may never end: who brought them has to bring them to somebody else.
    this.#lanes.refuse(closedError());
    return unfinished;
  }

  #runOf(work: Work): InboxRun {
    return this.#laterRuns.size === 0 ? this.#firstRun : (this.#laterRuns.get(work) ?? this.#firstRun);
  }

  async #again(againInMs: number, work: Work): Promise<Ending> {
    const { signal } = this.#closing;
    this.#laterRuns.set(work, { attempt: this.#runOf(work).attempt + 1, signal });
    await pause(againInMs, signal);
    // Handed back: not acknowledged, so that the gateway brings it to who is there then.
    if (signal.aborted) throw closedError();
    return work();
  }
}
