import { isRecord, readRecords, readText, type JsonRecord } from '../../../whatsgate/json';
import type { CardPart } from '../card';
import { paragraph, readField } from '../fields';
import { marked } from '../../markdown/marks';
import { walk } from '../walk';

/** What a kind of input wants, where the card itself says nothing. */
const WANTED: ReadonlyMap<string, string> = new Map([
  ['Input.Number', 'number'],
  ['Input.Date', 'YYYY-MM-DD'],
  ['Input.Time', 'HH:MM'],
]);

/** Whether an element is something to fill in. */
export function isInput(element: JsonRecord): boolean {
  return readText(element['type'])?.startsWith('Input.') === true;
}

/** An input as what to type: its label, what it is for, what it holds already, what it demands, and its choices. */
export function inputParts(element: JsonRecord): CardPart[] {
  const type = readText(element['type']) ?? '';
  const errorMessage = readField(element['errorMessage']);
  const label = readField(element['label']);
  const said = type === 'Input.Toggle' ? toggle(element, label) : blank(element, type, label);
  const demand = errorMessage === undefined ? '' : `(${errorMessage})`;
  const lines = [`${said} ${demand}`.trim(), ...choices(element)];
  return paragraph(lines.filter((line) => line !== '').join('\n'), true);
}

/** `*Label:* hint [value]`; the label is left out when the card has none. */
function blank(element: JsonRecord, type: string, label: string | undefined): string {
  const value = readField(element['value']);
  const hint = readField(element['placeholder']) ?? readField(element['title']) ?? WANTED.get(type);
  const held = type === 'Input.ChoiceSet' ? undefined : value;
  const said = [
    label === undefined ? undefined : marked(withColon(label), '*'),
    hint,
    range(element),
    held === undefined ? undefined : `[${held}]`,
  ].filter((part) => part !== undefined);
  return said.length === 0 ? '' : `✎ ${said.join(' ')}`;
}

function toggle(element: JsonRecord, label: string | undefined): string {
  const isOn = element['value'] !== undefined && element['value'] === (element['valueOn'] ?? 'true');
  const title = readField(element['title']);
  return [label === undefined ? undefined : marked(withColon(label), '*'), isOn ? '☑' : '☐', title]
    .filter((part) => part !== undefined)
    .join(' ');
}

function choices(element: JsonRecord): string[] {
  const chosen = new Set(readText(element['value'])?.split(',') ?? []);
  return readRecords(element['choices']).map(({ title, value }) => {
    const shown = readField(title) ?? readField(value) ?? '';
    return chosen.has(String(value)) ? `- ${shown} ✓` : `- ${shown}`;
  });
}

function range(element: JsonRecord): string | undefined {
  const [least, most] = [readField(element['min']), readField(element['max'])];
  if (least === undefined && most === undefined) return undefined;
  return `(${least ?? ''}–${most ?? ''})`;
}

function withColon(label: string): string {
  return /[:：?!.]\s*$/.test(label) ? label : `${label}:`;
}

/**
 * What all inputs of a card hold before anybody has touched them, by their ids: a client would send this. Those of
 * cards within it are not among them.
 */
export function valuesOf(card: unknown): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  walk(card, (found) => {
    if (Array.isArray(found)) return found;
    if (!isRecord(found) || found['type'] === 'Action.ShowCard') return [];
    if (!isInput(found)) return Object.values(found);
    const id = readText(found['id']);
    if (id !== undefined && id !== '__proto__') values[id] = initialValue(found);
    return [];
  });
  return values;
}

function initialValue(element: JsonRecord): unknown {
  if (element['type'] !== 'Input.Toggle') return element['value'] ?? '';
  return element['value'] ?? element['valueOff'] ?? 'false';
}
