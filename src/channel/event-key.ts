import { createHash } from 'node:crypto';
import { chatOfEvent } from '../activity/inbound';
import type { EventActivityKind } from '../activity/types';
import type { GatewayEvent } from '../whatsgate/event';
import type { ChatAddress } from './accounts';

/** What makes a conversation itself, across accounts: turns and events of one key come one after another. */
export function turnKey({ whatsappId, chatId }: ChatAddress): string {
  return `${whatsappId} ${chatId}`;
}

/** The chat that an event is about; `undefined` when it is about none. */
export function addressOf(event: GatewayEvent): ChatAddress | undefined {
  const chatId = chatOfEvent(event);
  return chatId === undefined ? undefined : { whatsappId: event.whatsappId, chatId };
}

/** Numbers of events are shorter. What is longer makes no key of a database. */
const LONGEST_NUMBER = 64;

/**
 * What makes an event itself: its number within its account; without a number, its message or everything that it says.
 * Of that only a hash is kept: an id is a key in databases, which bound it, and goes to the log, where no phone number
 * and no text may be.
 */
export function itemIdOf(event: GatewayEvent): string {
  const { id, kind, whatsappId } = event;
  // Joined, because inboxes keep a hundred thousand of these: V8 keeps a template as its parts, each with an account.
  if (typeof id === 'number') return [whatsappId, id].join('/');
  if (id !== undefined) return [whatsappId, id.length > LONGEST_NUMBER ? hashOf(id) : id].join('/');
  const messageId = kind === 'message' ? event.message.id : undefined;
  const about = messageId ?? JSON.stringify([event.raw['event_date'], event.raw['event_data']]);
  return [whatsappId, kind, hashOf(about)].join('/');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/**
 * Messages wait for their conversation; what only tells something does not have to wait for a long turn. Messages of
 * the account have a row of their own per chat: whose they are is waited for at times, which must not hold up the rest.
 */
export function keyOf(event: GatewayEvent, eventActivities: ReadonlySet<EventActivityKind>): string {
  const needsTurn =
    event.kind === 'message' ||
    (event.kind === 'ack' && eventActivities.has('receipt')) ||
    ((event.kind === 'sent' || event.kind === 'create') && eventActivities.has('ownMessage'));
  const isOwn = event.kind === 'sent' || event.kind === 'create';
  const chatId = needsTurn || isOwn ? chatOfEvent(event) : undefined;
  if (chatId === undefined) return event.whatsappId;
  const key = turnKey({ whatsappId: event.whatsappId, chatId });
  return needsTurn ? key : `${key} own`;
}
