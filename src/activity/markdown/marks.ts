import { showLiterally, type Segment } from './literals';
import { MARKS, PieceList, type Mark, type Piece, type Span } from './pieces';

/** A stretch of one line that gets a mark: offsets into what can be read of the line, blanks at its ends left out. */
interface Run {
  readonly span: Span;
  readonly from: number;
  readonly to: number;
}

/** Spans that get no marks: `dropped` ones are plain text, `written` ones show what the source had. */
type Verdicts = Map<Span, 'dropped' | 'written'>;

/**
 * The lines of a paragraph with WhatsApp's marks. A mark works only within a line and only where no letter or digit
 * touches it from outside, so marks are closed and opened again at line ends, around code and addresses, and left out
 * where they would show as what they are. Where a digit touches one, the source most likely meant no mark at all
 * (`2*3*4`) and is shown as it was. Between punctuation in the mark and a word behind it (`**Note:**text`) a blank does
 * no harm, and lets the mark work.
 */
export function renderLines(pieces: readonly Piece[]): string[] {
  const lines = linesOf(pieces);
  const verdicts: Verdicts = new Map();
  for (const line of lines) judge(line, verdicts);
  return lines.map((line) =>
    renderLine(
      line.map((piece) => settled(piece, verdicts)),
      verdicts,
    ),
  );
}

/** Plain text with a mark around every line of it, but not around addresses. */
export function marked(text: string, mark: Mark): string {
  const list = new PieceList();
  list.open(mark);
  addPlain(list, text);
  list.close(mark);
  return renderLines(list.pieces).join('\n');
}

/** Plain text, of which nothing is to be taken for a mark. */
export function literally(text: string): string {
  const list = new PieceList();
  addPlain(list, text);
  return renderLines(list.pieces).join('\n');
}

/** Plain text, its addresses as they are: a mark that touches one would become part of it. */
function addPlain(list: PieceList, text: string): void {
  for (const [index, part] of text.split(/(\bhttps?:\/\/\S+)/i).entries()) {
    if (index % 2 === 0) list.text(part);
    else list.fixed(part);
  }
}

function linesOf(pieces: readonly Piece[]): Piece[][] {
  const lines: Piece[][] = [[]];
  for (const piece of pieces) {
    if (piece.kind === 'break') lines.push([]);
    else lines.at(-1)?.push(piece);
  }
  return lines;
}

function judge(line: readonly Piece[], verdicts: Verdicts): void {
  const readable = line.map(({ text }) => text).join('');
  for (const { span, from, to } of runsOf(line)) {
    const gaps = gapsOf(readable, { from, to });
    const before = gaps.before ? ' ' : characterBefore(readable, from);
    const after = gaps.after ? ' ' : characterAt(readable, to);
    if (isDigit(before) || isDigit(after)) verdicts.set(span, span.written === '' ? 'dropped' : 'written');
    else if (verdicts.has(span)) continue;
    else if (touches(before, span.mark) || touches(after, span.mark)) verdicts.set(span, 'dropped');
    else if (endsEarly(readable.slice(from, to), span.mark)) verdicts.set(span, 'dropped');
  }
}

/** The piece as it is shown: the edges of a span without marks show what the source had. */
function settled(piece: Piece, verdicts: Verdicts): Piece {
  if (piece.edge === undefined || verdicts.get(piece.edge) !== 'written') return piece;
  return { ...piece, kind: 'text', text: piece.edge.written };
}

function runsOf(line: readonly Piece[]): Run[] {
  return MARKS.flatMap((mark) => runsOfMark(line, mark));
}

