import { isRecord, readText, type JsonRecord } from '../../whatsgate/json';
import type { CardPart, ChoiceAnswer } from './card';
import { literally } from '../markdown/marks';
import { link, list, readField } from './fields';

/** Types of action that send something to the bot; people without buttons choose them by number or title. */
const CHOICES: ReadonlySet<string> = new Set(['imback', 'postback', 'messageback']);
/** Types whose value is an address or a phone number (Activity specification, card actions). */
const LEADS: ReadonlySet<string> = new Set([
  ...['openurl', 'call', 'signin', 'playaudio', 'playvideo', 'showimage', 'downloadfile', 'openapp'],
]);
/** Actions that a data URL makes no sense for, and that the specification wants dropped then. */
const NO_DATA = /^data:/i;

/** Buttons of a card or suggested actions, in their order (Activity specification, C4001). */
export function actionParts(actions: unknown): CardPart[] {
  return list(actions).flatMap(actionPart);
}

/**
 * What a tap would do.
 * @param others actions that are shown elsewhere; what one of them does already is not shown again.
 */
export function tapParts(tap: unknown, others: readonly unknown[]): CardPart[] {
  const shown = new Set(actionParts(others).map((part) => JSON.stringify(part)));
  const address = isRecord(tap) ? readText(tap['value']) : undefined;
  const isShown = others.some(
    (other) => isRecord(other) && address !== undefined && other['value'] === address,
  );
  return isShown ? [] : actionPart(tap).filter((part) => !shown.has(JSON.stringify(part)));
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
  if (value !== undefined && isAddress(value, type)) return [{ kind: 'line', text: link(title, value) }];
  return title === undefined ? [] : [{ kind: 'line', text: literally(title) }];
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

/** Whether a person can do something with a value: an address, also one that a bot wrote without its scheme. */
function isAddress(value: string, type: string): boolean {
  if (NO_DATA.test(value)) return false;
  return /^[a-z][a-z0-9+.-]*:\S/i.test(value) || (LEADS.has(type.toLowerCase()) && value.trim() !== '');
}
