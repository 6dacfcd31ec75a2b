import { endsInFence, FENCE, spansOfLine, type MarkedSpan } from './marked-spans';

/** What it costs to end a code block and to begin it again: the fence and its line break. */
const FENCE_LENGTH = FENCE.length + 1;
/** How far a text is looked ahead for the end of what a person sees as one character. */
const LOOK_AHEAD = 64;
/** A part is at least this much of the longest, or a coarser place to part would make many small messages. */
const SHORTEST_SHARE = 1 / 3;
/** What a quote begins with, line by line. */
export const QUOTE = '> ';
/** What a line of a quote or a list begins with. */
const LINE_START = /^(?:> )?\s*(?:(?:[-*◦]|\d{1,3}\.)\s*)?$/;
/** The same for what would be a list or a quote if it were the first of its line. */
const LIST_START = /^[^\S\n]*(?:[-*>]|\d{1,3}\.)(?:\s|$)/;
/** Marks that a text begins with: at most one of each. A part has to reach beyond them. */
const LEADING_MARKS = /^(?:[>-] )?[*_~`]{0,6}/;
const LITERAL = /[*_~`]/;

/** Made when the first long text comes: the tables behind them take a bot ten milliseconds. */
let graphemes: Intl.Segmenter | undefined;
let sentences: Intl.Segmenter | undefined;

/** Where to part a text, and what is open there. */
export interface PartingPlace {
  readonly at: number;
  /** Whether a code block of several lines has to be closed and begun again. */
  readonly isInBlock: boolean;
  /** Whether the rest of a line of a quote has to be made a quote again. */
  readonly isInQuote: boolean;
  /** The marks that have to be closed and begun again, the outermost first. */
  readonly open: readonly string[];
}

/** The best place to part a text, with room for what has to be closed there. */
export function placeToPart(text: string, longest: number): PartingPlace {
  let reserved = 0;
  for (;;) {
    const place = settled(text, placeWithin(text, longest - reserved), longest);
    const needed = place.isInBlock ? FENCE_LENGTH : place.open.join('').length;
    if (place.at + needed <= longest) return place;
    reserved = Math.max(reserved + 1, needed);
  }
}

/** The place, moved to where nothing empty would be left between marks. */
function settled(text: string, place: number, longest: number): PartingPlace {
  const spans = spansOfLine(text, place);
  const isAround = ({ from, to }: MarkedSpan): boolean => from < at && at < to;
  let at = place;
  const code = spans.find((span) => isAround(span) && span.mark.startsWith('`'));
  if (code !== undefined && code.to - code.from <= longest && code.from >= longest * SHORTEST_SHARE) {
    at = code.from;
  }
  const ending = (): MarkedSpan | undefined =>
    spans.find((span) => isAround(span) && at >= span.to - span.mark.length);
  const beginning = (): MarkedSpan | undefined =>
    spans.find((span) => isAround(span) && at <= span.from + span.mark.length);
  for (let span = ending(); span !== undefined; span = ending()) at = span.to;
  for (let span = beginning(); span !== undefined; span = beginning()) at = span.from;
  const line = text.lastIndexOf('\n', at - 1) + 1;
  // Nor is a line's bullet left without its line.
  if (
    isLineStart(text.slice(line, at)) &&
    !endsInFence(text.slice(0, line)) &&
    text.slice(0, line).trim() !== ''
  ) {
    at = line;
  }
  const open = spans.filter(isAround).map(({ mark }) => mark);
  const isInBlock = endsInFence(text.slice(0, at)) && !open.includes(FENCE);
  const block = isInBlock ? text.lastIndexOf(FENCE, at - 1) : -1;
  // A block of which nothing would be left but its fence begins in the next part.
  if (block > 0 && text.slice(block + FENCE.length, at).trim() === '' && text.slice(0, block).trim() !== '') {
    return { at: block, isInBlock: false, isInQuote: false, open: [] };
  }
  return { at, isInBlock, isInQuote: !isInBlock && isInQuote(text, at), open };
}

