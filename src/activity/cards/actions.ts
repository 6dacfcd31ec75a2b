import { isRecord, readText, type JsonRecord } from '../../whatsgate/json';
import type { CardPart, ChoiceAnswer } from './card';
import { link, readField } from './fields';

/** Types of action that send something to the bot; people without buttons choose them by number or title. */
const CHOICES: ReadonlySet<string> = new Set(['imback', 'postback', 'messageback']);
/** Actions that a data URL makes no sense for, and that the specification wants dropped then. */
const NO_DATA = /^data:/i;

/** Buttons of a card or suggested actions, in their order (Activity specification, C4001). */
export function actionParts(actions: unknown): CardPart[] {
  return Array.isArray(actions) ? actions.flatMap(actionPart) : [];
}

/** What tapping a card would do, unless one of its buttons does the same. */
export function tapParts(content: JsonRecord): CardPart[] {
  const buttons: readonly unknown[] = Array.isArray(content['buttons']) ? content['buttons'] : [];
  const shown = new Set(actionParts(buttons).map((part) => JSON.stringify(part)));
  const address = isRecord(content['tap']) ? readText(content['tap']['value']) : undefined;
  const isShown = buttons.some(
    (button) => isRecord(button) && address !== undefined && button['value'] === address,
  );
  return isShown ? [] : actionPart(content['tap']).filter((part) => !shown.has(JSON.stringify(part)));
}

/** A button as it is shown without buttons: a choice, a link, or at least its title. */
export function actionPart(action: unknown): CardPart[] {
  // Bots may give a text alone; the SDK makes an imBack of it.
  if (typeof action === 'string') return actionPart({ type: 'imBack', title: action, value: action });
  if (!isRecord(action)) return [];
  const type = readText(action['type']) ?? '';
  const value = readText(action['value']);
  const title = readField(action['title']);
  if (CHOICES.has(type.toLowerCase())) return choice(type.toLowerCase(), action);
  if (value !== undefined && isAddress(value)) return [{ kind: 'line', text: link(title, value) }];
  return title === undefined ? [] : [{ kind: 'line', text: title }];
}

function choice(type: string, action: JsonRecord): CardPart[] {
  const answer = type === 'messageback' ? messageBack(action) : sendBack(action);
  const displayText = readField(action['displayText']);
  const title = readField(action['title']) ?? displayText ?? readField(answer.text);
  if (title === undefined) return [];
  const also = displayText === undefined || displayText === title ? {} : { also: [displayText] };
  return [{ kind: 'choice', title, answer, ...also }];
}

/** imBack and postBack send their value as text; one that is no text goes along as `value`. */
function sendBack(action: JsonRecord): ChoiceAnswer {
  const value = action['value'];
  if (typeof value === 'string' && value !== '') return { text: value };
  if (value === undefined || value === null || value === '') return { text: readText(action['title']) ?? '' };
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? { text: String(value) } : { text: '', value };
}

function messageBack(action: JsonRecord): ChoiceAnswer {
  const value = action['value'];
  return { text: readText(action['text']) ?? '', ...(value === undefined ? {} : { value }) };
}

function isAddress(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\S/i.test(value) && !NO_DATA.test(value);
}
