import { readChatId, withoutDeviceOf } from '../whatsgate/chat-id';
import { readNumber, readText } from '../whatsgate/json';
import type { GatewayMessage } from '../whatsgate/wire';
import { contactAttachments, mediaAttachment, mediaKind } from './inbound-attachments';
import { locationEntities, readLocation, readMentions } from './inbound-entities';
import { readOriginalId, readReaction, readTargetId } from './inbound-quote';
import { readBody, readChoice, readPoll } from './inbound-text';
import type { Envelope, InboundContext, Mutable } from './inbound-envelope';
import type { EventActivityKind, InboundActivity, InboundAttachment } from './types';

/** An Activity without its envelope, but for what a kind of message may set differently. */
type Content = Omit<InboundActivity, keyof Envelope> & Partial<Pick<Envelope, 'id' | 'channelData'>>;

/** What a kind of message becomes, or the reason why it becomes nothing. */
export type MessageContent = { readonly content: Content } | { readonly ignored: string };

type Reader = (message: GatewayMessage, envelope: Envelope, context: InboundContext) => MessageContent;

const text: Reader = (message) => spoken(message, readBody(message));

const media: Reader = (message, envelope, context) => {
  if (message.id === undefined) return spoken(message, readBody(message));
  const file = mediaAttachment({ ...message, id: message.id }, context.account.whatsappId, context.mediaUrls);
  const kind = mediaKind(message.type ?? 'document');
  const channelData = {
    whatsgate: { ...envelope.channelData.whatsgate, media: { messageId: message.id, kind } },
  };
  const body = readBody(message);
  // A document that nobody has said anything of has its own name for a caption (whatsapp-web.js, pull request 2660).
  const isName = body !== '' && message.type === 'document' && body === readText(message['filename']);
  return spoken(message, isName ? '' : body, { attachments: [file], channelData });
};

const location: Reader = (message) => {
  const place = readLocation(message);
  if (place === undefined) return spoken(message, readBody(message));
  const lines = [place.name, place.address].filter((line) => line !== undefined);
  return spoken(message, lines.join('\n'), { entities: locationEntities(place) });
};

const contacts: Reader = (message) => {
  const attachments = contactAttachments(message);
  if (attachments.length === 0) return spoken(message, readBody(message));
  const names = attachments.map(({ content }) => content.displayName);
  return spoken(message, names.join(', '), { attachments });
};

const choice: Reader = (message) => {
  const { id, title } = readChoice(message);
  return spoken(message, title, { value: { ...(id === undefined ? {} : { id }), title } });
};

const reaction: Reader = (message) => {
  const target = readTargetId(message);
  if (target === undefined) return { ignored: 'a reaction that does not say to which message' };
  const emoji = readReaction(message);
  const list = [{ type: emoji }];
  // The specification puts the target into `id`; Teams and Microsoft's sample read `replyToId`. Both are set.
  const base = { type: 'messageReaction', id: target, replyToId: target } as const;
  return { content: emoji === '' ? { ...base, reactionsRemoved: list } : { ...base, reactionsAdded: list } };
};

const revoked: Reader = (message) => {
  const id = readTargetId(message) ?? message.id;
  return id === undefined
    ? { ignored: 'a deletion without an id' }
    : { content: { type: 'messageDelete', id } };
};

/** Kinds that are text if any text survives, and nothing otherwise. */
const textIfAny: Reader = (message) => {
  const body = readBody(message) || (readText(message['title']) ?? readText(message['description']) ?? '');
  return body === ''
    ? { ignored: `a message of kind '${message.type ?? 'none'}' without text` }
    : spoken(message, body);
};

const groupChange: Reader = (message, _envelope, context) => {
  const members = readMembers(message);
  const accounts = members.map((id) => ({ id, name: '' }));
  const namesNobody = { ignored: 'a group change that names nobody' };
  switch (message['subtype']) {
    case 'add':
    case 'invite':
    case 'linked_group_join':
    case 'create':
      return accounts.length === 0
        ? namesNobody
        : { content: { type: 'conversationUpdate', membersAdded: accounts } };
    case 'remove':
    case 'leave':
      return accounts.length === 0
        ? namesNobody
        : { content: { type: 'conversationUpdate', membersRemoved: accounts } };
    case 'subject': {
      const topicName = readBody(message);
      return topicName === ''
        ? { ignored: 'a new subject of a group without a name' }
        : { content: { type: 'conversationUpdate', topicName } };
    }
    default:
      return asEvent(
        'groupUpdate',
        'whatsapp.groupUpdate',
        {
          change: message['subtype'],
          members,
          body: readBody(message),
        },
        context,
      );
  }
};

