import { marked } from '../markdown/marks';
import { shownAddress } from '../markdown/tags';
import { isRecord, readText, type JsonRecord } from '../../whatsgate/json';
import type { CardContext, CardPart } from './card';

/** A field that people read: text, or a number that a bot put there. Blank ones are none. */
export function readField(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : readText(value);
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** A heading in bold; one that holds marks of its own keeps them. */
export function heading(text: string, context: Pick<CardContext, 'format'>): string {
  return /[*_~`]/.test(text) ? context.format(text) : marked(text, '*');
}

/** A paragraph, if there is anything to say; `close` without a blank line before it. */
export function paragraph(text: string | undefined, close = false): CardPart[] {
  if (text === undefined || text.trim() === '') return [];
  return [{ kind: 'text', text, ...(close ? { close } : {}) }];
}

/** `name: address`; the address alone for a link without a name or with itself for one. */
export function link(name: string | undefined, address: string): string {
  const shown = shownAddress(address);
  return name === undefined || name === shown || name === address ? shown : `${name}: ${shown}`;
}

/** The title, subtitle and text that most cards have, in this order. */
export function titles(content: JsonRecord, context: CardContext): CardPart[] {
  const title = readField(content['title']);
  const subtitle = readField(content['subtitle']);
  const text = readField(content['text']);
  return [
    ...paragraph(title && heading(title, context)),
    ...paragraph(
      subtitle && (/[*_~`]/.test(subtitle) ? context.format(subtitle) : marked(subtitle, '_')),
      true,
    ),
    ...paragraph(text && context.format(text), true),
  ];
}

/** A picture with its description, given as both or as its address alone; nothing without an address. */
export function pictureOf(image: unknown): CardPart[] {
  return isRecord(image) ? picture(image['url'], image['alt']) : picture(image, undefined);
}

/** The same out of its two fields. The description follows in any case, so that it does not stand for the picture. */
export function picture(url: unknown, description: unknown): CardPart[] {
  const contentUrl = readText(url);
  const name = readField(description);
  if (contentUrl === undefined) return paragraph(name, true);
  const instead = /^data:/i.test(contentUrl) ? (name ?? '') : shownAddress(contentUrl);
  return [{ kind: 'file', file: { contentUrl, contentType: 'image/*' }, instead }, ...paragraph(name, true)];
}
