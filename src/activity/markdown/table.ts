import type { Token } from 'markdown-it';
import { renderLines } from './marks';
import { PieceList } from './pieces';
import type { Room } from './room';

/** Writes tokens into a list of pieces. */
type Writer = (list: PieceList) => void;

/**
 * A table as a list: phones break lines of more than some thirty characters, and a grid would fall apart.
 * Each row is an item, its first cell behind the dash, each cell after the name of its column.
 *
 * @throws RangeError when there is no room for it.
 */
export function renderTable(
  tokens: readonly Token[],
  inline: (tokens: readonly Token[]) => Writer,
  room: Room,
): string[] {
  const [head = [], ...body] = rowsOf(tokens).map((row) => row.map(inline));
  const lines: string[] = [];
  const add = (name: Writer | undefined, content: Writer | undefined, column: number): void => {
    const added = cell(name, content, column);
    room.take(added);
    lines.push(...added);
  };
  if (body.length === 0) head.forEach((name, column) => add(name, undefined, column));
  for (const row of body) row.forEach((content, column) => add(head[column], content, column));
  return lines;
}

function rowsOf(tokens: readonly Token[]): (readonly Token[])[][] {
  const rows: (readonly Token[])[][] = [];
  for (const { type, children } of tokens) {
    if (type === 'tr_open') rows.push([]);
    else if (type === 'inline') rows.at(-1)?.push(children ?? []);
  }
  return rows;
}

function cell(name: Writer | undefined, content: Writer | undefined, column: number): string[] {
  const list = new PieceList();
  if (column === 0) list.open('*');
  const start = list.pieces.length;
  name?.(list);
  if (content !== undefined && list.readableSince(start).trim() !== '') list.text(':');
  if (column === 0) list.close('*');
  if (content !== undefined) {
    list.text(' ');
    content(list);
  }
  const lines = renderLines(list.pieces).map((line) => line.trim());
  return lines.map((line, index) => (column === 0 && index === 0 ? `- ${line}` : `   ${line}`).trimEnd());
}
