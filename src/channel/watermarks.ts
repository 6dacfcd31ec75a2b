import type { InboxStore } from '../inbox/store';
import { isRecord } from '../whatsgate/json';
import type { Logger } from '../whatsgate/logger';
import { CLOCK_ALLOWANCE_MS, earlier, later, OVERLAP_MS, readTime } from './event-time';
import { LatestTaken } from './latest-taken';

/** A watermark that no look has confirmed for so long is no use: the gateway does not keep events for ever. */
const KEPT_MS = 90 * 24 * 60 * 60_000;
/** How often one that stands still is written all the same, so that a quiet account keeps its own. */
const CONFIRMED_EVERY_MS = 24 * 60 * 60_000;

interface Watermark {
  /** All events up to this time that the gateway lists were taken in. */
  readonly at: Date;
  /** What is older is not asked for: it came before the bot, or may be forgotten. Older stores do not tell it. */
  readonly floor: Date | undefined;
}

/** What a look has covered. */
export interface Covered {
  readonly from: Date;
  /** Left out when the look saw no event that tells the time. */
  readonly to: Date | undefined;
  /** Where there is no watermark yet: the time before which events do not count. Default `from`. */
  readonly floor?: Date;
}

/**
 * Up to when the events of each account were looked through, by the gateway's own clock, kept in the store of the
 * inbox. Only complete looks move it: that a webhook came says nothing about the one before it.
 */
export class Watermarks {
  readonly #store: InboxStore;
  readonly #taken: LatestTaken;
  readonly #marks = new Map<string, Watermark>();
  readonly #confirmedMs = new Map<string, number>();
  /** The earliest event that was given and that no watermark reflects yet. */
  readonly #given = new Map<string, Date>();
  readonly #settling = new Map<string, Promise<void>>();

  constructor(store: InboxStore, logger: Logger) {
    this.#store = store;
    this.#taken = new LatestTaken(store, logger);
  }

  /**
   * The time from which a look has to ask; `undefined` when there is nothing to catch up with.
   *
   * @param gap the time of the earliest event that is known to be missing.
   * @throws whatever keeps the store from being read or written.
   */
  async since(whatsappId: string, gap?: Date): Promise<Date | undefined> {
    const mark = await this.#settle(whatsappId);
    if (mark === undefined) return undefined;
    const start = later(new Date(earlier(mark.at, gap).getTime() - OVERLAP_MS), mark.floor);
    return this.#notBeforeEdge(whatsappId, start, mark);
  }

  /**
   * The time from which looks that have come to a time go on: there, or later when what is older may be forgotten.
   * @throws whatever keeps the store from being read or written.
   */
  async goOn(whatsappId: string, from: Date): Promise<Date> {
    return this.#notBeforeEdge(whatsappId, from, await this.#settle(whatsappId));
  }

