import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface } from 'node:readline';

/** Where a chat reads from: `process.stdin` or any stream. */
export type TerminalInput = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** Where a chat writes to: `process.stdout` or any stream. */
export type TerminalOutput = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Lines in, lines out. What is written never tears the line that a person is typing. */
export class TerminalScreen {
  /** Whether a person types, who sees what was typed and can be asked for more. */
  readonly isTyped: boolean;
  /** The lines as they come in; ends with the input, or with `close`. */
  readonly lines: AsyncIterable<string>;
  readonly #output: TerminalOutput;
  readonly #readline: Interface;
  readonly #release: () => void;
  #isPrompting = false;
  #isClosed = false;

  /** @param onBroken Called when a stream fails: nobody reads or writes any more. */
  constructor(input: TerminalInput, output: TerminalOutput, onBroken: () => void) {
    this.isTyped = input.isTTY === true && output.isTTY === true;
    this.#output = output;
    this.#readline = createInterface({ input, output, terminal: this.isTyped });
    this.#readline.on('line', () => (this.#isPrompting = false));
    this.#readline.on('close', () => {
      this.#isClosed = true;
      if (this.#isPrompting) output.write('\n');
    });
    // Taken at once: lines that came before would be lost.
    const lines = this.#readline[Symbol.asyncIterator]();
    this.lines = { [Symbol.asyncIterator]: () => lines };
    input.on('error', onBroken);
    output.on('error', onBroken);
    this.#release = () => {
      input.removeListener('error', onBroken);
      output.removeListener('error', onBroken);
    };
  }

  /** Writes lines above the one that is being typed. */
  print(text: string): void {
    if (!this.#isPrompting || this.#isClosed) {
      this.#output.write(`${text}\n`);
      return;
    }
    moveCursor(this.#output, 0, -this.#readline.getCursorPos().rows);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    this.#output.write(`${text}\n`);
    this.#readline.prompt(true);
  }

  /** Asks for the next line, where a person types. */
  prompt(name: string): void {
    if (!this.isTyped || this.#isClosed) return;
    this.#readline.setPrompt(`${name}> `);
    this.#isPrompting = true;
    this.#readline.prompt();
  }

  /** Reads no more. */
  close(): void {
    this.#readline.close();
  }

  /** Lets go of the streams; nothing is written any more. */
  release(): void {
    this.close();
    this.#release();
  }
}
