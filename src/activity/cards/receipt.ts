import { readRecords, type JsonRecord } from '../../whatsgate/json';
import { actionParts, tapParts } from './actions';
import type { CardContext, CardPart } from './card';
import { heading, list, paragraph, readField } from './fields';
import { pictureOf } from './pictures';

/** The labels of a receipt's sums; the specification names the fields, not what people call them. */
const SUMS = [
  ['tax', 'Tax'],
  ['vat', 'VAT'],
  ['total', 'Total'],
] as const;

/** A receipt: title, facts, one paragraph for each item, sums, buttons (Activity specification, C7300 and on). */
export function renderReceipt(content: JsonRecord, context: CardContext): CardPart[] {
  const title = readField(content['title']);
  const sums = SUMS.flatMap(([field, label]) => {
    const sum = readField(content[field]);
    return sum === undefined ? [] : [fact(label, sum, context)];
  });
  return [
    ...paragraph(title && heading(title, context)),
    ...paragraph(facts(content['facts'], context), true),
    ...readRecords(content['items']).flatMap((item) => renderItem(item, context)),
    ...paragraph(sums.join('\n')),
    ...actionParts(content['buttons']),
    ...tapParts(content['tap'], list(content['buttons'])),
  ];
}

/** Pairs of names and values, one on each line. */
export function facts(pairs: unknown, context: Pick<CardContext, 'format'>): string {
  return readRecords(pairs)
    .map(({ key, title, value }) => fact(readField(key ?? title) ?? '', readValue(value) ?? '', context))
    .filter((line) => line !== '')
    .join('\n');
}

/** A fact may be that something is so. */
function readValue(value: unknown): string | undefined {
  return typeof value === 'boolean' ? String(value) : readField(value);
}

/** `*name:* value`; what is missing is left out. */
function fact(name: string, value: string, context: Pick<CardContext, 'format'>): string {
  const shown = value === '' ? '' : context.format(value);
  if (name === '') return shown;
  const label = /[:：?!]\s*$/.test(name) || shown === '' ? name.trimEnd() : `${name}:`;
  return `${heading(label, context)} ${shown}`.trim();
}

function renderItem(item: JsonRecord, context: CardContext): CardPart[] {
  const title = readField(item['title']);
  const quantity = readField(item['quantity']);
  const price = readField(item['price']);
  const head = [
    title && heading(title, context),
    quantity === undefined ? undefined : `× ${quantity}`,
    price === undefined ? undefined : `— ${price}`,
  ].filter((part) => part !== undefined && part !== '');
  const subtitle = readField(item['subtitle']);
  const text = readField(item['text']);
  return [
    ...pictureOf(item['image'], [item['tap']]),
    ...paragraph(head.join(' ')),
    ...paragraph(subtitle && context.format(subtitle), true),
    ...paragraph(text && context.format(text), true),
    ...tapParts(item['tap'], []),
  ];
}
