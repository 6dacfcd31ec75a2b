import type * as Conversion from './convert';
import { LONGEST_CONVERTED } from './room';

/**
 * Anything that Markdown would read otherwise than as text. Most texts of bots have nothing of it, and never reach
 * the parser.
 */
const SIGNIFICANT = /[*_~`#<>&\\|[\]\r\t\0]|(?:^|\n)(?:[ =+-]|\d{1,9}[.)]|\n\n)| (?:\n|$)|\n$/;

/**
 * Markdown (CommonMark, with tables and strike-through) as WhatsApp shows it: `**bold**` becomes `*bold*`,
 * `[text](address)` becomes `text (address)`, and so on; `docs/text-and-cards.md` has the table.
 * Never throws: a text that cannot be converted, that would become many times longer, or of which nothing would be left,
 * is given back as it is.
 */
export function markdownToWhatsApp(text: string): string {
  if (!SIGNIFICANT.test(text) || text.length > LONGEST_CONVERTED) return text;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a text without Markdown never needs it
    const { convertMarkdown } = require('./convert') as typeof Conversion;
    return convertMarkdown(text);
  } catch {
    return text;
  }
}
