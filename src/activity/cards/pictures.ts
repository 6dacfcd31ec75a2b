import { isRecord, readText } from '../../whatsgate/json';
import { shownAddress } from '../markdown/tags';
import { tapParts } from './actions';
import type { CardPart } from './card';
import { paragraph, readField } from './fields';

/**
 * A picture with its description and what a tap on it does, given as a record or as its address alone.
 *
 * @param others actions that are shown elsewhere: a tap that does the same as one of them is not shown again.
 */
export function pictureOf(image: unknown, others: readonly unknown[] = []): CardPart[] {
  if (!isRecord(image)) return picture(image, undefined);
  return [...picture(image['url'], image['alt']), ...tapParts(image['tap'], others)];
}

/** The same out of its two fields. The description follows in any case, so that it does not stand for the picture. */
export function picture(url: unknown, description: unknown): CardPart[] {
  const contentUrl = readText(url);
  const name = readField(description);
  if (contentUrl === undefined) return paragraph(name, true);
  const instead = /^data:/i.test(contentUrl) ? (name ?? '') : shownAddress(contentUrl);
  return [{ kind: 'file', file: { contentUrl, contentType: 'image/*' }, instead }, ...paragraph(name, true)];
}
