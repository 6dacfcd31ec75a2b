import type { SimulatedAccount, SimulatedChat } from './accounts';
import { ownId, type Gateway } from './gateway';
import { isGroupId, longMessageId, type SimulatedMessage } from './messages';

/** The chat with this id; made when it does not exist yet. A new group has the account as its only member. */
export function chatOf(gateway: Gateway, account: SimulatedAccount, chatId: string): SimulatedChat {
  const existing = gateway.state.chat(account.whatsappId, chatId);
  if (existing !== undefined) return existing;
  const isGroup = isGroupId(chatId);
  const timestamp = Math.floor(gateway.clock.now() / 1000);
  const contact = gateway.state.contact(chatId);
  return gateway.state.putChat(account.whatsappId, {
    id: chatId,
    name: contact?.name ?? chatId.replace(/@.*$/, ''),
    isGroup,
    isReadOnly: false,
    unreadCount: 0,
    timestamp,
    typingUntil: 0,
    ...(isGroup ? { participants: [ownId(account)], creation: timestamp } : {}),
  });
}

/** What differs from message to message; the rest follows from the account and the chat. */
export type MessageDraft = Pick<
  SimulatedMessage,
  'direction' | 'origin' | 'author' | 'fromName' | 'type' | 'body'
> &
  Pick<SimulatedMessage, 'ack'> &
  Partial<Pick<SimulatedMessage, 'quote' | 'media' | 'location' | 'reactionTo' | 'isForwarded'>>;

/** Short ids as the samples show them: `3EB0` and 16 digits from the API, 32 digits from a phone (reference 4). */
function newShortId(gateway: Gateway, origin: SimulatedMessage['origin']): string {
  return origin === 'api' ? `3EB0${gateway.random.hex(16)}` : gateway.random.hex(32);
}

/** Gives a message its ids and time, stores it and brings its chat up to date. */
export function storeMessage(
  gateway: Gateway,
  account: SimulatedAccount,
  chatId: string,
  draft: MessageDraft,
): SimulatedMessage {
  const { assumptions, state } = gateway;
  const fromMe = draft.direction === 'out';
  const shortId = newShortId(gateway, draft.origin);
  const namesAuthor = fromMe ? assumptions.ownGroupIdHasParticipant : assumptions.groupIdHasParticipant;
  const participant = isGroupId(chatId) && namesAuthor ? { participant: draft.author } : {};
  const timestamp = Math.floor(gateway.clock.now() / 1000);
  const chat = chatOf(gateway, account, chatId);
  const unreadCount = fromMe ? chat.unreadCount : chat.unreadCount + 1;
  // What was typed has arrived: WhatsApp shows no "typing" after it.
  const typingUntil = fromMe ? 0 : chat.typingUntil;
  state.putChat(account.whatsappId, { ...chat, timestamp, unreadCount, typingUntil });
  return state.addMessage({
    isForwarded: false,
    ...draft,
    id: longMessageId({ fromMe, chatId, shortId, ...participant }),
    shortId,
    account: account.whatsappId,
    chatId,
    timestamp,
    reactions: [],
  });
}
