import { bareType, nameInUrl, specificType, typeOfName } from '../media/file-name';
import { sourceOf, type MediaSource } from '../media/source';
import { readRecords, readText } from '../whatsgate/json';
import type { OutgoingMessageType } from '../whatsgate/wire';
import type { OutboundChannelData } from './outbound-options';
import type { CardPart, CardRenderers } from './cards/card';
import type * as Cards from './cards/render';
import { contactCardOf } from './contact-card';
import { compose, textSteps, type Numbering, type OfferedChoice, type Part } from './compose';
import { writeMentions } from './mentions';
import { placesOf, placeTextOf } from './places';
import { suggestedActionsOf } from './suggested-actions';
import { defaultTextSettings, formatText, type TextSettings } from './text-format';
import type { OutboundActivity, OutboundAttachment } from './types';

/** A file to be sent, its bytes not read yet. */
export interface PlannedFile {
  readonly source: MediaSource;
  readonly contentType: string | undefined;
  readonly name: string | undefined;
  /** How to send it whatever its type turns out to be. */
  readonly as: Exclude<OutgoingMessageType, 'text'> | undefined;
}

/** A caption that its file does not show. */
export interface CaptionApart {
  readonly texts: readonly string[];
  /** The bot's own text is read before its file, that of a card after the picture. */
  readonly side: 'before' | 'after';
}

/** One thing to be done for an activity; several are done in order. */
export type Step =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Whether there are choices in it. */
      readonly offers?: true;
    }
  | {
      readonly kind: 'file';
      readonly file: PlannedFile;
      readonly caption: string | undefined;
      /** The caption as texts of their own, for a file that turns out to show none. Wherever there is a caption. */
      readonly apart?: CaptionApart;
      /** Whether there are choices in its caption. */
      readonly offers?: true;
      /** What is sent as a text when the file cannot be had: its address, for pictures of cards; empty for nothing. */
      readonly instead?: string;
    }
  | { readonly kind: 'typing' }
  | { readonly kind: 'delay'; readonly milliseconds: number };

/** What an activity becomes, and what it carries that WhatsApp has no place for (for the debug log). */
export interface Plan {
  readonly steps: readonly Step[];
  readonly ignored: readonly string[];
  /** The choices that it offers; left out when it offers none. */
  readonly choices?: readonly OfferedChoice[];
}

/** How activities are shown. */
export interface Rendering {
  readonly text: TextSettings;
  /** Renderers of the user's, by content type. */
  readonly cards: CardRenderers;
}

/** The usual way. */
export const usualRendering: Rendering = { text: defaultTextSettings, cards: {} };

/** The longest `delay` that is honoured, in milliseconds: it holds up everything else in the conversation. */
export const LONGEST_DELAY_MS = 60_000;
/** What the SDK's own adapters take for a `delay` without a value. */
const USUAL_DELAY_MS = 1000;

/**
 * Turns an activity into what has to be done at the gateway. Pure: nothing is fetched, the activity is not touched.
 * Types that mean nothing on WhatsApp (`trace`, `event`, `invokeResponse`, `handoff`, …) become no step.
 *
 * @param firstNumber the number of its first choice; those of one turn are counted through.
 * @param areNumbers whether titles that its turn has offered before are numbers themselves.
 */
export function planActivity(
  activity: OutboundActivity,
  wishes: OutboundChannelData,
  rendering: Rendering = usualRendering,
  firstNumber = 1,
  areNumbers = false,
): Plan {
  switch (activity.type ?? 'message') {
    case 'message':
      return planMessage(activity, wishes, rendering, { firstNumber, areNumbers });
    case 'typing':
      return { steps: [{ kind: 'typing' }], ignored: [] };
    case 'delay':
      return { steps: [{ kind: 'delay', milliseconds: readDelay(activity.value) }], ignored: [] };
    case 'endOfConversation':
      return planGoodbye(activity, rendering.text);
    default:
      return { steps: [], ignored: [`activity type '${activity.type ?? ''}'`] };
  }
}

