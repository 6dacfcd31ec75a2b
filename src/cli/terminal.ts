import { redact } from '../whatsgate/redact';

/** Where a command writes to and what it is started with. Tests and `bin.ts` bring their own. */
export interface Terminal {
  readonly output: { write(text: string): unknown };
  readonly errors: { write(text: string): unknown };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Fires when the person wants the program to end. */
  readonly stopped: AbortSignal;
}

/** Control characters, line ends and tabs apart: what strangers write must not command somebody's terminal. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** What a command says: results on the output, everything else beside it. */
export class Report {
  readonly #terminal: Terminal;
  readonly #secrets = new Set<string>();
  /** Whether results are JSON. */
  isJson = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** Notes a secret: it is taken out of every note and error from now on. */
  hide(secret: string): void {
    if (secret !== '') this.#secrets.add(secret);
  }

  /** A result: as JSON on one line with `--json`, else the text. */
  result(value: unknown, text: string): void {
    this.#terminal.output.write(`${this.isJson ? printableJson(value) : printable(text)}\n`);
  }

  /** A remark beside the results, without secrets and whole phone numbers. */
  note(text: string): void {
    this.#terminal.errors.write(`${printable(this.clean(text))}\n`);
  }

  /** A failure: a sentence, or with `--json` an object, beside the results. */
  failure(failure: { readonly reason: string; readonly code: number; readonly message: string }): void {
    const message = this.clean(failure.message);
    this.#terminal.errors.write(
      `${this.isJson ? printableJson({ error: { ...failure, message } }) : printable(message)}\n`,
    );
  }

  /** A text without the known secrets and with phone numbers shortened. */
  clean(text: string): string {
    return redact(text, [...this.#secrets]);
  }
}

function printable(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}

/** JSON leaves some control characters as they are, among them one that begins commands as Escape does. */
function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f]/g, escaped);
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
