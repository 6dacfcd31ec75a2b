const FENCE = '```';
/** What it costs to end a code block and to begin it again: the fence and its line break. */
const FENCE_LENGTH = FENCE.length + 1;
/** How far a text is looked ahead for the end of what a person sees as one character. */
const LOOK_AHEAD = 64;
/** A part is at least this much of the longest, or a coarser place to part would make many small messages. */
const SHORTEST_SHARE = 1 / 3;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const sentences = new Intl.Segmenter('und', { granularity: 'sentence' });

/**
 * Parts a text that is too long for one message: between paragraphs, else lines, else sentences, else words, else
 * between characters as people see them (never within an emoji). A code block that is parted is closed and begun again.
 * Nothing is lost but the blanks where it was parted.
 *
 * @param longest the longest part, in UTF-16 units, at least 16.
 */
export function splitText(text: string, longest: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const at = placeToPart(rest, longest);
    const part = rest.slice(0, at);
    const next = rest.slice(at);
    const isOpen = isInCode(part);
    if (part.trim() !== '') parts.push(isOpen ? `${part.trimEnd()}\n${FENCE}` : part.trimEnd());
    rest = isOpen ? beginCodeAgain(next) : next.trimStart();
  }
  if (rest.trim() !== '' || parts.length === 0) parts.push(rest);
  return parts;
}

function isInCode(text: string): boolean {
  return (text.split(FENCE).length - 1) % 2 === 1;
}

/** The rest of a code block with a fence before it; without the block when only its end was left. */
function beginCodeAgain(rest: string): string {
  const end = rest.trimStart();
  return end.startsWith(FENCE) ? end.slice(FENCE.length).trimStart() : `${FENCE}\n${rest.replace(/^\n/, '')}`;
}

/** Within a code block there has to be room for its end. */
function placeToPart(text: string, longest: number): number {
  const at = placeWithin(text, longest);
  return isInCode(text.slice(0, at)) ? placeWithin(text, longest - FENCE_LENGTH) : at;
}

function placeWithin(text: string, room: number): number {
  const isCode = isInCode(text.slice(0, room));
  const least = Math.max(Math.ceil(room * SHORTEST_SHARE), FENCE_LENGTH + 1);
  // One more: a blank right behind the last character that fits is a place to part.
  const window = text.slice(0, room + 1);
  const candidates = isCode
    ? [window.lastIndexOf('\n'), lastBlank(window)]
    : [window.lastIndexOf('\n\n'), window.lastIndexOf('\n'), sentenceEnd(window), lastBlank(window)];
  return candidates.find((at) => at >= least && at <= room) ?? betweenCharacters(text, room, least);
}

/** Where the last whole sentence of a text ends, its blanks included. */
function sentenceEnd(text: string): number {
  let end = -1;
  for (const { index } of sentences.segment(text)) end = index;
  return end;
}

function lastBlank(text: string): number {
  const at = text.search(/\s\S*$/);
  return at;
}

/** The last place within the room where a character begins. */
function betweenCharacters(text: string, room: number, least: number): number {
  const start = graphemes.segment(text.slice(0, room + LOOK_AHEAD)).containing(room)?.index ?? room;
  const at = avoidFence(text, start);
  if (at >= least) return at;
  // A character of hundreds of marks has to be parted after all, but not a pair that is one code point.
  return /[\uD800-\uDBFF]/.test(text.charAt(room - 1)) ? room - 1 : room;
}

/** Never between the backticks of a fence. */
function avoidFence(text: string, at: number): number {
  let fence = text.indexOf(FENCE);
  while (fence >= 0 && fence + FENCE.length <= at) fence = text.indexOf(FENCE, fence + FENCE.length);
  return fence >= 0 && fence < at ? fence : at;
}