function isLineStart(text: string): boolean {
  return text.trim() !== '' && LINE_START.test(text);
}

/** Whether a line of a quote goes on behind a place. */
function isInQuote(text: string, at: number): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  return text.startsWith(QUOTE, start) && start < at && /^[^\n]*\S/.test(text.slice(at));
}

function placeWithin(text: string, room: number): number {
  const isCode = endsInFence(text.slice(0, room));
  const marks = LEADING_MARKS.exec(text)?.[0].length ?? 0;
  const least = Math.max(Math.ceil(room * SHORTEST_SHARE), FENCE_LENGTH + 1, marks + 1);
  // One more: a blank right behind the last character that fits is a place to part.
  const window = text.slice(0, room + 1);
  const candidates = isCode
    ? [window.lastIndexOf('\n'), lastBlank(text, room, room)]
    : [
        ...[window.lastIndexOf('\n\n'), window.lastIndexOf('\n')],
        ...[sentenceEnd(window), lastBlank(text, room, least)].filter((at) => !wouldBeList(text, at)),
        lastBlank(text, room, room),
      ];
  return candidates.find((at) => at >= least && at <= room) ?? betweenCharacters(text, room, least);
}

/** Where the last whole sentence of a text ends, its blanks included. */
function sentenceEnd(text: string): number {
  let end = -1;
  sentences ??= new Intl.Segmenter('und', { granularity: 'sentence' });
  for (const { index } of sentences.segment(text)) end = index;
  return end;
}

/** The last blank of the room; an earlier one, down to the least, when a list or a quote would begin behind it. */
function lastBlank(text: string, room: number, least: number): number {
  const last = text.slice(0, room + 1).search(/\s\S*$/);
  for (let at = last; at >= least; at -= 1) {
    if (/\s/.test(text.charAt(at)) && !wouldBeList(text, at)) return at;
  }
  return last;
}

/** Whether a dash or a number in the middle of a line would begin a list, or a quote, as the first of a text. */
function wouldBeList(text: string, at: number): boolean {
  return text.charAt(at - 1) !== '\n' && LIST_START.test(text.slice(at, at + LOOK_AHEAD));
}

/** The last place within the room where a character begins. */
function betweenCharacters(text: string, room: number, least: number): number {
  const start = startOfCharacter(text, room);
  const at = avoidFence(text, avoidLiteral(text, start, least));
  if (at >= least) return at;
  // A character of hundreds of marks has to be parted after all, but not a pair that is one code point.
  return /[\uD800-\uDBFF]/.test(text.charAt(room - 1)) ? room - 1 : room;
}

function startOfCharacter(text: string, at: number): number {
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return graphemes.segment(text.slice(0, at + LOOK_AHEAD)).containing(at)?.index ?? at;
}

/** Not beside a mark that means nothing because of the letter at its other side. */
function avoidLiteral(text: string, start: number, least: number): number {
  const spans = LITERAL.test(text.slice(start - 1, start + 1)) ? spansOfLine(text, start) : [];
  const first = Math.max(least, start - LOOK_AHEAD);
  let at = start;
  while (at >= first && isBesideLiteral(text, at, spans)) at = startOfCharacter(text, at - 1);
  return at >= first ? at : start;
}

function isBesideLiteral(text: string, at: number, spans: readonly MarkedSpan[]): boolean {
  if (!LITERAL.test(text.slice(at - 1, at + 1))) return false;
  const isEdge = (from: number, to: number): boolean => at >= from && at <= to;
  return !spans.some(
    ({ mark, from, to }) => isEdge(from, from + mark.length) || isEdge(to - mark.length, to),
  );
}

/** Never between the backticks of a fence. */
function avoidFence(text: string, at: number): number {
  let fence = text.indexOf(FENCE);
  while (fence >= 0 && fence + FENCE.length <= at) fence = text.indexOf(FENCE, fence + FENCE.length);
  return fence >= 0 && fence < at ? fence : at;
}
