import type { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateAnswerError } from '../whatsgate/errors';
import { parseEvent, type GatewayEvent } from '../whatsgate/event';
import { CLOCK_ALLOWANCE_MS, earlier, NewestTime, OVERLAP_MS } from './event-time';

/** What a look at past events is given. */
export interface LookParts {
  readonly client: Pick<WhatsGateClient, 'getEvents'>;
  readonly whatsappId: string;
  /** The time from which events are asked for. */
  readonly since: Date;
  readonly signal: AbortSignal;
  /** Takes an event in. A look ends with its rejection. */
  readonly takeIn: (event: GatewayEvent) => Promise<unknown>;
  /** Told in a long look that everything up to a time was taken in. */
  readonly reached: (until: Date) => Promise<void>;
}

/** A part of a look. */
interface Stretch {
  /** Whether the gateway lists nothing more. */
  readonly isComplete: boolean;
  /** What is older was seen; `undefined` when the order of the list does not tell. */
  readonly until?: Date | undefined;
}

interface Listed {
  readonly events: readonly GatewayEvent[];
  readonly pages: number;
  readonly isLast: boolean;
}

const PAGE_SIZE = 100;
/** How many pages a stretch reads, and may hold in memory where the newest are listed first. */
const STRETCH_PAGES = 50;
/** How many it reads when that many were of one moment, so that no shorter one gets on. */
const MOST_PAGES = 1000;

/**
 * Takes in all events of an account that the gateway lists since a time, oldest first, stretch by stretch: an outage
 * may have left more than fits into memory. Gives the time of the newest, `undefined` when no event tells.
 *
 * @throws WhatsGateError when the gateway cannot be asked, or lists so much that no end can be found, and whatever
 * `takeIn` and `reached` reject with. Then not all was seen.
 */
export async function takeInPast(parts: LookParts): Promise<Date | undefined> {
  const newest = new NewestTime();
  let { since } = parts;
  let pages = STRETCH_PAGES;
  for (;;) {
    const { isComplete, until } = await new StretchReader(parts, since, newest).read(pages);
    if (isComplete) return newest.value;
    const nextMs = until === undefined ? 0 : until.getTime() - OVERLAP_MS;
    if (until !== undefined && nextMs > since.getTime() && nextMs < Date.now() + CLOCK_ALLOWANCE_MS) {
      await parts.reached(until);
      since = new Date(nextMs);
      pages = STRETCH_PAGES;
    } else if (pages < MOST_PAGES) {
      pages = Math.min(pages * 2, MOST_PAGES);
    } else {
      throw new WhatsGateAnswerError(
        `events-get listed ${MOST_PAGES} pages without an end, in an order that leads nowhere. The rest was not seen.`,
        { command: 'events-get', status: 200 },
      );
    }
  }
}

/** Reads the pages of one stretch. Neither their order nor the order within them is published; both are looked at. */
class StretchReader {
  readonly #parts: LookParts;
  readonly #since: Date;
  readonly #newest: NewestTime;

  constructor(parts: LookParts, since: Date, newest: NewestTime) {
    this.#parts = parts;
    this.#since = since;
    this.#newest = newest;
  }

  async read(pages: number): Promise<Stretch> {
    const first = await this.#page(1);
    if (first.isLast) return this.#takeIn(first.events, { isComplete: true });
    const second = await this.#page(2);
    const begun = [first, second] as const;
    return startsBefore(second.events, first.events)
      ? this.#fromTheEnd(begun, pages)
      : this.#fromTheBeginning(begun, pages);
  }

  /** Oldest first: what is new while it is read comes at the end, so each page can be taken in as it comes. */
  async #fromTheBeginning(begun: readonly Listed[], pages: number): Promise<Stretch> {
    const order = new OrderOfPages();
    for (let page = 1; ; page += 1) {
      const { events, isLast } = begun[page - 1] ?? (await this.#page(page));
      order.show(events);
      await this.#takeIn(events);
      if (isLast) return { isComplete: true };
      if (page >= pages) return { isComplete: false, until: order.holds ? oldestOf(events) : undefined };
    }
  }

  /**
   * Newest first: the oldest are on the last pages. What is new while they are read moves the others to later pages,
   * so reading forward sees some twice and misses none.
   */
  async #fromTheEnd([first, second]: readonly [Listed, Listed], pages: number): Promise<Stretch> {
    const isWhole = second.pages <= pages;
    const start = isWhole ? 3 : second.pages - pages + 1;
    const held = isWhole ? [first.events, second.events] : [];
    let isRead = second.pages <= 2;
    // While it is read the list grows, but hardly by as much again.
    for (let page = start; !isRead && page < start + 2 * pages; page += 1) {
      const listed = await this.#page(page);
      held.push(listed.events);
      isRead = page >= listed.pages;
      // What the gateway counts and does not show is older: it was not seen.
      if (listed.isLast) break;
    }
    const order = new OrderOfPages();
    for (const events of held.toReversed()) order.show(events);
    const until = isRead && order.holds ? oldestOf(held[0] ?? []) : undefined;
    return this.#takeIn(held.flat(), { isComplete: isWhole && isRead, until });
  }

  async #takeIn(events: readonly GatewayEvent[], stretch: Stretch = { isComplete: false }): Promise<Stretch> {
    for (const event of [...events].sort(byId)) {
      await this.#parts.takeIn(event);
      this.#newest.show(event.date);
    }
    return stretch;
  }

  async #page(page: number): Promise<Listed> {
    const { client, whatsappId, signal } = this.#parts;
    signal.throwIfAborted();
    // Whole seconds, and nobody says whether the bound is inclusive: the last second is asked for again.
    const since = new Date(this.#since.getTime() - 1000);
    const answer = await client.getEvents({ whatsappId, since, pageSize: PAGE_SIZE, page }, signal);
    const events: GatewayEvent[] = [];
    for (const item of answer.items) {
      const event = parseEvent(item);
      if (event?.whatsappId === whatsappId) events.push(event);
    }
    return { events, pages: answer.pages, isLast: page >= answer.pages || answer.items.length === 0 };
  }
}

/** Whether pages that are shown oldest first really go on; they may overlap, when events moved between them. */
class OrderOfPages {
  holds = true;
  #first: GatewayEvent | undefined;
  #last: GatewayEvent | undefined;

  show(events: readonly GatewayEvent[]): void {
    const sorted = [...events].sort(byId);
    const [first, last] = [sorted[0], sorted.at(-1)];
    if (first === undefined || last === undefined) return;
    const goesBack =
      this.#first !== undefined &&
      this.#last !== undefined &&
      (byId(this.#first, first) > 0 || byId(this.#last, last) > 0);
    if (goesBack) this.holds = false;
    [this.#first, this.#last] = [first, last];
  }
}

/** Whether the oldest event of a page is older than all of another. */
function startsBefore(page: readonly GatewayEvent[], other: readonly GatewayEvent[]): boolean {
  const [first, second] = [[...page].sort(byId)[0], [...other].sort(byId)[0]];
  return first !== undefined && second !== undefined && byId(first, second) < 0;
}

function oldestOf(events: readonly GatewayEvent[]): Date | undefined {
  let oldest: Date | undefined;
  for (const { date } of events) if (date !== undefined) oldest = earlier(date, oldest);
  return oldest;
}

/** Event numbers grow. */
function byId(left: GatewayEvent, right: GatewayEvent): number {
  const [first, second] = [Number(left.id), Number(right.id)];
  if (Number.isFinite(first) && Number.isFinite(second)) return first - second;
  return (left.date?.getTime() ?? 0) - (right.date?.getTime() ?? 0);
}
