import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository. */
export const ROOT = join(__dirname, '..', '..', '..');

/** A document with its path from the root. */
export interface MarkdownFile {
  readonly path: string;
  readonly text: string;
}

/** A fenced piece of code. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** The line of the document on which the code begins, from 1. */
  readonly line: number;
}

/** One row of a table by the heading of its columns, cells as written. */
export type TableRow = Readonly<Record<string, string>>;

export function readDocument(path: string): MarkdownFile {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** The README and everything under docs. */
export function guides(): MarkdownFile[] {
  const inDocs = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...inDocs.map((name) => `docs/${name}`)].map(readDocument);
}

/** Every document of the repository that is not part of a test. */
export function documents(): MarkdownFile[] {
  const samples = readdirSync(join(ROOT, 'samples')).map((name) => `samples/${name}/README.md`);
  const others = ['CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'bench/README.md', ...samples];
  return [...guides(), ...others.map(readDocument)];
}

export function codeBlocks({ text }: MarkdownFile): CodeBlock[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, language = '', code = ''] = match;
    return { language, code, line: text.slice(0, match.index).split('\n').length + 1 };
  });
}

/** A document without its code, for what is written between. */
export function prose({ text }: MarkdownFile): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '');
}

/** The rows of the first table whose first column has this heading. */
export function tableOf(document: MarkdownFile, firstColumn: string): TableRow[] {
  const lines = document.text.split('\n');
  const start = lines.findIndex(
    (line, index) => (lines[index + 1] ?? '').startsWith('| -') && cellsOf(line)[0] === firstColumn,
  );
  if (start < 0) throw new Error(`${document.path} has no table that begins with the column ${firstColumn}.`);
  const headings = cellsOf(lines[start] ?? '');
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .map((line) =>
      Object.fromEntries(cellsOf(line).map((cell, column) => [headings[column] ?? String(column), cell])),
    );
}

function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\||\|$/g, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** Everything that stands in code marks. */
export function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** The anchors of a document, as GitHub makes them of its headings. */
export function anchorsOf(document: MarkdownFile): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose(document).matchAll(/^#{1,6} (.+)$/gm)) {
    const base = heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    let anchor = base;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${base}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}
