import type { GatewayEvent } from '../../whatsgate/event';

/** Where polling stands, as it is stored. */
export interface Position {
  /** From when events have to be asked for. */
  readonly since: Date;
  /** Events after that which are done with already. */
  readonly done: readonly string[];
}

/** The gateway's dates have whole seconds, and nobody says whether the bound is inclusive. */
const OVERLAP_MS = 1000;

/** Events that wait for the bot at a time. */
const MOST_PENDING = 1000;
/** Events that are remembered while one of them holds up the position. */
const MOST_KNOWN = 50_000;

/**
 * Knows which polled events are new, under way and done. The position never passes an event that is not done, so
 * that a stop at any time loses none.
 */
export class Progress {
  #since: Date;
  readonly #pending = new Map<string, Date | undefined>();
  readonly #done = new Map<string, Date>();

  constructor({ since, done }: Position) {
    this.#since = since;
    for (const key of done) this.#done.set(key, since);
  }

  /** How many events are under way. */
  get pending(): number {
    return this.#pending.size;
  }

  /** How many more events may be begun now. What there is no room for is asked for again. */
  get room(): number {
    const known = this.#pending.size + this.#done.size;
    return Math.max(0, Math.min(MOST_PENDING - this.#pending.size, MOST_KNOWN - known));
  }

  /** The time to ask from: a second before what is known, which is asked for twice and recognised. */
  get askFrom(): Date {
    return new Date(this.#since.getTime() - OVERLAP_MS);
  }

  /** Notes an event; false when it is known already. */
  begin(event: GatewayEvent): boolean {
    const key = keyOf(event);
    if (this.#pending.has(key) || this.#done.has(key)) return false;
    this.#pending.set(key, event.date);
    return true;
  }

  /** Notes that an event is done with. */
  end(event: GatewayEvent): void {
    const key = keyOf(event);
    this.#pending.delete(key);
    this.#done.set(key, event.date ?? this.#since);
  }

  /** Moves on as far as everything is done, and forgets what cannot come again. */
  moveOn(): void {
    const waiting = [...this.#pending.values()].map((date) => date ?? this.#since);
    const reached = waiting.length > 0 ? waiting : [...this.#done.values(), this.#since];
    const times = reached.map((date) => date.getTime());
    const time = waiting.length > 0 ? times.reduce(smaller) : times.reduce(larger);
    this.#since = new Date(Math.max(this.#since.getTime(), time));
    for (const [key, date] of this.#done) if (date < this.askFrom) this.#done.delete(key);
  }

  /** What to store. */
  get position(): Position {
    return { since: this.#since, done: [...this.#done.keys()] };
  }
}

function keyOf({ whatsappId, id, raw }: GatewayEvent): string {
  return `${whatsappId} ${id ?? JSON.stringify(raw)}`;
}

function smaller(left: number, right: number): number {
  return Math.min(left, right);
}

function larger(left: number, right: number): number {
  return Math.max(left, right);
}
