import type { InboxItem } from './inbox';
import type { SentRecord } from './journal';

/** Why an item was given up, and what it had sent by then. */
export interface DeathNote {
  /** `failed`: its turn threw. `interrupted`: its turn was cut off after it had sent something. `poison`: it could not be handled at all. */
  readonly reason: 'failed' | 'interrupted' | 'poison';
  /** What was thrown, without secrets and phone numbers. */
  readonly error?: string | undefined;
  readonly sent: readonly SentRecord[];
}

/** An item that was given up. Its conversation has gone on. */
export interface DeadLetter extends InboxItem, DeathNote {
  /** How often it was run. */
  readonly attempts: number;
  readonly diedAt: Date;
}

/** Which dead letters to list. */
export interface DeadLetterQuery {
  /** Only those after this one: the id of the last of the page before. */
  readonly after?: string | undefined;
  /** The most to give. Default 100. */
  readonly limit?: number | undefined;
}

/** The items that were given up: to be looked at, run again or thrown away. */
export interface DeadLetters {
  /** A page of them, the oldest first. */
  list(query?: DeadLetterQuery): Promise<readonly DeadLetter[]>;
  /** One of them. */
  get(id: string): Promise<DeadLetter | undefined>;
  /**
   * Runs one again from its beginning, behind what waits in its conversation. It is no dead letter any more, and
   * becomes one again, under another id, should that run fail as well.
   * @returns the id that it runs under; `undefined` when there is no such dead letter.
   */
  replay(id: string): Promise<string | undefined>;
  /** Throws one away. @returns whether it was there. */
  drop(id: string): Promise<boolean>;
}

/** How many dead letters a page has when nobody says. */
export const DEAD_LETTERS_PER_PAGE = 100;

/** The id of a replay: the item's own, with a count. The item itself stays known as a repeat. */
function replayId(id: string): string {
  const [, origin = id, count = '0'] = /^(.*):replay:(\d+)$/s.exec(id) ?? [];
  return `${origin}:replay:${Number(count) + 1}`;
}

/** Offers a dead letter as a new item, and throws it away once that was taken; see `DeadLetters.replay`. */
export async function replayLetter(
  letters: Pick<DeadLetters, 'get' | 'drop'>,
  id: string,
  offer: (item: InboxItem) => Promise<unknown>,
): Promise<string | undefined> {
  const letter = await letters.get(id);
  if (letter === undefined) return undefined;
  const item = { id: replayId(id), key: letter.key, data: letter.data };
  await offer(item);
  await letters.drop(id);
  return item.id;
}

/** Dead letters in memory: at most this many, the oldest go first. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #letters = new Map<string, DeadLetter>();
  readonly #capacity: number;
  readonly #offer: (item: InboxItem) => Promise<unknown>;

  /** @param offer takes an item that is to be run again. */
  constructor(capacity: number, offer: (item: InboxItem) => Promise<unknown>) {
    this.#capacity = capacity;
    this.#offer = offer;
  }

  /** How many there are. */
  get size(): number {
    return this.#letters.size;
  }

  /** Keeps an item that was given up. */
  add({ id, key, data }: InboxItem, note: DeathNote, attempts: number): void {
    this.#letters.set(id, { id, key, data, ...note, attempts, diedAt: new Date() });
    const [oldest] = this.#letters.keys();
    if (this.#letters.size > this.#capacity && oldest !== undefined) this.#letters.delete(oldest);
  }

  list({ after, limit = DEAD_LETTERS_PER_PAGE }: DeadLetterQuery = {}): Promise<readonly DeadLetter[]> {
    const letters = [...this.#letters.values()];
    const start = after === undefined ? 0 : letters.findIndex(({ id }) => id === after) + 1;
    return Promise.resolve(letters.slice(start, start + limit));
  }

  get(id: string): Promise<DeadLetter | undefined> {
    return Promise.resolve(this.#letters.get(id));
  }

  replay(id: string): Promise<string | undefined> {
    return replayLetter(this, id, this.#offer);
  }

  drop(id: string): Promise<boolean> {
    return Promise.resolve(this.#letters.delete(id));
  }
}