/** The specification lets a last text of the bot be shown to the person (endOfConversation, `text`). */
function planGoodbye(activity: OutboundActivity, settings: TextSettings): Plan {
  const text = textOf(activity, settings);
  return text.trim() === ''
    ? { steps: [], ignored: ['endOfConversation'] }
    : { steps: textSteps(text, settings.maximumLength), ignored: [] };
}

function planMessage(
  activity: OutboundActivity,
  wishes: OutboundChannelData,
  rendering: Rendering,
  numbering: Numbering,
): Plan {
  const ignored = ignoredParts(activity);
  if (plainText(activity.text) === undefined) ignored.push('text that is no string');
  const text = textOf(activity, rendering.text);
  if (hasOnlyText(activity)) {
    const steps = text.trim() === '' ? [] : textSteps(text, rendering.text.maximumLength);
    return { steps, ignored };
  }
  const { parts, leftOut } = attachmentParts(activity, wishes, rendering, (what) => ignored.push(what));
  ignored.push(...leftOut.map((type) => `attachment of type '${type}'`));
  const suggested = suggestedActionsOf(activity);
  // The summary stands for attachments that could not be shown (Activity specification, A3072).
  const summary = leftOut.length === 0 ? '' : summaryOf(activity, rendering.text);
  const all = [
    ...[text, summary, ...placesOf(activity.entities)].map((said): Part => ({
      kind: 'text',
      text: said,
      own: true,
    })),
    ...parts,
    ...suggested.parts.flatMap((part) => partOf(part, wishes, suggested.to)),
  ];
  const { maximumLength } = rendering.text;
  const { steps, choices } = compose(all, { maximumLength, ...numbering, isCaptionable });
  return choices.length === 0 ? { steps, ignored } : { steps, ignored, choices };
}

/** Most messages are a text and nothing else. */
function hasOnlyText({ attachments, entities, suggestedActions }: OutboundActivity): boolean {
  return (attachments?.length ?? 0) === 0 && (entities?.length ?? 0) === 0 && suggestedActions == null;
}

/** What the attachments become, in their order, and the types of those that nothing became of. */
function attachmentParts(
  activity: OutboundActivity,
  wishes: OutboundChannelData,
  { text, cards }: Rendering,
  leaveOut: (what: string) => void,
): { readonly parts: Part[]; readonly leftOut: string[] } {
  const parts: Part[] = [];
  const leftOut: string[] = [];
  const format = (said: string): string => formatText(said, activity.textFormat, text);
  for (const attachment of readRecords(activity.attachments) as readonly OutboundAttachment[]) {
    const place = placeTextOf(attachment.content);
    const card =
      place === undefined ? cardsRoom().renderCard(attachment, cards, format, leaveOut) : undefined;
    const file = place === undefined && card === undefined ? fileOf(attachment, wishes) : undefined;
    if (place !== undefined) parts.push({ kind: 'text', text: place });
    else if (card !== undefined) parts.push(...card.flatMap((part) => partOf(part, wishes, undefined)));
    else if (file !== undefined) parts.push({ kind: 'file', file, caption: 'before' });
    else leftOut.push(readText(attachment.contentType) ?? 'none');
  }
  return { parts, leftOut };
}

/** A part of a card as a part of the activity; a file that cannot be told where it is is what stands for it. */
function partOf(part: CardPart, wishes: OutboundChannelData, to: readonly string[] | undefined): Part[] {
  if (part.kind === 'choice') return [to === undefined ? part : { ...part, to }];
  if (part.kind !== 'file') return [part];
  const file = fileOf(part.file, wishes);
  if (file === undefined) return [{ kind: 'text', text: part.instead }];
  return [{ kind: 'file', file, caption: 'after', instead: part.instead }];
}

function summaryOf({ summary, textFormat }: OutboundActivity, settings: TextSettings): string {
  return formatText(plainText(summary) ?? '', textFormat, settings);
}

