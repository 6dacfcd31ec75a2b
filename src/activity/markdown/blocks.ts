import type { Token } from 'markdown-it';
import { writeInline } from './inline';
import { renderLines } from './marks';
import { PieceList, withoutFence } from './pieces';
import { Room } from './room';
import { renderTable } from './table';

/** A list or a quote that is open. WhatsApp has one level of quotes; lists are made deeper by blanks. */
type Container =
  | { readonly kind: 'quote' }
  | { readonly kind: 'list'; next: number | undefined }
  | {
      readonly kind: 'item';
      readonly indent: string;
      /** Its bullet or number, until something has been written behind it. */
      marker: string;
    };

const RULE = '━━━━━━━━━━';
const INDENT = '   ';
/** The name of a language, with what programs of documentation put there (`js{1,3}`, `rust,ignore`, `ts:src/a.ts`). */
const LANGUAGE = /^(?![a-z][a-z0-9+.-]*:\/\/)[\w.+#,:={}"'/@|-]+$/i;

/**
 * Writes the tokens of a whole text as WhatsApp shows it best: headings bold, lists with dashes, deeper ones with
 * rings and blanks, tables as lists, code between three backticks at the start of the line.
 *
 * @param source what the tokens were read from.
 * @param unescape turns the entities of an attribute into characters.
 * @throws RangeError when the text becomes many times longer than its source.
 */
export function renderBlocks(
  tokens: readonly Token[],
  source: string,
  unescape: (text: string) => string,
): string {
  return new Page(source, unescape).write(tokens);
}

class Page {
  readonly #source: string;
  readonly #room: Room;
  readonly #unescape: (text: string) => string;
  readonly #lines: string[] = [];
  readonly #containers: Container[] = [];

  constructor(source: string, unescape: (text: string) => string) {
    this.#source = source;
    this.#room = new Room(source);
    this.#unescape = unescape;
  }

  write(tokens: readonly Token[]): string {
    for (let at = 0; at < tokens.length; at += 1) {
      const token = tokens[at];
      if (token === undefined) break;
      if (token.level === 0 && token.nesting >= 0 && this.#lines.length > 0) this.#lines.push('');
      if (token.type === 'table_open') {
        const start = at;
        while (at < tokens.length && tokens[at]?.type !== 'table_close') at += 1;
        this.#writeTable(tokens.slice(start, at));
      } else this.#writeToken(token, tokens[at - 1]);
    }
    return joinLines(this.#lines);
  }

  #writeToken(token: Token, before: Token | undefined): void {
    switch (token.type) {
      case 'inline':
        this.#writeLeaf(this.#paragraph(token, before?.type === 'heading_open'));
        break;
      case 'fence':
        this.#writeFence(token);
        break;
      case 'code_block':
        this.#writeCode(token.content);
        break;
      case 'hr':
        this.#writeLeaf([RULE]);
        break;
      case 'blockquote_open':
        this.#containers.push({ kind: 'quote' });
        break;
      case 'bullet_list_open':
        this.#containers.push({ kind: 'list', next: undefined });
        break;
      case 'ordered_list_open':
        this.#containers.push({ kind: 'list', next: Number(token.attrGet('start') ?? 1) });
        break;
      case 'list_item_open':
        this.#containers.push(this.#newItem());
        break;
      case 'list_item_close':
        if (this.#pendingMarker !== '') this.#writeLeaf(['']);
        this.#containers.pop();
        break;
      case 'blockquote_close':
      case 'bullet_list_close':
      case 'ordered_list_close':
        this.#containers.pop();
        break;
    }
  }

  #writeTable(tokens: readonly Token[]): void {
    this.#writeLeaf(renderTable(tokens, (list) => this.#inline(list), new Room(this.#source)));
  }

  #write(lines: readonly string[]): void {
    this.#room.take(lines);
    for (const line of lines) this.#lines.push(line);
  }

  #newItem(): Container {
    const list = this.#containers.findLast((container) => container.kind === 'list');
    const indent = INDENT.repeat(listsIn(this.#containers.slice(this.#quoteAt + 1)) - 1);
    if (list?.next === undefined) {
      return { kind: 'item', indent, marker: listsIn(this.#containers) === 1 ? '- ' : '◦ ' };
    }
    const marker = `${list.next}. `;
    list.next += 1;
    return { kind: 'item', indent, marker };
  }

  /** Where the innermost quote is. It begins at the start of the line, so that only what is in it has an indent. */
  get #quoteAt(): number {
    return this.#containers.findLastIndex(({ kind }) => kind === 'quote');
  }

  get #pendingMarker(): string {
    const last = this.#containers.at(-1);
    return last?.kind === 'item' ? last.marker : '';
  }

  #inline(tokens: readonly Token[]): (list: PieceList) => void {
    return (list) => writeInline(tokens, list, this.#unescape);
  }

  #paragraph(token: Token, isHeading: boolean): string[] {
    const list = new PieceList();
    if (isHeading) list.open('*');
    this.#inline(token.children ?? [])(list);
    if (isHeading) list.close('*');
    return renderLines(list.pieces).map((line, index) => asTask(line.trimStart(), index));
  }

  /** Lines with everything before them that the quotes and lists around ask for. */
  #writeLeaf(lines: readonly string[]): void {
    const filled = trimBlank(lines);
    const items = this.#containers.filter((container) => container.kind === 'item');
    const inner = this.#containers.slice(this.#quoteAt + 1).filter((container) => container.kind === 'item');
    const quote = this.#quoteAt < 0 ? '' : '> ';
    const first = items.findIndex(({ marker }) => marker !== '');
    const pending = first < 0 ? [] : items.slice(first);
    const start = pending[0];
    const lead =
      start === undefined
        ? undefined
        : (inner.includes(start) ? start.indent : '') + pending.map(({ marker }) => marker).join('');
    const indent = inner.length === 0 ? '' : (inner.at(-1)?.indent ?? '') + INDENT;
    for (const item of pending) item.marker = '';
    for (const [index, line] of (filled.length === 0 && lead !== undefined ? [''] : filled).entries()) {
      const before = index === 0 && lead !== undefined ? lead : indent;
      this.#write([`${quote}${before}${line}`.trimEnd()]);
    }
  }

  /**
   * One word behind the fence names the language, which WhatsApp does not show. More than that is something that is
   * said, as behind the end of a block that began within a line; so is a word without any code to it. An address among
   * code could not be tapped.
   */
  #writeFence(token: Token): void {
    const info = token.info.trim();
    if (token.content.trim() !== '') {
      this.#writeCode(info === '' || LANGUAGE.test(info) ? token.content : `${info}\n${token.content}`);
    } else if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(info)) this.#writeLeaf([info]);
    else this.#writeCode(info);
  }

  /** WhatsApp sees a code block only at the start of a line. */
  #writeCode(content: string): void {
    if (this.#pendingMarker !== '') this.#writeLeaf(['']);
    const code = withoutFence(content).replace(/\n$/, '');
    if (code.trim() !== '') this.#write(['```', ...code.split('\n'), '```']);
  }
}

function listsIn(containers: readonly Container[]): number {
  return containers.filter(({ kind }) => kind === 'list').length;
}

/** `[x] done` at the start of a list's item. */
function asTask(line: string, index: number): string {
  if (index > 0) return line;
  return line.replace(/^\[([ xX])\](?=\s)/, (_, mark: string) => (mark === ' ' ? '☐' : '☑'));
}

function trimBlank(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => line.trim() !== '');
  return start < 0 ? [] : lines.slice(start, lines.findLastIndex((line) => line.trim() !== '') + 1);
}

/** One blank line between blocks at the most, none at the ends; code keeps its own. */
function joinLines(lines: readonly string[]): string {
  const start = lines.findIndex((line) => line !== '');
  return start < 0 ? '' : lines.slice(start, lines.findLastIndex((line) => line !== '') + 1).join('\n');
}
