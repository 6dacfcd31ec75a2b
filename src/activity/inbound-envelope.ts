import { parseChatId, withoutDeviceOf } from '../whatsgate/chat-id';
import { readChatId } from '../whatsgate/chat-id';
import type { GatewayEvent } from '../whatsgate/event';
import { isRecord, readText } from '../whatsgate/json';
import type { MediaReference } from '../whatsgate/media-reference';
import { parseMessageId, type MessageId } from '../whatsgate/message-id';
import type { GatewayMessage } from '../whatsgate/wire';
import { formatConversationId } from './conversation-id';
import type { EventActivityKind, InboundActivity, InboundChannelData } from './types';

/** The connected account, as far as it is known. */
export interface AccountFacts {
  readonly whatsappId: string;
  /** The account's own WhatsApp id, `<number>@c.us`. */
  readonly wid: string | undefined;
  readonly name: string | undefined;
}

/** What the translation has to know beside the event. */
export interface InboundContext {
  readonly channelId: string;
  /** The API's base URL: stable, and without a secret, because bots store it. */
  readonly serviceUrl: string;
  readonly account: AccountFacts;
  readonly severalAccounts: boolean;
  /** Kinds of event that become `event` activities; all others go to the adapter's listeners alone. */
  readonly eventActivities: ReadonlySet<EventActivityKind>;
  /** Makes URLs of files, where a public address is known. */
  readonly mediaUrls?: { urlOf(reference: MediaReference): string | undefined } | undefined;
}

/** Everything of an Activity that does not depend on what was said. */
export type Envelope = Pick<
  InboundActivity,
  'id' | 'channelId' | 'serviceUrl' | 'timestamp' | 'from' | 'recipient' | 'conversation' | 'channelData'
>;

/** The same fields while an object is being put together. */
export type Mutable<Type> = { -readonly [Field in keyof Type]: Type[Field] };

/** The id of a message taken apart, if it has a long one. */
export function messageIdOf(message: GatewayMessage): MessageId | undefined {
  return message.id === undefined ? undefined : parseMessageId(message.id);
}

/**
 * The chat that a message belongs to: never taken from the id when the message says it itself, and the same whichever
 * device of a person it comes from.
 */
export function chatOf(message: GatewayMessage, id = messageIdOf(message)): string | undefined {
  const own = id?.fromMe ?? message['fromMe'] === true;
  return withoutDevice((own ? message.to : message.from) ?? id?.chat);
}

/** Nearly no id names a device, and every message comes through here. */
function withoutDevice(id: string | undefined): string | undefined {
  return id?.includes(':') === true ? withoutDeviceOf(id) : id;
}

/** Who wrote a message: in groups the author, else the chat itself. */
function authorOf(message: GatewayMessage, chatId: string, id = messageIdOf(message)): string {
  if (parseChatId(chatId).kind !== 'group') return chatId;
  const author = readChatId(message['author']) ?? id?.participant;
  return author === undefined ? chatId : withoutDeviceOf(author);
}

/** The envelope of an Activity about a message. */
export function envelopeOf(
  event: GatewayEvent,
  message: GatewayMessage,
  chatId: string,
  context: InboundContext,
  id = messageIdOf(message),
): Envelope {
  const from = authorOf(message, chatId, id);
  const isGroup = parseChatId(chatId).kind === 'group';
  // A message to a group may say so; nobody writes to a chat of two but the account.
  const to = withoutDevice(message.to);
  const recipient = (to === chatId ? undefined : to) ?? context.account.wid ?? context.account.whatsappId;
  return {
    id: message.id ?? eventActivityId(event),
    channelId: context.channelId,
    serviceUrl: context.serviceUrl,
    timestamp: timestampOf(event, message),
    from: { id: from, name: readText(message.from_name) ?? readText(message['notifyName']) ?? '' },
    recipient: { id: recipient, name: context.account.name ?? '' },
    conversation: {
      id: formatConversationId(context.account.whatsappId, chatId, context.severalAccounts),
      name: readText(message['chat_name']) ?? '',
      isGroup,
      conversationType: isGroup ? 'group' : 'personal',
    },
    channelData: channelDataOf(event),
  };
}

/** An id for an Activity about an event that is no message. */
export function eventActivityId(event: GatewayEvent): string {
  return `${event.whatsappId}:${event.kind}:${event.id ?? (event.date ?? new Date()).getTime()}`;
}

/** The untouched event for bots that want more than the Activity says. */
function channelDataOf(event: GatewayEvent): InboundChannelData {
  const data = event.raw['event_data'];
  const message = isRecord(data) ? data['message'] : undefined;
  const action = readText(event.raw['event_action']) ?? event.kind;
  const whatsgate: Mutable<InboundChannelData['whatsgate']> = { whatsappId: event.whatsappId, action };
  if (event.id !== undefined) whatsgate.eventId = event.id;
  if (message !== undefined) whatsgate.message = message;
  return { whatsgate };
}

/** The message's own time (Unix seconds), else the event's, else now. */
function timestampOf(event: GatewayEvent, message: GatewayMessage | undefined): Date {
  const seconds = message?.timestamp;
  // The largest time that a Date can hold; what lies outside is not a time.
  if (seconds !== undefined && seconds > 0 && seconds <= 8.64e12) return new Date(seconds * 1000);
  return event.date ?? new Date();
}
