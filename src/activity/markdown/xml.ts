import type * as HtmlParser from 'htmlparser2';
import { Links } from './links';
import { renderLines } from './marks';
import { PieceList } from './pieces';
import { LONGEST_CONVERTED } from './room';
import { meaningOf } from './tags';

/** Elements that stand on lines of their own. */
const BLOCKS: ReadonlySet<string> = new Set([
  ...['p', 'div', 'ul', 'ol', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'tr', 'pre'],
  ...['blockquote', 'section', 'article', 'header', 'footer'],
]);
const HEADING = /^h[1-6]$/;

/**
 * A text with tags (`textFormat: 'xml'`: what Bot Framework's older channels took, such as `<b>` and `<at>`) as
 * WhatsApp shows it: known tags become marks, lines and addresses, all others leave only what stands in them, and
 * entities become characters. Never throws: a text that cannot be read, or
 * that is too long for it, is given back as it is.
 */
export function xmlToWhatsApp(text: string): string {
  if (!/[<&]/.test(text) || text.length > LONGEST_CONVERTED) return text;
  try {
    const lines = renderLines(piecesOf(text)).map((line) => line.trim());
    const converted = lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
    return converted === '' ? text : converted;
  } catch {
    return text;
  }
}

function piecesOf(text: string): PieceList['pieces'] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- hardly any bot needs it
  const { Parser } = require('htmlparser2') as typeof HtmlParser;
  const list = new PieceList();
  const links = new Links(list);
  let code: string | undefined;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const meaning = meaningOf(name);
        if (code !== undefined && (name === 'br' || BLOCKS.has(name))) code += '\n';
        else if (name === 'br') list.lineBreak();
        else if (name === 'img') writePicture(list, attributes);
        else if (meaning === 'code') code ??= '';
        else if (meaning === 'link') links.open(attributes['href'] ?? '');
        else if (BLOCKS.has(name)) list.newLine();
        if (name === 'li') list.text('- ');
        if (HEADING.test(name)) list.open('*');
        if (meaning === '*' || meaning === '_' || meaning === '~') list.open(meaning);
      },
      ontext(data) {
        if (code === undefined) list.text(data);
        else code += data;
      },
      onclosetag(name) {
        const meaning = meaningOf(name);
        if (HEADING.test(name)) list.close('*');
        if (meaning === '*' || meaning === '_' || meaning === '~') list.close(meaning);
        if (code === undefined && BLOCKS.has(name)) list.newLine();
        if (meaning === 'code' && code !== undefined) {
          list.code(code);
          code = undefined;
        }
        if (meaning === 'link') links.close();
      },
    },
    {
      decodeEntities: true,
      lowerCaseTags: true,
      lowerCaseAttributeNames: true,
      // HTML does not have these two.
      recognizeCDATA: true,
      recognizeSelfClosing: true,
    },
  );
  parser.end(text);
  return list.pieces;
}

function writePicture(list: PieceList, { alt = '', src = '' }: Record<string, string>): void {
  list.text(alt);
  list.fixed(alt === '' || src === '' ? src : `: ${src}`);
}