/** Everybody that a group change is about, once, the way that the authors of messages are written. */
function readMembers(message: GatewayMessage): string[] {
  const recipients = Array.isArray(message['recipients']) ? message['recipients'] : [];
  const ids = recipients.map(readChatId).filter((id) => id !== undefined);
  return [...new Set(ids.map(withoutDeviceOf))];
}

const event =
  (kind: EventActivityKind, name: string, field?: string): Reader =>
  (message, _envelope, context) =>
    asEvent(kind, name, field === undefined ? message : (message[field] ?? message), context);

const ignored: Reader = (message) => ({ ignored: `a message of kind '${message.type ?? 'none'}'` });

/** WhatsApp's kinds of message (`whatsapp-web.js`, MessageTypes) and what a bot gets of each. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['chat', text],
  ['text', text],
  ...['image', 'video', 'sticker', 'document', 'audio', 'ptt'].map((kind) => [kind, media] as const),
  ['location', location],
  ['vcard', contacts],
  ['multi_vcard', contacts],
  ['list_response', choice],
  ['buttons_response', choice],
  ['template_button_reply', choice],
  ['reaction', reaction],
  ['revoked', revoked],
  ['poll_creation', (message) => spoken(message, readPoll(message))],
  ...[
    'interactive',
    'native_flow',
    'hsm',
    'list',
    'product',
    'order',
    'event_creation',
    'scheduled_event_creation',
  ].map((kind) => [kind, textIfAny] as const),
  ['gp2', groupChange],
  ['groups_v4_invite', event('groupInvite', 'whatsapp.groupInvite', 'inviteV4')],
  ['payment', event('payment', 'whatsapp.payment')],
  ['call_log', event('call', 'whatsapp.call')],
  ['call', event('call', 'whatsapp.call')],
  ['poll_vote', event('pollVote', 'whatsapp.pollVote')],
  ...[
    'album',
    'e2e_notification',
    'notification',
    'notification_template',
    'group_notification',
    'broadcast_notification',
    'protocol',
    'debug',
    'ciphertext',
    'oversized',
  ].map((kind) => [kind, ignored] as const),
]);

/**
 * What a message says, without its envelope. A kind that nobody has seen yet is never a failure:
 * with a file or a text it is a message, else it is passed over.
 */
export function readContent(
  message: GatewayMessage,
  envelope: Envelope,
  context: InboundContext,
): MessageContent {
  if (message.type === 'notification_template' && message['subtype'] === 'change_number') {
    return event('contactChanged', 'whatsapp.contactChanged')(message, envelope, context);
  }
  const read = readerOf(message)(message, envelope, context);
  return isEdit(message) ? asUpdate(message, read) : read;
}

function readerOf(message: GatewayMessage): Reader {
  const known = message.type === undefined ? text : READERS.get(message.type);
  return known ?? (message.hasMedia === true ? media : textIfAny);
}

function isEdit(message: GatewayMessage): boolean {
  return (readNumber(message['latestEditSenderTimestampMs']) ?? 0) > 0;
}

/** The specification wants the full new content under the id of the original message. */
function asUpdate(message: GatewayMessage, read: MessageContent): MessageContent {
  if ('ignored' in read || read.content.type !== 'message') return read;
  const id = readOriginalId(message);
  return { content: { ...read.content, type: 'messageUpdate', ...(id === undefined ? {} : { id }) } };
}

interface SpokenExtras {
  readonly attachments?: InboundAttachment[];
  readonly entities?: InboundActivity['entities'];
  readonly value?: unknown;
  readonly channelData?: Envelope['channelData'];
}

function spoken(message: GatewayMessage, body: string, extras: SpokenExtras = {}): MessageContent {
  const entities = [...(extras.entities ?? []), ...readMentions(message, body)];
  const content: Mutable<Content> = { type: 'message', text: body, textFormat: 'plain' };
  if (extras.attachments !== undefined) content.attachments = extras.attachments;
  if (entities.length > 0) content.entities = entities;
  if (extras.value !== undefined) content.value = extras.value;
  if (extras.channelData !== undefined) content.channelData = extras.channelData;
  return { content };
}

function asEvent(
  kind: EventActivityKind,
  name: string,
  value: unknown,
  context: InboundContext,
): MessageContent {
  return context.eventActivities.has(kind)
    ? { content: { type: 'event', name, value } }
    : { ignored: `a '${kind}' event, which is not asked for (option eventActivities)` };
}

/** Exported for the mapping tables in the documentation and their test. */
export const KNOWN_MESSAGE_KINDS: readonly string[] = [...READERS.keys()];
