import { isRecord, readRecords, readText } from '../whatsgate/json';
import { parseChatId } from '../whatsgate/chat-id';
import type { OutboundActivity } from './types';

/** A mention that WhatsApp can show: what stands for it in the text, and what WhatsApp writes. */
interface Mention {
  readonly text: string;
  readonly mark: string;
}

/**
 * Writes the mentions of an activity as WhatsApp does, `@` and the number, in the place of the text that each mention
 * names (Activity specification, entity `mention`). People with the same text are taken in their order.
 */
export function writeMentions(text: string, entities: OutboundActivity['entities']): string {
  let written = text;
  for (const [shown, marks] of byText(readMentions(entities))) {
    const places = placesOf(written, shown);
    written = places.reduceRight((result, at, index) => {
      const mark = marks[Math.min(index, marks.length - 1)] ?? shown;
      return result.slice(0, at) + mark + result.slice(at + shown.length);
    }, written);
  }
  return written;
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

/** Where a text stands that is not only the beginning of a longer word. */
function placesOf(text: string, wanted: string): number[] {
  const places: number[] = [];
  const endsInWord = /[\p{L}\p{N}]$/u.test(wanted);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    if (!endsInWord || !/^[\p{L}\p{N}]/u.test(text.slice(at + wanted.length))) places.push(at);
  }
  return places;
}