/** The text of an activity as it is sent, with its mentions. */
function textOf({ text, textFormat, entities }: OutboundActivity, settings: TextSettings): string {
  const plain = plainText(text) ?? '';
  const named = entities === undefined || plain === '' ? plain : writeMentions(plain, entities);
  return formatText(named, textFormat, settings);
}

/** A text as text: bots in JavaScript send numbers at times. `undefined` for what cannot be shown. */
function plainText(text: unknown): string | undefined {
  if (typeof text === 'string') return text;
  if (text === undefined || text === null) return '';
  return typeof text === 'number' || typeof text === 'boolean' ? String(text) : undefined;
}

function fileOf(attachment: OutboundAttachment, wishes: OutboundChannelData): PlannedFile | undefined {
  const card = contactCardOf(attachment);
  const source = card === undefined ? sourceOf(attachment) : sourceOf({ content: card });
  if (source === undefined || cardsRoom().isCard(attachment)) return undefined;
  return {
    source,
    contentType: readText(attachment.contentType),
    name: readText(attachment.name),
    as: wishes.type,
  };
}

/** Most bots send texts; what renders cards is read with the first attachment. */
function cardsRoom(): typeof Cards {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./cards/render') as typeof Cards;
}

/** Whether a file shows a caption, as far as can be said before it is read. */
function isCaptionable(file: PlannedFile): boolean {
  return showsCaption(messageTypeOf(declaredType(file), file.as));
}

/** Pictures and documents show a caption; stickers and voice notes do not. */
export function showsCaption(type: OutgoingMessageType): boolean {
  return type === 'image' || type === 'doc';
}

/** What can be said of a file's type before it is read, by the same order as afterwards. */
function declaredType({ source, contentType, name }: PlannedFile): string {
  const inData = source.kind === 'data-url' ? /^data:([^;,]*)/i.exec(source.url)?.[1] : undefined;
  const inUrl = source.kind === 'url' ? nameInUrl(source.url) : undefined;
  return specificType([contentType, inData, typeOfName(name ?? ''), typeOfName(inUrl ?? '')]);
}

/** Pictures that WhatsApp shows as pictures; SVG and TIFF arrive as documents, or not at all. */
const PICTURES: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/jpg',
  'image/pjpeg',
  'image/png',
  'image/gif',
]);

/**
 * The gateway's type for a file (send page, "Media"): pictures as `image`, WebP as `sticker`, OGG as `voice`
 * (the only format that it takes for voice), everything else, video and other audio included, as `doc`.
 */
export function messageTypeOf(mimetype: string, as: PlannedFile['as']): Exclude<OutgoingMessageType, 'text'> {
  if (as !== undefined) return as;
  const type = bareType(mimetype);
  if (PICTURES.has(type)) return 'image';
  if (type === 'image/webp') return 'sticker';
  return type === 'audio/ogg' ? 'voice' : 'doc';
}

function readDelay(value: unknown): number {
  const milliseconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds) || milliseconds < 0)
    return USUAL_DELAY_MS;
  return Math.min(milliseconds, LONGEST_DELAY_MS);
}

/** Fields that are used, or that only address an activity and say nothing to a person. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  ...['type', 'id', 'text', 'textFormat', 'summary', 'attachments', 'channelData', 'replyToId'],
  ...['channelId', 'serviceUrl', 'conversation', 'from', 'recipient', 'timestamp', 'localTimestamp'],
  ...['localTimezone', 'locale', 'callerId', 'deliveryMode', 'inputHint', 'entities', 'expiration'],
  ...['suggestedActions', 'attachmentLayout'],
]);

/** What a message carries that is not sent: the names of its fields, nothing of what they hold. */
function ignoredParts(activity: OutboundActivity): string[] {
  return Object.keys(activity).filter(
    (field) => !UNDERSTOOD.has(field) && !isEmpty(activity[field as keyof OutboundActivity]),
  );
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
