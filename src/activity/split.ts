import { FENCE } from './marked-spans';
import { placeToPart, QUOTE, type PartingPlace } from './place-to-part';

/**
 * Parts a text that is too long for one message: between paragraphs, else lines, else sentences, else words, else
 * between characters as people see them (never within an emoji). What is marked or in a code block where it is parted
 * is closed and begun again. Nothing is lost but the blanks where it was parted.
 *
 * @param longest the longest part, in UTF-16 units, at least 16; from 32 on the longest emoji fits between all marks.
 */
export function splitText(text: string, longest: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const place = placeToPart(rest, longest);
    const part = rest.slice(0, place.at).trimEnd();
    if (part !== '' && !(place.isInBlock && part === FENCE)) parts.push(part + endOf(place));
    const next = rest.slice(place.at);
    const begun = beginAgain(next, place);
    // Rather a stray mark than no end.
    rest = begun.length < rest.length ? begun : next;
  }
  if (rest.trim() !== '' || parts.length === 0) parts.push(rest);
  return parts;
}

function endOf({ isInBlock, open }: PartingPlace): string {
  return isInBlock ? `\n${FENCE}` : open.toReversed().join('');
}

function beginAgain(rest: string, { isInBlock, isInQuote, open }: PartingPlace): string {
  return isInBlock ? beginBlockAgain(rest) : (isInQuote ? QUOTE : '') + open.join('') + rest.trimStart();
}

/** The rest of a code block with a fence before it; without the block when only its end was left. */
function beginBlockAgain(rest: string): string {
  const end = rest.trimStart();
  return end.startsWith(FENCE) ? end.slice(FENCE.length).trimStart() : `${FENCE}\n${rest.replace(/^\n/, '')}`;
}
