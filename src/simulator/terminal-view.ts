import type { Delivery, DeliveryAttempt } from './delivery';
import type { OutgoingMessage } from './outgoing-queue';
import type { ShownMessage } from './terminal-transcript';

const EXCERPT_LENGTH = 60;
const LONGEST_TEXT = 20_000;

/** Control characters: a bot must not move the cursor, or change the title, of somebody's terminal. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text as it may be written to a terminal, cut when it is very long. */
function printable(text: string): string {
  const clean = text.replace(/\r\n?/g, '\n').replace(CONTROL, '\ufffd');
  if (clean.length <= LONGEST_TEXT) return clean;
  return `${clean.slice(0, LONGEST_TEXT)}… (${clean.length - LONGEST_TEXT} characters more)`;
}

function excerpt(text: string): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  if (line.length <= EXCERPT_LENGTH) return line;
  // A half of a surrogate pair would be no character.
  return `${line.slice(0, EXCERPT_LENGTH).replace(/[\ud800-\udbff]$/, '')}…`;
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

/** What a message says, in a form that fits a quote: its file, its text, or both. */
export function summarise(message: Pick<OutgoingMessage, 'type' | 'body' | 'media'>): string {
  const { type, body = '', media } = message;
  if (media === undefined) return body;
  const name = media.filename === undefined ? '' : `${media.filename}, `;
  const file = `[${type}] ${name}${media.mimetype}, ${size(media.data.length)}`;
  return body === '' ? file : `${file}\n${body}`;
}

function reason(attempt: DeliveryAttempt): string {
  if (attempt.error !== undefined) return attempt.error;
  if (attempt.status === 200) return 'its answer was not {"result":"OK","id":<number of the event>}';
  return `it answered ${attempt.status ?? 'nothing'}`;
}

/** Turns what happens in a chat into lines. */
export class TerminalView {
  readonly #hasColours: boolean;

  constructor(hasColours: boolean) {
    this.#hasColours = hasColours;
  }

  /** A message of the bot as the person sees it. */
  answer(message: ShownMessage, quoted: ShownMessage | 'forgotten' | undefined): string {
    const text = printable(message.summary).replaceAll('\n', '\n  ');
    const line = `${this.#green(`${message.who} [${message.number}]`)}: ${text}  ${this.#blue('✓✓ read')}`;
    if (quoted === undefined) return line;
    const about =
      quoted === 'forgotten'
        ? 'an earlier message'
        : `${quoted.who} [${quoted.number}]: ${excerpt(quoted.summary)}`;
    return `${this.#grey(`  ┃ ${about}`)}\n${line}`;
  }

  /** The gateway has taken what the person wrote. The text is left out where the person sees it anyway. */
  taken(message: ShownMessage, isTyped: boolean): string {
    const tick = this.#grey('✓');
    if (isTyped) return this.#grey(`  [${message.number}] ✓`);
    return `${printable(message.who)} [${message.number}]: ${excerpt(message.summary)}  ${tick}`;
  }

  /** How the webhook of the person's message ended; undefined when there is nothing to say. */
  delivered({ number }: ShownMessage, { outcome, attempts }: Delivery): string | undefined {
    const last = attempts.at(-1);
    switch (outcome) {
      case 'acknowledged':
        return this.#grey(`  [${number}] ✓✓`);
      case 'given-up':
        return this.#red(`  [${number}] given up${last === undefined ? '' : `: ${reason(last)}`}`);
      case 'no-webhook':
        return this.#red(`  [${number}] no webhook is set, so the bot does not hear of it`);
      case 'dropped':
        return this.#red(`  [${number}] a fault lost its webhook`);
      case 'abandoned':
      case 'no-event':
        return undefined;
    }
  }

  /** The first attempt to deliver the person's message failed. */
  refused({ number }: ShownMessage, attempt: DeliveryAttempt): string {
    return this.#red(
      `  [${number}] the bot's server did not acknowledge it: ${reason(attempt)}. The gateway repeats it.`,
    );
  }

  /** Anything else that the person should know. */
  note(text: string): string {
    return this.#grey(printable(text));
  }

  #grey(text: string): string {
    return this.#paint(text, 90);
  }

  #green(text: string): string {
    return this.#paint(text, 32);
  }

  #blue(text: string): string {
    return this.#paint(text, 36);
  }

  #red(text: string): string {
    return this.#paint(text, 31);
  }

  #paint(text: string, colour: number): string {
    return this.#hasColours ? `\u001b[${colour}m${text}\u001b[39m` : text;
  }
}
