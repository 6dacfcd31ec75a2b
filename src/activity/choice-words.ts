import type { OfferedChoice } from './compose';
import { isMark, withoutLookalikes } from './markdown/literals';
import type { OutboundActivity } from './types';

/** The longest text that can be a choice, in characters: titles are short, and long messages are none. */
const LONGEST_ANSWER = 256;

/**
 * The choice that a person means: by its number (`2`, `2.`, `(2)`, `#2`, `2️⃣`), or by its title in any case. A title
 * that several choices have says nothing, nor does one that is the number of another. `undefined` when none is meant.
 */
export function choiceMeant(text: string, choices: readonly OfferedChoice[]): OfferedChoice | undefined {
  if (text.length > LONGEST_ANSWER) return undefined;
  const words = normalized(text);
  if (words === '') return undefined;
  const number = numberIn(words);
  const meant = choices.filter((choice) => namesOf(choice).includes(words));
  const numbered = number === undefined ? undefined : choices.find((choice) => choice.number === number);
  if (numbered !== undefined) meant.push(numbered);
  // Two buttons that do the same may have the same title.
  return new Set(meant.map(({ answer }) => JSON.stringify(answer))).size === 1 ? meant[0] : undefined;
}

function namesOf({ number, title, also = [] }: OfferedChoice): string[] {
  const names = [title, ...also].map(normalized);
  return number === undefined ? names : [...names, normalized(`${number}. ${title}`)];
}

/** Without what differs between keyboards: case, width, digits, blanks, WhatsApp's own marks around it. */
function normalized(text: string): string {
  const plain = withoutLookalikes(text.normalize('NFKC'))
    .replace(/[\uFE0E\uFE0F\u20E3\u200B-\u200F\u2060]/g, '')
    .replace(/\p{Nd}/gu, plainDigit)
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  return withoutMarks(plain);
}

/** A digit of any script (`٢`, `۲`, `२`) as the one that stands before the options. Each script has its ten in a row. */
function plainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

function withoutMarks(text: string): string {
  const first = text.charAt(0);
  const isMarked = text.length > 2 && isMark(first) && text.endsWith(first);
  return isMarked ? withoutMarks(text.slice(1, -1).trim()) : text;
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
  return NUMBERINGS.some(([first, second]) => hasBoth(text, first, second));
}

/** What the first two options of a list look like: on lines of their own, or within one. */
const NUMBERINGS: readonly (readonly [first: RegExp, second: RegExp])[] = [
  [/(?:^|\n)[^\S\n]*1[.)]\s/, /\n[^\S\n]*2[.)]\s/],
  [/\(1\)\s/, /\(2\)\s/],
];

/** One after the other: a single pattern would look for the second again behind each first, for minutes at worst. */
function hasBoth(text: string, first: RegExp, second: RegExp): boolean {
  const found = first.exec(text);
  return found !== null && second.test(text.slice(found.index + found[0].length));
}