/** Neighbouring texts of the same span, as one. */
function runsOfMark(line: readonly Piece[], mark: Mark): Run[] {
  const runs: Run[] = [];
  let open: { readonly span: Span; readonly start: number; text: string } | undefined;
  const end = (): void => {
    if (open === undefined) return;
    const { span, start, text } = open;
    const inner = text.trim();
    const from = start + text.indexOf(inner);
    if (inner !== '') runs.push({ span, from, to: from + inner.length });
    open = undefined;
  };
  let offset = 0;
  for (const piece of line) {
    if (piece.kind === 'text') {
      const span = piece.spans.find((candidate) => candidate.mark === mark);
      if (open?.span !== span) end();
      if (span !== undefined) {
        open ??= { span, start: offset, text: '' };
        open.text += piece.text;
      }
    } else if (piece.kind !== 'edge') end();
    offset += piece.text.length;
  }
  end();
  return runs;
}

function renderLine(line: readonly Piece[], verdicts: Verdicts): string {
  const runs = runsOf(line).filter(({ span }) => !verdicts.has(span));
  const marks = marksAt(runs, line.map(({ text }) => text).join(''));
  const segments: Segment[] = [];
  let offset = 0;
  for (const piece of line) {
    const kind = segmentKind(piece);
    let start = 0;
    for (let at = 0; at < piece.text.length; at += 1) {
      const here = marks.get(offset + at);
      if (here === undefined) continue;
      segments.push({ kind, text: piece.text.slice(start, at) }, { kind: 'mark', text: here });
      start = at;
    }
    segments.push({ kind, text: piece.text.slice(start) });
    offset += piece.text.length;
  }
  segments.push({ kind: 'mark', text: marks.get(offset) ?? '' });
  return showLiterally(segments.filter(({ text }) => text !== '')).trimEnd();
}

/** Restored marks of the source stay as they are: a digit touches them, so that they mean nothing. */
function segmentKind({ kind, edge, escaped }: Piece): Segment['kind'] {
  if (kind !== 'text' || edge !== undefined) return 'fixed';
  return escaped ? 'escaped' : 'text';
}

/**
 * The marks to be written before each offset: closing ones before opening ones, outer ones around inner ones, and
 * blanks between them and the words that would touch them.
 */
function marksAt(runs: readonly Run[], readable: string): Map<number, string> {
  const closing = new Map<number, string>();
  const opening = new Map<number, string>();
  const outermostFirst = [...runs].sort(
    (a, b) => b.to - b.from - (a.to - a.from) || MARKS.indexOf(a.span.mark) - MARKS.indexOf(b.span.mark),
  );
  for (const { from, to, span } of outermostFirst) {
    const gaps = gapsOf(readable, { from, to });
    closing.set(to, span.mark + (closing.get(to) ?? (gaps.after ? ' ' : '')));
    opening.set(from, (opening.get(from) ?? (gaps.before ? ' ' : '')) + span.mark);
  }
  for (const [at, mark] of opening) closing.set(at, (closing.get(at) ?? '') + mark);
  return closing;
}

/** Where a blank goes between a mark and a word: only where the text in the mark ends, or begins, with punctuation. */
function gapsOf(
  readable: string,
  { from, to }: Pick<Run, 'from' | 'to'>,
): { readonly before: boolean; readonly after: boolean } {
  return {
    before: isWord(characterBefore(readable, from)) && isPunctuation(characterAt(readable, from)),
    after: isWord(characterAt(readable, to)) && isPunctuation(characterBefore(readable, to)),
  };
}

function characterBefore(text: string, at: number): string {
  return Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? ' ';
}

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0x20);
}

function isWord(character: string): boolean {
  return /[\p{L}\p{N}]/u.test(character);
}

function isPunctuation(character: string): boolean {
  return /\p{P}/u.test(character);
}

function isDigit(character: string): boolean {
  return /\p{N}/u.test(character);
}

/** Whether a neighbour keeps a mark from working. */
function touches(neighbour: string, mark: Mark): boolean {
  return neighbour === mark || /\p{L}|\p{M}/u.test(neighbour);
}

/** Whether the text holds the mark itself, where it could end what it is in. Inside a word it cannot. */
function endsEarly(text: string, mark: Mark): boolean {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (!/^[\p{L}\p{N}].[\p{L}\p{N}]/u.test(text.slice(Math.max(0, at - 1)))) return true;
  }
  return false;
}
