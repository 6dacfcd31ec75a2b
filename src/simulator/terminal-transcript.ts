import { BoundedMap } from './bounded-map';

/** A message that has been shown. */
export interface ShownMessage {
  /** What `/quote` takes. */
  readonly number: number;
  /** Long id. */
  readonly id: string;
  /** Who wrote it. */
  readonly who: string;
  /** What it says, or what kind of file it is. */
  readonly summary: string;
}

const REMEMBERED = 1000;

/** The messages of a terminal chat by number and by id. The oldest are forgotten. */
export class TerminalTranscript {
  readonly #byNumber = new BoundedMap<number, ShownMessage>(REMEMBERED);
  readonly #byId = new BoundedMap<string, ShownMessage>(REMEMBERED);
  #count = 0;

  /** Gives a message the next number. */
  add(message: Omit<ShownMessage, 'number'>): ShownMessage {
    this.#count += 1;
    const shown = { number: this.#count, ...message };
    this.#byNumber.set(shown.number, shown);
    this.#byId.set(shown.id, shown);
    return shown;
  }

  withNumber(number: number): ShownMessage | undefined {
    return this.#byNumber.get(number);
  }

  withId(id: string): ShownMessage | undefined {
    return this.#byId.get(id);
  }
}
