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

/** What makes an event itself: its number within its account; without a number, everything that it says. */
export function itemIdOf(event: GatewayEvent): string {
  // Joined, because inboxes keep a hundred thousand of these: V8 keeps a template as its parts, each with an account.
  if (event.id !== undefined) return [event.whatsappId, event.id].join('/');
  const messageId = event.kind === 'message' ? event.message.id : undefined;
  const about = messageId ?? JSON.stringify([event.raw['event_date'], event.raw['event_data']]);
  return `${event.whatsappId}/${event.kind}/${about}`;
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