  /** Notes that an event was given, whether it could be taken in or not. The first one makes the watermark. */
  given(whatsappId: string, date: Date | undefined): void {
    if (date === undefined) return;
    const mark = this.#marks.get(whatsappId);
    if (mark !== undefined && !belongsBefore(date, mark)) return;
    // A date that cannot be must not keep those from being asked for that come next.
    const credible = date.getTime() > Date.now() + CLOCK_ALLOWANCE_MS ? wholeSecond(Date.now()) : date;
    this.#given.set(whatsappId, earlier(credible, this.#given.get(whatsappId)));
    if (this.#settling.has(whatsappId)) return;
    // What keeps the store from it is met again, and told of, by the next look.
    const settling = this.#settle(whatsappId)
      .catch(() => undefined)
      .then(() => void this.#settling.delete(whatsappId));
    this.#settling.set(whatsappId, settling);
  }

  /** Notes that an event was taken in. This moves no watermark. */
  taken(whatsappId: string, date: Date | undefined): void {
    this.#taken.note(whatsappId, date);
  }

  /**
   * Notes what a look has covered. A watermark never goes back, and never jumps over what no look has covered.
   * @throws whatever keeps the store from being read or written.
   */
  async advance(whatsappId: string, { from, to, floor }: Covered): Promise<void> {
    const known = await this.#settle(whatsappId);
    const mark = known ?? { at: later(from, floor), floor: floor ?? from };
    if (from > mark.at) return;
    const at = later(mark.at, to);
    const confirmedMs = this.#confirmedMs.get(whatsappId) ?? 0;
    if (known !== undefined && at <= mark.at && Date.now() - confirmedMs < CONFIRMED_EVERY_MS) return;
    await this.#write(whatsappId, { ...mark, at });
    this.#confirmedMs.set(whatsappId, Date.now());
  }

  /** Writes what was not written yet. Never rejects. */
  async flush(): Promise<void> {
    await Promise.all(this.#settling.values());
    await this.#taken.flush();
  }

  /** The watermark, with the events that were given. Other processes move it too, so the store is asked each time. */
  async #settle(whatsappId: string): Promise<Watermark | undefined> {
    const stored = await this.#read(whatsappId);
    const given = this.#given.get(whatsappId);
    if (given === undefined || (stored !== undefined && !belongsBefore(given, stored))) {
      this.#given.delete(whatsappId);
      if (stored !== undefined) this.#marks.set(whatsappId, stored);
      return stored;
    }
    const floor =
      stored === undefined || (stored.floor !== undefined && stored.floor > given) ? given : stored.floor;
    const mark = { at: given, floor };
    await this.#write(whatsappId, mark);
    if (this.#given.get(whatsappId) === given) this.#given.delete(whatsappId);
    return mark;
  }

  async #notBeforeEdge(whatsappId: string, start: Date, mark: Watermark | undefined): Promise<Date> {
    const edge = await this.#taken.edge(whatsappId);
    if (edge === undefined || edge <= start) return start;
    // Kept, because what the look takes in moves the edge, and it may have to begin again.
    if (mark !== undefined) await this.#write(whatsappId, { at: later(mark.at, edge), floor: edge });
    return edge;
  }

  async #read(whatsappId: string): Promise<Watermark | undefined> {
    const stored = await this.#store.get(keyOf(whatsappId));
    const at = isRecord(stored) ? readTime(stored['at']) : undefined;
    if (isRecord(stored) && at !== undefined) return { at, floor: readTime(stored['floor']) };
    const known = this.#marks.get(whatsappId);
    if (known !== undefined) return known;
    // Where the time of the latest event used to be, even one in the future.
    const older = await this.#store.get(`watermark/${whatsappId}`);
    const latest = isRecord(older) ? readTime(older['at']) : undefined;
    if (latest === undefined) return undefined;
    const mark = { at: earlier(latest, wholeSecond(Date.now())), floor: undefined };
    await this.#write(whatsappId, mark);
    return mark;
  }

  async #write(whatsappId: string, mark: Watermark): Promise<void> {
    this.#marks.set(whatsappId, mark);
    const { at, floor } = mark;
    const value = { at: at.toISOString(), ...(floor === undefined ? {} : { floor: floor.toISOString() }) };
    await this.#store.set(keyOf(whatsappId), value, KEPT_MS);
  }
}

/**
 * Whether an event is to take a watermark back: the bot was given a little earlier one right after its first, or the
 * watermark lies where the own clock has not come yet, and the event shows that the gateway's has not either.
 */
function belongsBefore(date: Date, { at, floor }: Watermark): boolean {
  if (date >= at) return false;
  return (
    at.getTime() > Date.now() ||
    (floor !== undefined && at <= floor && floor.getTime() - date.getTime() <= OVERLAP_MS)
  );
}

/** The gateway's dates have no milliseconds. */
function wholeSecond(milliseconds: number): Date {
  return new Date(milliseconds - (milliseconds % 1000));
}

function keyOf(whatsappId: string): string {
  return `looked-until/${whatsappId}`;
}
