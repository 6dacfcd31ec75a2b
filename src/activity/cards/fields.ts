import { literally, marked } from '../markdown/marks';
import type { Mark } from '../markdown/pieces';
import { shownAddress } from '../markdown/tags';
import { readText, type JsonRecord } from '../../whatsgate/json';
import type { CardContext, CardPart } from './card';

/** A field that people read: text, or a number that a bot put there. Blank ones are none. */
export function readField(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : readText(value);
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** The values of a list; none of anything else. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A heading in bold; one that holds marks of its own keeps them. */
export function heading(text: string, context: Pick<CardContext, 'format'>, mark: Mark = '*'): string {
  return hasMarks(text) ? context.format(text) : marked(text, mark);
}

/** Whether a text has marks of its own: two at the edges of words. `Price_list` has none, nor has `5*`. */
export function hasMarks(text: string): boolean {
  return (text.match(/(?<![\p{L}\p{N}])[*_~`]|[*_~`](?![\p{L}\p{N}])/gu)?.length ?? 0) > 1;
}

/** A paragraph, if there is anything to say; `close` without a blank line before it. */
export function paragraph(text: string | undefined, close = false): CardPart[] {
  if (text === undefined || text.trim() === '') return [];
  return [{ kind: 'text', text, ...(close ? { close } : {}) }];
}

/** `name: address`; the address alone for a link without a name or with itself for one. Names have no marks. */
export function link(name: string | undefined, address: string): string {
  const shown = shownAddress(address);
  return name === undefined || name === shown || name === address ? shown : `${literally(name)}: ${shown}`;
}

/** The title, subtitle and text that most cards have, in this order. */
export function titles(content: JsonRecord, context: CardContext): CardPart[] {
  const title = readField(content['title']);
  const subtitle = readField(content['subtitle']);
  const text = readField(content['text']);
  return [
    ...paragraph(title && heading(title, context)),
    ...paragraph(subtitle && heading(subtitle, context, '_'), true),
    ...paragraph(text && context.format(text), true),
  ];
}
