import { WhatsGateActivityError } from '../../whatsgate/errors';
import { isRecord, parseJson, readText, type JsonRecord } from '../../whatsgate/json';
import type { OutboundAttachment } from '../types';
import { renderAdaptive } from './adaptive/adaptive';
import { renderHero, renderMedia, renderSignin } from './basic';
import type { CardContext, CardPart, CardRenderers, UsualContext } from './card';
import { paragraph } from './fields';
import { renderReceipt } from './receipt';
import { readableStrings } from './strings';
import { Allowance, MOST_VALUES } from './walk';

/** The beginning of the content types of cards. */
const CARD = /^application\/vnd\.microsoft\.(?:teams\.)?card\./;

/** The cards that the Activity specification names (C3000). */
const USUAL: ReadonlyMap<string, (content: JsonRecord, context: UsualContext) => CardPart[]> = new Map([
  ['application/vnd.microsoft.card.adaptive', renderAdaptive],
  ['application/vnd.microsoft.card.animation', renderMedia],
  ['application/vnd.microsoft.card.audio', renderMedia],
  ['application/vnd.microsoft.card.hero', renderHero],
  ['application/vnd.microsoft.card.oauth', renderSignin],
  ['application/vnd.microsoft.card.receipt', renderReceipt],
  ['application/vnd.microsoft.card.signin', renderSignin],
  ['application/vnd.microsoft.card.thumbnail', renderHero],
  ['application/vnd.microsoft.card.video', renderMedia],
]);

/** The content types of all cards that are known. */
export const KNOWN_CARDS: readonly string[] = [...USUAL.keys()];

/** Whether an attachment is a card, by its content type. */
export function isCard({ contentType }: OutboundAttachment): boolean {
  return CARD.test(typeOf(contentType));
}

/**
 * The parts of an attachment that is a card, or that the user has a renderer for; `undefined` for all others.
 * Cards of a kind that is not known are shown as their texts.
 *
 * @param leaveOut is told what of a card is not shown.
 * @throws WhatsGateActivityError when a renderer of the user's throws.
 */
export function renderCard(
  attachment: OutboundAttachment,
  renderers: CardRenderers,
  format: CardContext['format'],
  leaveOut: (what: string) => void,
): readonly CardPart[] | undefined {
  const type = typeOf(attachment.contentType);
  const context: CardContext = { format, usual: (other) => renderUsual(other, context, leaveOut) };
  if (!Object.hasOwn(renderers, type)) return context.usual(attachment);
  try {
    return renderers[type]?.(attachment, context) ?? context.usual(attachment);
  } catch (cause) {
    throw new WhatsGateActivityError(`The renderer of the option cards for '${type}' failed.`, { cause });
  }
}

function renderUsual(
  attachment: OutboundAttachment,
  context: CardContext,
  leaveOut: (what: string) => void,
): readonly CardPart[] | undefined {
  if (!isCard(attachment)) return undefined;
  const content = readContent(attachment.content);
  if (content === undefined) return undefined;
  const type = typeOf(attachment.contentType);
  const allowance = new Allowance();
  const parts =
    USUAL.get(type)?.(content, { ...context, allowance }) ??
    paragraph(readableStrings(content, { allowance }).map(context.format).join('\n'));
  if (allowance.isSpent) {
    leaveOut(`what a card of type '${type}' has beyond ${MOST_VALUES.toLocaleString('en')} values`);
  }
  return parts.length === 0 ? undefined : apart(parts);
}

/** A card with a blank line before it, whatever it begins with. */
function apart([first, ...others]: readonly CardPart[]): readonly CardPart[] {
  if (first?.kind !== 'text') return first === undefined ? [] : [first, ...others];
  return [{ kind: 'text', text: first.text }, ...others];
}

/** Bots put cards in as objects, and at times as the text of their JSON. */
function readContent(content: unknown): JsonRecord | undefined {
  if (isRecord(content)) return content;
  if (typeof content !== 'string' || !content.trimStart().startsWith('{')) return undefined;
  try {
    const parsed = parseJson(content);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function typeOf(contentType: unknown): string {
  return (readText(contentType) ?? '').replace(/;.*$/s, '').trim().toLowerCase();
}
