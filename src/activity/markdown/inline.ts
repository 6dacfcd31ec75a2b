import type { Token } from 'markdown-it';
import type { PieceList } from './pieces';
import { meaningOf, shownAddress } from './tags';

/** Emphasis of Markdown by the beginning of its token's name. */
const MARK_OF = { strong: '*', em: '_', s: '~' } as const;

/** A link that is open: where its text begins, and where it leads. */
interface OpenLink {
  readonly start: number;
  readonly address: string;
  readonly title: string;
}

/**
 * Writes the inline tokens of a paragraph as pieces.
 * @param unescape turns the entities of an attribute into characters.
 */
export function writeInline(
  tokens: readonly Token[],
  list: PieceList,
  unescape: (text: string) => string,
): void {
  const paired = pairedTags(tokens);
  const links: OpenLink[] = [];
  const openLink = (address: string, title: string): void => {
    links.push({ start: list.pieces.length, address, title });
  };
  let written = 0;
  for (const [at, token] of tokens.entries()) {
    if (at < written) continue;
    switch (token.type) {
      case 'text':
        list.text(token.content);
        break;
      case 'text_special':
        list.text(token.content, true);
        break;
      case 'softbreak':
      case 'hardbreak':
        list.lineBreak();
        break;
      case 'code_inline':
        list.code(token.content);
        break;
      case 'strong_open':
      case 'em_open':
      case 's_open':
        list.open(MARK_OF[token.type.slice(0, -5) as keyof typeof MARK_OF], token.markup);
        break;
      case 'strong_close':
      case 'em_close':
      case 's_close':
        list.close(MARK_OF[token.type.slice(0, -6) as keyof typeof MARK_OF]);
        break;
      case 'link_open':
        openLink(attribute(token, 'href'), attribute(token, 'title'));
        break;
      case 'link_close':
        closeLink(list, links.pop());
        break;
      case 'image':
        writeImage(token, list);
        break;
      case 'html_inline': {
        const tag = readTag(token.content);
        const end = paired.get(at);
        if (tag === undefined) break;
        if (tag.name === 'br') list.lineBreak();
        else if (end === undefined) list.text(token.content);
        else if (tag.meaning === 'code' && !tag.closes) {
          list.code(
            tokens
              .slice(at + 1, end)
              .map(sourceOf)
              .join(''),
          );
          written = end + 1;
        } else if (tag.meaning === 'line') list.newLine();
        else if (tag.meaning === 'link') {
          if (tag.closes) closeLink(list, links.pop());
          else openLink(unescape(hrefOf(token.content)), '');
        } else if (tag.meaning === '*' || tag.meaning === '_' || tag.meaning === '~') {
          if (tag.closes) list.close(tag.meaning);
          else list.open(tag.meaning);
        }
        break;
      }
      default:
        list.text(token.content);
    }
  }
}

/** `text (address)`; the address alone where the text says the same, and where there is no text. */
function closeLink(list: PieceList, link: OpenLink | undefined): void {
  if (link === undefined) return;
  const { start, title } = link;
  const address = shownAddress(link.address);
  const text = list.readableSince(start).trim();
  const shown = title === '' ? address : `${address} – ${title}`;
  if (shown === '') return;
  if (text === '' || text === address || text === link.address) list.replaceSince(start, shown);
  else list.fixed(` (${shown})`);
}

function writeImage(token: Token, list: PieceList): void {
  const description = (token.children ?? []).map(sourceOf).join('');
  const title = attribute(token, 'title');
  const address = attribute(token, 'src');
  list.text(description);
  list.fixed(description === '' || address === '' ? address : `: ${address}`);
  if (title !== '') list.text(` – ${title}`);
}

function attribute(token: Token, name: string): string {
  return token.attrGet(name) ?? '';
}

/** What a token had in the source, as far as it can be told; for code and for the description of a picture. */
function sourceOf(token: Token): string {
  if (token.type === 'softbreak' || token.type === 'hardbreak') return '\n';
  if (token.type === 'image') return `${token.content} ${attribute(token, 'src')}`.trim();
  return token.content === '' ? token.markup : token.content;
}

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly meaning: ReturnType<typeof meaningOf>;
}

/** A tag, or `undefined` for comments and the like, which say nothing to a person. */
function readTag(source: string): Tag | undefined {
  const [, slash = '', name] = /^<(\/?)([a-z][a-z0-9-]*)/i.exec(source) ?? [];
  if (name === undefined) return undefined;
  const lowerCase = name.toLowerCase();
  return { name: lowerCase, closes: slash !== '', meaning: meaningOf(lowerCase) };
}

function hrefOf(tag: string): string {
  const [, double, single, bare] = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/i.exec(tag) ?? [];
  return double ?? single ?? bare ?? '';
}

/**
 * The tags that mean something and that have their other half at the same depth, each with the place of that half.
 * All others are text: `List<T>` is no HTML, and a bold that never ends was none.
 */
function pairedTags(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const paired = new Map<number, number>();
  let open: { readonly name: string; readonly level: number; readonly at: number }[] = [];
  for (const [at, token] of tokens.entries()) {
    // What was opened inside an emphasis ends with it.
    while ((open.at(-1)?.level ?? -1) > token.level) open.pop();
    if (token.type !== 'html_inline') continue;
    const tag = readTag(token.content);
    if (tag?.meaning === undefined) continue;
    if (!tag.closes) {
      open.push({ name: tag.name, level: token.level, at });
      continue;
    }
    const start = open.findLastIndex(({ name, level }) => name === tag.name && level === token.level);
    const other = open[start];
    if (other === undefined) continue;
    open = open.slice(0, start);
    paired.set(other.at, at).set(at, other.at);
  }
  return paired;
}
