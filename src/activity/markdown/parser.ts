import type MarkdownIt from 'markdown-it';
import type { StateCore, Token } from 'markdown-it';
import { withNearbyEmphasis } from './emphasis';

/** What a text refers to by name, which of these names it has used, and the paragraphs that define them. */
interface References {
  readonly references: Record<string, Reference>;
  readonly used: Set<string>;
  readonly definitions: { readonly token: Token; readonly content: string }[];
}

interface Reference {
  readonly title: string;
  readonly href: string;
}

/** `[name]: https://…`: only with an address that says it is one, because `[Note]: this` is a sentence. */
const DEFINITION =
  /^ {0,3}\[([^\]\n]{1,200})\]:[ \t]*<?([a-z][a-z0-9+.-]*:[^\s<>]+)>?(?:[ \t]+["'(]([^\n]*)["')])?[ \t]*$/gim;

/**
 * How deep lists and quotes may be nested, each list counting twice. The parser drops what is deeper than its own bound
 * without a word, and looks at each line once for every quote that it is in, so that its bound is not far above.
 */
export const DEEPEST_NESTING = 40;

/** The longest address that is looked for, in characters: for each `http://` the finder reads to the end of the word. */
const LONGEST_ADDRESS = 4096;

let parser: MarkdownIt | undefined;

/** The parser of Markdown, loaded when the first text needs it. */
export function markdownParser(): MarkdownIt {
  parser ??= createParser();
  return parser;
}

/** Parses a text. Its references are found here, because the parser would drop those that are not used. */
export function parseMarkdown(text: string): ReturnType<MarkdownIt['parse']> {
  const references: Record<string, Reference> = {};
  const markdown = markdownParser();
  for (const [, label = '', href = '', title = ''] of text.matchAll(DEFINITION)) {
    const name = markdown.utils.normalizeReference(label);
    if (!Object.hasOwn(references, name)) references[name] = { href, title };
  }
  return markdown.parse(text, Object.keys(references).length === 0 ? {} : noting(references));
}

function createParser(): MarkdownIt {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a text without Markdown never needs it
  const Parser = require('markdown-it') as typeof MarkdownIt;
  const markdown = new Parser('default', { html: true, linkify: true });
  // The types do not know this option.
  markdown.set({ maxNesting: DEEPEST_NESTING + 10 } as MarkdownIt.Options);
  // Addresses are shown, not followed: they stay as they were written.
  markdown.normalizeLink = (address) => address;
  markdown.normalizeLinkText = (address) => address;
  const { linkify } = markdown;
  const matchAtStart = linkify.matchAtStart.bind(linkify);
  linkify.matchAtStart = (text) => matchAtStart(text.slice(0, LONGEST_ADDRESS));
  // Tags are read within paragraphs, so that Markdown between them works.
  markdown.block.ruler.disable(['html_block', 'reference']);
  markdown.inline.State = withNearbyEmphasis(markdown.inline.State);
  // Keeps escaped characters apart, and finds only addresses with a scheme.
  markdown.core.ruler.disable(['text_join', 'linkify', 'replacements', 'smartquotes']);
  markdown.core.ruler.after('block', 'excess_cells', keepExcessCells);
  markdown.core.ruler.after('block', 'take_out_definitions', takeOutDefinitions);
  markdown.core.ruler.after('inline', 'put_back_definitions', putBackDefinitions);
  return markdown;
}

/** Tells which names were asked for. */
function noting(references: Record<string, Reference>): References {
  const used = new Set<string>();
  const asked = new Proxy(references, {
    get(target, name: string) {
      if (!Object.hasOwn(target, name)) return undefined;
      used.add(name);
      return target[name];
    },
  });
  return { references: asked, used, definitions: [] };
}

/** Takes definitions out of the text, so that they do not count as uses of themselves. */
function takeOutDefinitions(state: StateCore): void {
  const { definitions } = state.env as Partial<References>;
  if (definitions === undefined) return;
  for (const token of state.tokens) {
    if (token.type !== 'inline') continue;
    const content = token.content.replace(DEFINITION, '');
    if (content === token.content) continue;
    definitions.push({ token, content: token.content });
    token.content = content.trim();
  }
}

/** Puts those back that nothing has used: they are text. The addresses of the others stand where their names were. */
function putBackDefinitions(state: StateCore): void {
  const { definitions, used } = state.env as Partial<References>;
  if (definitions === undefined || used === undefined) return;
  const usedNames = new Set(used);
  for (const { token, content } of definitions) {
    const kept = content.replace(DEFINITION, (line, label: string) =>
      usedNames.has(state.md.utils.normalizeReference(label)) ? '' : line,
    );
    if (kept.trim() === token.content) continue;
    token.content = kept.trim();
    token.children = [];
    state.md.inline.parse(token.content, state.md, {}, token.children);
  }
}

/** Cells of a row beyond those of the head, which the parser would drop, go into the last one. */
function keepExcessCells({ tokens, src }: StateCore): void {
  const lines = src.split('\n');
  let columns = 0;
  let isBody = false;
  let excess: string[] = [];
  let last: Token | undefined;
  for (const token of tokens) {
    if (token.type === 'thead_open') columns = 0;
    else if (token.type === 'th_open') columns += 1;
    else if (token.type === 'tbody_open') isBody = true;
    else if (token.type === 'tbody_close') isBody = false;
    else if (!isBody) continue;
    else if (token.type === 'tr_open') excess = cellsOf(lines[token.map?.[0] ?? -1] ?? '').slice(columns);
    else if (token.type === 'inline') last = token;
    else if (token.type === 'tr_close' && last !== undefined && excess.length > 0) {
      last.content = [last.content, ...excess].join(' | ');
    }
  }
}

function cellsOf(line: string): string[] {
  const row = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return row.split(/(?<!\\)\|/).map((cell) => cell.trim());
}
