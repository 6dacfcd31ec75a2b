/** The longest text that is converted, in characters; a longer one goes out as it is. */
export const LONGEST_CONVERTED = 100_000;

/** How many times longer than its source a text may become. Lists and marks add little; tables repeat their heads. */
const MOST_TIMES = 4;
/** What a text may become in any case, in characters: about one message. */
const LEAST_ROOM = 4096;

/** How much may still be written: a table of many rows with a long head must not become thousands of messages. */
export class Room {
  #left: number;

  /** @param source the text that is converted. */
  constructor(source: string) {
    this.#left = source.length * MOST_TIMES + LEAST_ROOM;
  }

  /**
   * Counts lines that are written.
   * @throws RangeError when they are too many.
   */
  take(lines: readonly string[]): void {
    for (const line of lines) this.#left -= line.length + 1;
    if (this.#left < 0) throw new RangeError('The text becomes many times longer than its source.');
  }
}
