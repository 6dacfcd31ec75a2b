import { isRecord, readRecords, readText } from '../whatsgate/json';
import { parseChatId } from '../whatsgate/chat-id';
import type { OutboundActivity } from './types';

/** A mention that WhatsApp can show: what stands for it in the text, and what WhatsApp writes. */
interface Mention {
  readonly text: string;
  readonly mark: string;
}

/** A stretch of a text that is a mention, and what is written for it. */
interface Place {
  readonly from: number;
  readonly to: number;
  readonly mark: string;
}

/**
 * Writes the mentions of an activity as WhatsApp does, `@` and the number, in the place of the text that each mention
 * names (Activity specification, entity `mention`). People with the same text are taken in their order; where the text
 * of one begins that of another (`@Anna`, `@Anna Maria`), the longer one is meant.
 */
export function writeMentions(text: string, entities: OutboundActivity['entities']): string {
  const marksOf = byText(readMentions(entities));
  const places: Place[] = [];
  let rest = text;
  for (const shown of [...marksOf.keys()].sort((one, other) => other.length - one.length)) {
    const marks = marksOf.get(shown) ?? [];
    const found = placesOf(rest, shown).map((from, index): Place => {
      const mark = marks[Math.min(index, marks.length - 1)] ?? shown;
      return { from, to: from + shown.length, mark };
    });
    rest = replaced(
      rest,
      found.map((place) => ({ ...place, mark: TAKEN.repeat(shown.length) })),
    );
    places.push(...found);
  }
  return replaced(
    text,
    places.sort((one, other) => one.from - other.from),
  );
}

/** What stands for each character of a mention that has been found: no mention has it in its text. */
const TAKEN = '\0';

/** A text with other words in some places, given in their order. */
function replaced(text: string, places: readonly Place[]): string {
  const pieces: string[] = [];
  let end = 0;
  for (const { from, to, mark } of places) {
    pieces.push(text.slice(end, from), mark);
    end = to;
  }
  return pieces.join('') + text.slice(end);
}

function readMentions(entities: unknown): Mention[] {
  return readRecords(entities).flatMap((entity) => {
    if (readText(entity['type'])?.toLowerCase() !== 'mention' || !isRecord(entity['mentioned'])) return [];
    const text = readText(entity['text']);
    const id = readText(entity['mentioned']['id']);
    const { kind, user } = parseChatId(id ?? '');
    const isPerson = kind === 'contact' || kind === 'lid';
    return text !== undefined && isPerson ? [{ text, mark: `@${user.replace(/:.*$/, '')}` }] : [];
  });
}

function byText(mentions: readonly Mention[]): ReadonlyMap<string, readonly string[]> {
  const marks = new Map<string, string[]>();
  for (const { text, mark } of mentions) marks.set(text, [...(marks.get(text) ?? []), mark]);
  return marks;
}

/** What goes on with a word. In languages that write no blank behind a name (`@アンナさん`) nothing does. */
const WORD_GOES_ON =
  /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])[\p{L}\p{N}]/u;

/** Where a text stands that is not only the beginning of a longer word. */
function placesOf(text: string, wanted: string): number[] {
  const places: number[] = [];
  const endsInWord = /[\p{L}\p{N}]$/u.test(wanted);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const end = at + wanted.length;
    // Two units hold the next character; more would be a copy of the rest for each place.
    if (!endsInWord || !WORD_GOES_ON.test(text.slice(end, end + 2))) places.push(at);
  }
  return places;
}
