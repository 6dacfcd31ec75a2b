/** WhatsApp's marks for bold, italic and struck text. */
export type Mark = '*' | '_' | '~';

/** All marks, the one that goes outermost first. */
export const MARKS: readonly Mark[] = ['*', '_', '~'];

/** A stretch of text that was meant to stand out, from its opening to its closing. */
export interface Span {
  readonly mark: Mark;
  /** How the source wrote the mark; empty when it had none that could be shown instead. */
  readonly written: string;
}

/**
 * A part of a text on its way to WhatsApp:
 * - `text`: shown with the marks of its spans; `escaped` when the source took care that it means nothing;
 * - `fixed`: shown as it is and never marked (addresses, which would break);
 * - `code`: shown between backticks, never marked;
 * - `edge`: where a span begins or ends;
 * - `break`: the end of a line.
 */
export interface Piece {
  readonly kind: 'text' | 'fixed' | 'code' | 'edge' | 'break';
  readonly text: string;
  readonly escaped: boolean;
  /** The spans that it is in; at most one of each mark. */
  readonly spans: readonly Span[];
  /** The span of an edge. */
  readonly edge?: Span;
}

/** Collects the pieces of one paragraph, in reading order. */
export class PieceList {
  readonly #pieces: Piece[] = [];
  #spans: readonly Span[] = [];
  /** Whether nothing is on the line yet; spans may begin and end there. */
  #isLineEmpty = true;
  /** How often each mark is open: inside bold text, bold means nothing more. */
  readonly #depth: Record<Mark, number> = { '*': 0, _: 0, '~': 0 };

  /** The pieces so far. */
  get pieces(): readonly Piece[] {
    return this.#pieces;
  }

  /** Begins text that stands out. */
  open(mark: Mark, written = ''): void {
    this.#depth[mark] += 1;
    if (this.#depth[mark] > 1) return;
    const span: Span = { mark, written };
    this.#addEdge(span);
    this.#spans = [...this.#spans, span];
  }

  /** Ends it. */
  close(mark: Mark): void {
    if (this.#depth[mark] === 0) return;
    this.#depth[mark] -= 1;
    if (this.#depth[mark] > 0) return;
    const span = this.#spans.find((open) => open.mark === mark);
    if (span === undefined) return;
    this.#spans = this.#spans.filter((open) => open !== span);
    this.#addEdge(span);
  }

  /** Adds text, of one line or several. */
  text(text: string, escaped = false): void {
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) this.lineBreak();
      if (line !== '') this.#add('text', line, escaped);
    }
  }

  /** Adds text that is shown as it is. */
  fixed(text: string): void {
    if (text !== '') this.#add('fixed', text);
  }

  /** Adds code. Blank code is blank text: WhatsApp shows no code without content. */
  code(text: string): void {
    if (text.trim() === '') this.text(text);
    else this.#add('code', written(text));
  }

  /** Ends the line. */
  lineBreak(): void {
    this.#pieces.push({ kind: 'break', text: '', escaped: false, spans: [] });
    this.#isLineEmpty = true;
  }

  /** Ends the line unless nothing is on it yet. */
  newLine(): void {
    if (!this.#isLineEmpty) this.lineBreak();
  }

  /** What can be read from a place on, without any marks. */
  readableSince(index: number): string {
    return this.#pieces
      .slice(index)
      .map(({ kind, text }) => (kind === 'break' ? '\n' : text))
      .join('');
  }

  /** Puts one text that is shown as it is in the place of everything since. */
  replaceSince(index: number, text: string): void {
    const edges = this.#pieces.splice(index).filter(({ kind }) => kind === 'edge');
    this.#pieces.push(...edges);
    this.fixed(text);
  }

  #add(kind: 'text' | 'fixed' | 'code', text: string, escaped = false): void {
    this.#pieces.push({ kind, text, escaped, spans: this.#spans });
    this.#isLineEmpty = false;
  }

  #addEdge(edge: Span): void {
    this.#pieces.push({ kind: 'edge', text: '', escaped: false, spans: this.#spans, edge });
  }
}

/** Code between the backticks that WhatsApp wants; three where it has some itself, or several lines. */
function written(code: string): string {
  return /[`\n]/.test(code) ? `\`\`\`${withoutFence(code)}\`\`\`` : `\`${code}\``;
}

/** Code that does not end its own block. */
export function withoutFence(code: string): string {
  return code.replaceAll('```', "'''");
}
