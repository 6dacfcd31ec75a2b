import { renderBlocks } from './blocks';
import { DEEPEST_NESTING, markdownParser, parseMarkdown } from './parser';

/**
 * What a text that has Markdown in it becomes; the text itself where nothing would be left of it.
 * @throws what the parser or the renderer throws over a text that cannot be converted.
 */
export function convertMarkdown(text: string): string {
  const tokens = parseMarkdown(text.replaceAll('\0', ''));
  if (tokens.some(({ level }) => level >= DEEPEST_NESTING)) return text;
  const { utils } = markdownParser();
  const converted = renderBlocks(tokens, text, (attribute) => utils.unescapeAll(attribute));
  return converted.trim() === '' ? text : converted;
}
