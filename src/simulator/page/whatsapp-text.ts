/** A piece of a line. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] };

/** A part of a message, one or more lines high. */
export type Block =
  | { readonly kind: 'line'; readonly children: readonly Inline[] }
  | { readonly kind: 'quote' | 'bullets'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'numbers'; readonly start: number; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string };

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Mark = keyof typeof MARKS;

const WORD = /[\p{L}\p{N}]/u;
const SPACE = /\s/;
const URL_PATTERN = /\bhttps?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'*_~`]/g;

function isMark(character: string): character is Mark {
  return Object.hasOwn(MARKS, character);
}

/** Text with its web addresses told apart. */
function plain(text: string): readonly Inline[] {
  const pieces: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(URL_PATTERN)) {
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    pieces.push({ kind: 'link', text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

/** Whether a mark at this place may begin: not inside a word, and not before a space. */
function opens(line: string, place: number): boolean {
  const before = line[place - 1] ?? ' ';
  const after = line[place + 1] ?? ' ';
  return !WORD.test(before) && !SPACE.test(after) && after !== line[place];
}

/** Whether a mark at this place may end: not after a space, and not inside a word. */
function closes(line: string, place: number): boolean {
  const before = line[place - 1] ?? ' ';
  return !SPACE.test(before) && !WORD.test(line[place + 1] ?? ' ');
}

/** Where the mark at `open` ends; -1 when it does not. `last` is where the search may stop for each mark. */
function closerOf(line: string, open: number): number {
  const mark = line[open] ?? '';
  for (let place = line.indexOf(mark, open + 2); place >= 0; place = line.indexOf(mark, place + 1)) {
    if (closes(line, place)) return place;
  }
  return -1;
}

/** The pieces of one line. Marks of the same kind do not nest, so that the depth is that of the marks. */
export function parseInline(line: string, open = ''): readonly Inline[] {
  const pieces: Inline[] = [];
  // A mark that was looked for in vain is not looked for again: long texts full of marks stay cheap.
  const given = new Set<string>();
  let start = 0;
  let place = 0;
  const push = (piece: Inline, from: number, to: number): void => {
    pieces.push(...plain(line.slice(start, from)), piece);
    start = to;
    place = to;
  };
  while (place < line.length) {
    const character = line[place] ?? '';
    if (character === '`' && !given.has('`')) {
      const end = line.indexOf('`', place + 1);
      const text = end < 0 ? '' : line.slice(place + 1, end);
      if (end < 0) given.add('`');
      if (text.trim() !== '') {
        push({ kind: 'code', text }, place, end + 1);
        continue;
      }
    } else if (
      isMark(character) &&
      !open.includes(character) &&
      !given.has(character) &&
      opens(line, place)
    ) {
      const end = closerOf(line, place);
      if (end < 0) given.add(character);
      else {
        const children = parseInline(line.slice(place + 1, end), open + character);
        push({ kind: MARKS[character], children }, place, end + 1);
        continue;
      }
    }
    place += 1;
  }
  pieces.push(...plain(line.slice(start)));
  return pieces;
}

interface Listed {
  readonly kind: 'quote' | 'bullets' | 'numbers';
  readonly text: string;
  readonly number: number;
}

function listed(line: string): Listed | undefined {
  const match = /^(?:(>) ?|([*-]) |(\d{1,3})\. )(.*)$/s.exec(line);
  if (match === null) return undefined;
  const [, quote, bullet, number = '1', text = ''] = match;
  if (quote === undefined && text.trim() === '') return undefined;
  if (quote !== undefined) return { kind: 'quote', text, number: 0 };
  return { kind: bullet === undefined ? 'numbers' : 'bullets', text, number: Number(number) };
}

function blocksOfLines(text: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const line of text.split('\n')) {
    const item = listed(line);
    if (item === undefined) {
      blocks.push({ kind: 'line', children: parseInline(line) });
      continue;
    }
    const children = parseInline(item.text);
    const last = blocks.at(-1);
    if (last?.kind === item.kind) {
      blocks[blocks.length - 1] = { ...last, items: [...last.items, children] };
    } else if (item.kind === 'numbers') {
      blocks.push({ kind: 'numbers', start: item.number, items: [children] });
    } else blocks.push({ kind: item.kind, items: [children] });
  }
  return blocks;
}

/** The parts of a message that WhatsApp shows in their own way: marks, lists, quotes, code, web addresses. */
export function parseWhatsAppText(text: string): readonly Block[] {
  const [before = '', ...rest] = text.split('```');
  const blocks: Block[] = before === '' ? [] : [...blocksOfLines(before.replace(/\n$/, ''))];
  let place = 0;
  while (place < rest.length) {
    const code = rest[place] ?? '';
    const after = rest[place + 1];
    if (after === undefined || code.trim() === '') {
      blocks.push(...blocksOfLines(`\`\`\`${code}`));
      place += 1;
      continue;
    }
    blocks.push({ kind: 'code', text: code.replace(/^\n|\n$/g, '') });
    if (after !== '') blocks.push(...blocksOfLines(after.replace(/^\n|\n$/g, '')));
    place += 2;
  }
  return blocks;
}
