/** A part of a line: a `mark` that is meant, or something that is shown; `escaped` text was meant to mean nothing. */
export interface Segment {
  readonly kind: 'mark' | 'text' | 'escaped' | 'fixed';
  readonly text: string;
}

/** Characters that look the same and mean nothing to WhatsApp, which knows no way to escape a mark. */
const LOOKALIKES: ReadonlyMap<string, string> = new Map([
  ['*', '\u2217'],
  ['_', '\uff3f'],
  ['~', '\u223c'],
  ['`', '\u02cb'],
]);

/** A text with the marks in place of what looks like them: whoever copies a text has what was shown. */
export function withoutLookalikes(text: string): string {
  let plain = text;
  for (const [mark, shown] of LOOKALIKES) plain = plain.replaceAll(shown, mark);
  return plain;
}

/** Whether a character is a mark of WhatsApp's. */
export function isMark(character: string): boolean {
  return LOOKALIKES.has(character);
}

/** The same for what would begin a list or a quote at the start of a line. */
const LINE_STARTS: ReadonlyMap<string, string> = new Map([
  ['-', '\u2013'],
  ['*', '\u2217'],
  ['>', '\u203a'],
]);
const ONE_DOT_LEADER = '\u2024';

/**
 * A line as it is sent: characters that WhatsApp would take for marks though none were meant give way to ones that
 * look like them. All others stay, so that a text can be copied as it was written.
 */
export function showLiterally(segments: readonly Segment[]): string {
  const plain = withoutLineStart(segments);
  const line = plain.map(({ text }) => text).join('');
  if (!/[*_~`]/.test(line)) return line;
  const reach = new Map([...LOOKALIKES.keys()].map((mark) => [mark, reachOf(line, mark)]));
  let result = '';
  for (const { kind, text } of plain) {
    const start = result.length;
    const isLiteral = kind === 'text' || kind === 'escaped';
    result += isLiteral ? text.replace(/\*+|_+|~+|`+/g, replaceIn(line, start, reach)) : text;
  }
  return result;
}

/**
 * Marks side by side give way together, so that nobody sees two kinds of star. All look-alikes have the length of what
 * they replace, so offsets hold.
 */
function replaceIn(
  line: string,
  start: number,
  reach: ReadonlyMap<string, Reach>,
): (marks: string, at: number) => string {
  return (marks, offset) => {
    const mark = marks.charAt(0);
    const { firstOpening, lastClosing } = reach.get(mark) ?? NO_REACH;
    for (let at = start + offset; at < start + offset + marks.length; at += 1) {
      const pairs =
        (canOpen(line, at) && lastClosing > at + 1) || (canClose(line, at) && firstOpening < at - 1);
      const fence = mark === '`' && /^`{3}/.test(line.slice(fenceStart(line, at), at + 3));
      if (pairs || fence) return (LOOKALIKES.get(mark) ?? mark).repeat(marks.length);
    }
    return marks;
  };
}

interface Reach {
  readonly firstOpening: number;
  readonly lastClosing: number;
}

const NO_REACH: Reach = { firstOpening: Infinity, lastClosing: -1 };

function reachOf(line: string, mark: string): Reach {
  let { firstOpening, lastClosing } = NO_REACH;
  for (let at = line.indexOf(mark); at >= 0; at = line.indexOf(mark, at + 1)) {
    if (firstOpening === Infinity && canOpen(line, at)) firstOpening = at;
    if (canClose(line, at)) lastClosing = at;
  }
  return { firstOpening, lastClosing };
}

/** Whether a mark may begin something: by the more generous of the two known descriptions of WhatsApp's rules. */
export function canOpen(line: string, at: number): boolean {
  return /\S/.test(line.charAt(at + 1)) && !isLatin(line.charAt(at - 1));
}

/** Whether a mark may end something, by the same rules. */
export function canClose(line: string, at: number): boolean {
  return /\S/.test(line.charAt(at - 1)) && !isLatin(line.charAt(at + 1));
}

function isLatin(character: string): boolean {
  return /[A-Za-z0-9]/.test(character);
}

/** Where the backticks begin that this one belongs to. */
function fenceStart(line: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < 2 && line.charAt(start - 1) === '`') start -= 1;
  return start;
}

/** `\- text` and `1\. text` at the start of a line were not to be lists, nor `\> text` a quote. */
function withoutLineStart(segments: readonly Segment[]): readonly Segment[] {
  const [first, second, ...others] = segments;
  if (first === undefined) return segments;
  const next = second?.text ?? '';
  if (first.kind === 'escaped' && isBlankOrEnd(next)) {
    const text = LINE_STARTS.get(first.text) ?? first.text;
    return [{ kind: 'fixed', text }, ...segments.slice(1)];
  }
  const isNumber = first.kind === 'text' && /^\d+$/.test(first.text);
  if (isNumber && second?.kind === 'escaped' && next === '.' && isBlankOrEnd(others[0]?.text ?? '')) {
    return [first, { kind: 'fixed', text: ONE_DOT_LEADER }, ...others];
  }
  return segments;
}

function isBlankOrEnd(text: string): boolean {
  return text === '' || /^\s/.test(text);
}
