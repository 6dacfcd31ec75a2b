import { isRecord, readRecords, readText, type JsonRecord } from '../../../whatsgate/json';
import type { CardPart } from '../card';
import { paragraph, readField } from '../fields';
import { literally, renderLines } from '../../markdown/marks';
import { PieceList } from '../../markdown/pieces';
import { walk } from '../walk';
import { isInput, shownParts } from './shown';

/** What a kind of input wants, where the card itself says nothing. */
const WANTED: ReadonlyMap<string, string> = new Map([
  ['Input.Number', 'number'],
  ['Input.Date', 'YYYY-MM-DD'],
  ['Input.Time', 'HH:MM'],
]);

/**
 * An input as what to type: its label, what it is for, what it holds already, what it demands, and its choices. None
 * of this has marks, but for the label, which is bold.
 *
 * @param areChoicesApart whether its choices are shown elsewhere.
 */
export function inputParts(element: JsonRecord, areChoicesApart = false): CardPart[] {
  const type = readText(element['type']) ?? '';
  const errorMessage = readField(element['errorMessage']);
  const said = type === 'Input.Toggle' ? toggle(element) : blank(element, type, areChoicesApart);
  const demand = errorMessage === undefined ? [] : [`(${errorMessage})`];
  const head = headOf(type, readField(element['label']), [...said, ...demand]);
  const lines = [head, ...(areChoicesApart ? [] : choices(element))];
  return paragraph(lines.filter((line) => line !== '').join('\n'), true);
}

/** `✎ *Label:* hint [value]`; the label is left out when the card has none. */
function headOf(type: string, label: string | undefined, said: readonly string[]): string {
  if (label === undefined && said.length === 0) return '';
  const list = new PieceList();
  if (type !== 'Input.Toggle') list.text('✎ ');
  if (label !== undefined) {
    list.open('*');
    list.text(withColon(label));
    list.close('*');
    list.text(' ');
  }
  list.text(said.join(' '));
  return renderLines(list.pieces).join('\n');
}

function blank(element: JsonRecord, type: string, areChoicesApart: boolean): string[] {
  const hint = readField(element['placeholder']) ?? readField(element['title']) ?? WANTED.get(type);
  const held =
    type === 'Input.ChoiceSet' ? heldChoices(element, areChoicesApart) : readField(element['value']);
  return [hint, range(element), held === undefined ? undefined : `[${held}]`].filter(
    (part) => part !== undefined,
  );
}

/** What a list of choices holds beyond those that are ticked in it: all of it where they are shown elsewhere. */
function heldChoices(element: JsonRecord, areChoicesApart: boolean): string | undefined {
  const titles = new Map(
    readRecords(element['choices']).map((choice) => [String(choice['value']), titleOf(choice)]),
  );
  const held = heldValues(element)
    .filter((value) => areChoicesApart || !titles.has(value))
    .map((value) => titles.get(value) ?? value);
  return held.length === 0 ? undefined : held.join(', ');
}

function heldValues(element: JsonRecord): string[] {
  return readField(element['value'])?.split(',') ?? [];
}

function toggle(element: JsonRecord): string[] {
  const { value, valueOn = 'true' } = element;
  // A template may leave true itself there.
  const isOn = value !== undefined && (value === valueOn || (value === true && valueOn === 'true'));
  const title = readField(element['title']);
  return [isOn ? '☑' : '☐', ...(title === undefined ? [] : [title])];
}

function choices(element: JsonRecord): string[] {
  const chosen = new Set(heldValues(element));
  return readRecords(element['choices']).map((choice) =>
    literally(`- ${titleOf(choice) ?? ''}${chosen.has(String(choice['value'])) ? ' ✓' : ''}`),
  );
}

/** What a choice is called. */
export function titleOf({ title, value }: JsonRecord): string | undefined {
  return readField(title) ?? readField(value);
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
 * What all inputs that are shown of a card hold before anybody has touched them, by their ids: a client would send this. Those of
 * cards within it are not among them.
 */
export function valuesOf(card: unknown): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  walk(card, (found) => {
    if (Array.isArray(found)) return found;
    if (!isRecord(found) || found['type'] === 'Action.ShowCard') return [];
    if (!isInput(found)) return shownParts(found);
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
