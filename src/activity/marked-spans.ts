import { canClose, canOpen } from './markdown/literals';
import { MARKS } from './markdown/pieces';

/** What begins and ends a code block, and code within a line. */
export const FENCE = '```';
const TICK = '`';
/** How far behind a place the end of what is open there is looked for at first; most spans are short. */
const FIRST_LOOK = 512;

/** A stretch of a line that WhatsApp shows marked. */
export interface MarkedSpan {
  /** What stands before and after it. */
  readonly mark: string;
  /** Where its first mark begins. */
  readonly from: number;
  /** Where its last mark ends. */
  readonly to: number;
}

/** The spans in a stretch of text, and where one begins that does not end in it. */
interface Found {
  readonly spans: readonly MarkedSpan[];
  readonly begun: number;
}

/**
 * The spans of the line that a place of a text is in, by where they begin; of those behind the place not all. Only
 * what opens and closes in the same line is one. Marks within code are none.
 */
export function spansOfLine(text: string, at: number): readonly MarkedSpan[] {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const newLine = text.indexOf('\n', at);
  const end = newLine < 0 ? text.length : newLine;
  // Not the whole line at once: one of a hundred thousand marks would be read again for each of its parts.
  for (let look = FIRST_LOOK; ; look *= 2) {
    const seen = Math.min(end, at + look);
    const { spans, begun } = spansBetween(text, start, seen, seen < end);
    if (begun >= at || seen === end) return spans;
  }
}

/** Whether a text ends within code between three backticks. */
export function endsInFence(text: string): boolean {
  return (text.split(FENCE).length - 1) % 2 === 1;
}

function spansBetween(text: string, start: number, end: number, isCut: boolean): Found {
  const { fences, line } = withoutFences(text, start, end);
  const ticks = spansOf(line, TICK, isCut);
  const words = masked(line, ticks.spans);
  const found = [ticks, ...MARKS.map((mark) => spansOf(words, mark, isCut))];
  const spans = found.flatMap((one) =>
    one.spans.map(({ mark, from, to }) => ({ mark, from: start + from, to: start + to })),
  );
  return {
    spans: [...fences, ...spans].sort((a, b) => a.from - b.from),
    begun: start + Math.min(...found.map(({ begun }) => begun)),
  };
}

/** Code between three backticks in a line, and that line with all that is in such code put out of sight. */
function withoutFences(
  text: string,
  start: number,
  end: number,
): { readonly fences: readonly MarkedSpan[]; readonly line: string } {
  const fences: MarkedSpan[] = [];
  const hidden: { from: number; to: number }[] = [];
  for (let from = text.indexOf(FENCE); from >= 0 && from < end;) {
    const closing = text.indexOf(FENCE, from + FENCE.length);
    const to = closing < 0 ? text.length : closing + FENCE.length;
    if (closing >= 0 && !text.slice(from, to).includes('\n')) fences.push({ mark: FENCE, from, to });
    if (to > start) hidden.push({ from: Math.max(0, from - start), to: Math.min(end, to) - start });
    from = text.indexOf(FENCE, to);
  }
  return { fences: fences.filter(({ from }) => from >= start), line: masked(text.slice(start, end), hidden) };
}

/** The same line with stretches of it that are neither blank nor letters nor marks. */
function masked(line: string, stretches: readonly { readonly from: number; readonly to: number }[]): string {
  const pieces: string[] = [];
  let shown = 0;
  for (const { from, to } of stretches) {
    pieces.push(line.slice(shown, from), '.'.repeat(to - from));
    shown = to;
  }
  return pieces.join('') + line.slice(shown);
}

/**
 * The spans of one mark: from one that can open to the next that can close. Several in a row mean nothing; nor does
 * the last character of a line that goes on, because nothing is known of what follows it.
 */
function spansOf(line: string, mark: string, isCut: boolean): Found {
  const last = isCut ? line.length - 2 : line.length - 1;
  const spans: MarkedSpan[] = [];
  let from: number | undefined;
  for (let at = line.indexOf(mark); at >= 0 && at <= last; at = line.indexOf(mark, at + 1)) {
    if (line.charAt(at - 1) === mark || line.charAt(at + 1) === mark) continue;
    if (from !== undefined && canClose(line, at)) {
      spans.push({ mark, from, to: at + 1 });
      from = undefined;
    } else if (canOpen(line, at)) from = at;
  }
  return { spans, begun: from ?? Infinity };
}
