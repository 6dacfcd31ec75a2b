import { parseChatId, withoutDeviceOf, type ChatKind } from '../whatsgate/chat-id';
import type { AckEvent, GatewayEvent, OwnMessageEvent } from '../whatsgate/event';
import { parseMessageId, type MessageId } from '../whatsgate/message-id';
import { receiptStatus } from '../whatsgate/receipt';
import type { GatewayMessage } from '../whatsgate/wire';
import { readQuotedId } from './inbound-quote';
import {
  chatOf,
  envelopeOf,
  eventActivityId,
  messageIdOf,
  type AccountFacts,
  type InboundContext,
} from './inbound-envelope';
import { readContent } from './inbound-message';
import type { InboundActivity } from './types';

/** What an event means to a bot: an Activity, or nothing, for a reason that goes to the debug log. */
export type Inbound = { readonly activity: InboundActivity } | { readonly ignored: string };

/** Feeds and services that nobody can converse with. */
const SILENT_CHATS: ReadonlySet<ChatKind> = new Set<ChatKind>([
  'status',
  'broadcast',
  'newsletter',
  'service',
]);

/**
 * Translates an event into an Activity. Pure, and without an exception for anything that the network may send.
 * Statuses, channels, protocol messages and the account's own messages never become messages.
 */
export function toActivity(event: GatewayEvent, context: InboundContext): Inbound {
  switch (event.kind) {
    case 'message':
      return fromMessage(event, event.message, context);
    case 'ack':
      return fromReceipt(event, context);
    case 'sent':
    case 'create':
      return fromOwnMessage(event, context);
    case 'media':
    case 'error':
    case 'ready':
    case 'disconnect':
    case 'unsupported':
      return { ignored: `a '${event.kind}' event belongs to no conversation` };
  }
}

/** The chat that an event belongs to, if it belongs to one: its turn waits for the turns of the same chat. */
export function chatOfEvent(event: GatewayEvent): string | undefined {
  switch (event.kind) {
    case 'message':
    case 'sent':
    case 'create':
      return chatOf(event.message);
    case 'ack':
      return parseMessageId(event.messageId)?.chat;
    default:
      return undefined;
  }
}

function fromMessage(event: GatewayEvent, message: GatewayMessage, context: InboundContext): Inbound {
  const id = messageIdOf(message);
  const chatId = chatOf(message, id);
  if (chatId === undefined) return { ignored: 'a message without sender' };
  const silence = silenceOf(message, chatId, id, context.account);
  if (silence !== undefined) return { ignored: silence };
  const envelope = envelopeOf(event, message, chatId, context, id);
  const read = readContent(message, envelope, context);
  if ('ignored' in read) return read;
  const quoted = readQuotedId(message, chatId, envelope.recipient.id);
  const replyTo = quoted === undefined ? {} : { replyToId: quoted };
  // Into the envelope, which is new: a copy of every message would cost more.
  return { activity: Object.assign(envelope, replyTo, read.content) };
}

/** Whether somebody has said a message to the account: it is not its own, and none of a status or a channel. */
export function isFromSomebody(message: GatewayMessage, account: AccountFacts): boolean {
  const id = messageIdOf(message);
  const chatId = chatOf(message, id);
  return chatId !== undefined && silenceOf(message, chatId, id, account) === undefined;
}

/** Why nobody has said a message to the account; `undefined` when somebody has. */
function silenceOf(
  message: GatewayMessage,
  chatId: string,
  id: MessageId | undefined,
  account: AccountFacts,
): string | undefined {
  if (isOwn(message, id, account)) return "a message of the account's own";
  const silent = silentKind(message, chatId, id);
  return silent === undefined ? undefined : `a message of a ${silent} chat`;
}

/** What kind of one-way chat a message belongs to, if it does: its sender, its id and its flag may each tell. */
function silentKind(
  message: GatewayMessage,
  chatId: string,
  id: MessageId | undefined,
): ChatKind | undefined {
  if (message['isStatus'] === true) return 'status';
  const { kind } = parseChatId(chatId);
  if (SILENT_CHATS.has(kind)) return kind;
  const kindInId = id === undefined || id.chat === chatId ? undefined : parseChatId(id.chat).kind;
  return kindInId !== undefined && SILENT_CHATS.has(kindInId) ? kindInId : undefined;
}

function isOwn(message: GatewayMessage, id: MessageId | undefined, { wid }: AccountFacts): boolean {
  if (message['fromMe'] === true || id?.fromMe === true) return true;
  return wid !== undefined && message.from !== undefined && withoutDeviceOf(message.from) === wid;
}

const RECEIPT_EVENTS = { delivered: 'delivery', read: 'read', played: 'played', failed: 'failed' } as const;

function fromReceipt(event: AckEvent, context: InboundContext): Inbound {
  if (!context.eventActivities.has('receipt')) return { ignored: 'a receipt (option eventActivities)' };
  const status = receiptStatus(event.ack);
  const chatId = parseMessageId(event.messageId)?.chat;
  if (status === undefined || status === 'pending' || status === 'sent' || chatId === undefined) {
    return { ignored: `a receipt with ack ${event.ack}` };
  }
  const silent = silentKind({}, chatId, undefined);
  if (silent !== undefined) return { ignored: `a receipt of a ${silent} chat` };
  const envelope = envelopeOf(event, { from: chatId }, chatId, context);
  return {
    activity: {
      ...envelope,
      id: eventActivityId(event),
      type: 'event',
      name: RECEIPT_EVENTS[status],
      replyToId: event.messageId,
      value: {
        messageId: event.messageId,
        status,
        ack: event.ack,
        timestamp: envelope.timestamp.toISOString(),
      },
    },
  };
}

function fromOwnMessage(event: OwnMessageEvent, context: InboundContext): Inbound {
  if (!context.eventActivities.has('ownMessage')) {
    return { ignored: "a message of the account's own (option eventActivities)" };
  }
  const chatId = chatOf(event.message);
  if (chatId === undefined) return { ignored: 'an own message without recipient' };
  const silent = silentKind(event.message, chatId, messageIdOf(event.message));
  if (silent !== undefined) return { ignored: `an own message in a ${silent} chat` };
  const envelope = envelopeOf(event, event.message, chatId, context);
  const account = { id: context.account.wid ?? context.account.whatsappId, name: context.account.name ?? '' };
  return {
    activity: {
      ...envelope,
      from: account,
      recipient: { id: chatId, name: '' },
      type: 'event',
      name: 'whatsapp.messageSent',
      value: event.message,
    },
  };
}
