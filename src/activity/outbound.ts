import { bareType, nameInUrl, specificType, typeOfName } from '../media/file-name';
import { sourceOf, type MediaSource } from '../media/source';
import { readRecords, readText } from '../whatsgate/json';
import type { OutgoingMessageType } from '../whatsgate/wire';
import type { OutboundChannelData } from './outbound-options';
import type { OutboundActivity, OutboundAttachment } from './types';

/** A file to be sent, its bytes not read yet. */
export interface PlannedFile {
  readonly source: MediaSource;
  readonly contentType: string | undefined;
  readonly name: string | undefined;
  /** How to send it whatever its type turns out to be. */
  readonly as: Exclude<OutgoingMessageType, 'text'> | undefined;
}

/** One thing to be done for an activity; several are done in order. */
export type Step =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly file: PlannedFile; readonly caption: string | undefined }
  | { readonly kind: 'typing' }
  | { readonly kind: 'delay'; readonly milliseconds: number };

/** What an activity becomes, and what it carries that WhatsApp has no place for (for the debug log). */
export interface Plan {
  readonly steps: readonly Step[];
  readonly ignored: readonly string[];
}

/** The longest caption that WhatsApp's clients take; longer texts go before the file as a message of their own. */
export const LONGEST_CAPTION = 1024;
/** The longest `delay` that is honoured, in milliseconds: it holds up everything else in the conversation. */
export const LONGEST_DELAY_MS = 60_000;
/** What the SDK's own adapters take for a `delay` without a value. */
const USUAL_DELAY_MS = 1000;

/**
 * Turns an activity into what has to be done at the gateway. Pure: nothing is fetched, the activity is not touched.
 * Types that mean nothing on WhatsApp (`trace`, `event`, `invokeResponse`, `handoff`, …) become no step.
 */
export function planActivity(activity: OutboundActivity, wishes: OutboundChannelData): Plan {
  switch (activity.type ?? 'message') {
    case 'message':
      return planMessage(activity, wishes);
    case 'typing':
      return { steps: [{ kind: 'typing' }], ignored: [] };
    case 'delay':
      return { steps: [{ kind: 'delay', milliseconds: readDelay(activity.value) }], ignored: [] };
    case 'endOfConversation':
      return planGoodbye(activity);
    default:
      return { steps: [], ignored: [`activity type '${activity.type ?? ''}'`] };
  }
}

/** The specification lets a last text of the bot be shown to the person (endOfConversation, `text`). */
function planGoodbye(activity: OutboundActivity): Plan {
  const text = plainText(activity.text) ?? '';
  return text.trim() === ''
    ? { steps: [], ignored: ['endOfConversation'] }
    : { steps: [{ kind: 'text', text }], ignored: [] };
}

function planMessage(activity: OutboundActivity, wishes: OutboundChannelData): Plan {
  const ignored = ignoredParts(activity);
  if (plainText(activity.text) === undefined) ignored.push('text that is no string');
  const files: PlannedFile[] = [];
  const attachments = readRecords(activity.attachments) as readonly OutboundAttachment[];
  for (const attachment of attachments) {
    const file = fileOf(attachment, wishes);
    if (file === undefined)
      ignored.push(`attachment of type '${readText(attachment.contentType) ?? 'none'}'`);
    else files.push(file);
  }
  const text = textOf(activity, files.length < attachments.length);
  return { steps: inOrder(text, files), ignored };
}

/** The summary stands for attachments that could not be shown (Activity specification, A3072). */
function textOf(activity: OutboundActivity, attachmentsLeftOut: boolean): string {
  const text = plainText(activity.text) ?? '';
  const summary = attachmentsLeftOut ? (plainText(activity.summary) ?? '') : '';
  return [text, summary].filter((part) => part.trim() !== '').join('\n\n');
}

/** A text as text: bots in JavaScript send numbers at times. `undefined` for what cannot be shown. */
function plainText(text: unknown): string | undefined {
  if (typeof text === 'string') return text;
  if (text === undefined || text === null) return '';
  return typeof text === 'number' || typeof text === 'boolean' ? String(text) : undefined;
}

/** Files in their order; the text is the caption of the first that can have one, else a message before them. */
function inOrder(text: string, files: readonly PlannedFile[]): Step[] {
  const captioned = text !== '' && text.length <= LONGEST_CAPTION ? files.findIndex(isCaptionable) : -1;
  const steps: Step[] = files.map((file, index) => ({
    kind: 'file',
    file,
    caption: index === captioned ? text : undefined,
  }));
  return text === '' || captioned >= 0 ? steps : [{ kind: 'text', text }, ...steps];
}

function fileOf(attachment: OutboundAttachment, wishes: OutboundChannelData): PlannedFile | undefined {
  const source = sourceOf(attachment);
  if (source === undefined || isCard(attachment)) return undefined;
  return {
    source,
    contentType: readText(attachment.contentType),
    name: readText(attachment.name),
    as: wishes.type,
  };
}

function isCard(attachment: OutboundAttachment): boolean {
  return readText(attachment.contentType)?.startsWith('application/vnd.microsoft.card.') === true;
}

/** Pictures and documents show a caption; stickers and voice notes do not. */
function isCaptionable(file: PlannedFile): boolean {
  const type = messageTypeOf(declaredType(file), file.as);
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
  ...['localTimezone', 'locale', 'callerId', 'deliveryMode', 'inputHint'],
]);

/** What a message carries that is not sent: the names of its fields, nothing of what they hold. */
function ignoredParts(activity: OutboundActivity): string[] {
  return Object.entries(activity)
    .filter(([field, value]) => !UNDERSTOOD.has(field) && !isEmpty(value))
    .map(([field]) => field);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
