import type { Token } from 'markdown-it';
import { Links } from './links';
import type { PieceList } from './pieces';
import { meaningOf } from './tags';

/** Emphasis of Markdown by the beginning of its token's name. */
const MARK_OF = { strong: '*', em: '_', s: '~' } as const;

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
  const links = new Links(list);
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
        links.open(attribute(token, 'href'), attribute(token, 'title'));
        break;
      case 'link_close':
        links.close();
        break;
      case 'image':
        writeImage(token, list);
        break;
      case 'html_inline': {
        const tag = readTag(token.content);
        const end = paired.get(at);
        if (tag === undefined) {
          if (!token.content.startsWith('<!--')) list.text(token.content);
        } else if (tag.name === 'br') list.lineBreak();
        else if (end === undefined) list.text(token.content);
        else if (tag.meaning === 'code' && !tag.closes) {
          list.code(sourceOf(tokens.slice(at + 1, end)));
          written = end + 1;
        } else if (tag.meaning === 'line') list.newLine();
        else if (tag.meaning === 'link') {
          if (tag.closes) links.close();
          else links.open(unescape(hrefOf(token.content)));
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

function writeImage(token: Token, list: PieceList): void {
  const description = sourceOf(token.children ?? []);
  const title = attribute(token, 'title');
  const address = attribute(token, 'src');
  list.text(description);
  list.fixed(description === '' || address === '' ? address : `: ${address}`);
  if (title !== '') list.text(` – ${title}`);
}

function attribute(token: Token, name: string): string {
  return token.attrGet(name) ?? '';
}

/** What tokens had in the source, as far as it can be told; for code and for the description of a picture. */
function sourceOf(tokens: readonly Token[]): string {
  const addresses: string[] = [];
  return tokens
    .map((token) => {
      if (token.type === 'softbreak' || token.type === 'hardbreak') return '\n';
      if (token.type === 'image') {
        return [token.content, attribute(token, 'src'), attribute(token, 'title')].join(' ').trim();
      }
      if (token.type === 'link_open') {
        const [address, title] = [attribute(token, 'href'), attribute(token, 'title')];
        addresses.push(
          token.markup === 'autolink' ? '' : `](${address}${title === '' ? '' : ` "${title}"`})`,
        );
        return token.markup === 'autolink' ? '' : '[';
      }
      if (token.type === 'link_close') return addresses.pop() ?? '';
      return token.content === '' ? token.markup : token.content;
    })
    .join('');
}

interface Tag {
  readonly name: string;
  readonly closes: boolean;
  readonly meaning: ReturnType<typeof meaningOf>;
}

/** A tag, or `undefined` for what else HTML puts into angle brackets: comments, `<!DOCTYPE html>`, `<?php … ?>`. */
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
  const open: { readonly key: string; readonly level: number; readonly at: number }[] = [];
  /** How many of a kind are open, so that nobody looks for the half of a tag that has none. */
  const count = new Map<string, number>();
  const popOpen = (): (typeof open)[number] | undefined => {
    const last = open.pop();
    if (last !== undefined) count.set(last.key, (count.get(last.key) ?? 0) - 1);
    return last;
  };
  for (const [at, token] of tokens.entries()) {
    // What was opened inside an emphasis ends with it.
    while ((open.at(-1)?.level ?? -1) > token.level) popOpen();
    if (token.type !== 'html_inline') continue;
    const tag = readTag(token.content);
    if (tag?.meaning === undefined) continue;
    const key = `${tag.name} ${token.level}`;
    if (!tag.closes) {
      open.push({ key, level: token.level, at });
      count.set(key, (count.get(key) ?? 0) + 1);
      continue;
    }
    if ((count.get(key) ?? 0) === 0) continue;
    let other = popOpen();
    while (other !== undefined && other.key !== key) other = popOpen();
    if (other !== undefined) paired.set(other.at, at).set(at, other.at);
  }
  return paired;
}
