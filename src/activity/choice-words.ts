import type { OfferedChoice } from './compose';
import type { OutboundActivity } from './types';

/** The longest text that can be a choice, in characters: titles are short, and long messages are none. */
const LONGEST_ANSWER = 256;

/**
 * The choice that a person means: by its number (`2`, `2.`, `(2)`, `#2`, `2️⃣`), or by its title in any case. A title
 * that several choices have says nothing. `undefined` when none is meant.
 */
export function choiceMeant(text: string, choices: readonly OfferedChoice[]): OfferedChoice | undefined {
  if (text.length > LONGEST_ANSWER) return undefined;
  const words = normalized(text);
  if (words === '') return undefined;
  const named = choices.filter((choice) => namesOf(choice).includes(words));
  // Two buttons that do the same may have the same title.
  if (new Set(named.map(({ answer }) => JSON.stringify(answer))).size === 1) return named[0];
  if (named.length > 0) return undefined;
  const number = numberIn(words);
  return number === undefined ? undefined : choices.find((choice) => choice.number === number);
}

function namesOf({ number, title, also = [] }: OfferedChoice): string[] {
  const names = [title, ...also].map(normalized);
  return number === undefined ? names : [...names, normalized(`${number}. ${title}`)];
}

/** Without what differs between keyboards: case, width of characters, blanks, WhatsApp's own marks around it. */
function normalized(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\uFE0E\uFE0F\u20E3\u200B-\u200F\u2060]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

function numberIn(words: string): number | undefined {
  const digits = /^(?:[(#]|no)?\s?(\d{1,3})\s?[.):]?$/.exec(words)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Whether a message asks a question of its own: it says so (`inputHint`), or numbers options by itself (`1. Red`,
 * `(1) Red, (2) Blue`), as choice prompts of the SDK do. Numbers that are typed after it answer it, and nothing that
 * was offered before.
 */
export function asksAnew({ type = 'message', text, inputHint }: OutboundActivity): boolean {
  if (type !== 'message') return false;
  if (inputHint === 'expectingInput' || inputHint === 'expecting') return true;
  if (typeof text !== 'string') return false;
  return /(?:^|\n)\s*1[.)]\s[^]*\n\s*2[.)]\s/.test(text) || /\(1\)\s[^]*\(2\)\s/.test(text);
}
