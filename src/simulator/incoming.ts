import type { SimulatedAccount } from './accounts';
import { storeMessage, type MessageDraft } from './chats';
import type { Delivery } from './delivery';
import { ownId, type EmittedEvent, type Gateway } from './gateway';
import type { SimulatedMessage } from './messages';
import type { Contact } from './state';
import { wireMedia, wireMessage } from './wire-message';

/** A message that a user wrote, and the event that tells the bot of it. */
export interface ReceivedMessage {
  readonly message: SimulatedMessage;
  /** Missing when a reaction raises none. */
  readonly emitted?: EmittedEvent;
  /** Resolves when the gateway is done with the event; never rejects. */
  readonly delivered: Promise<Delivery>;
}

/** What a user says, without what follows from who says it. */
export type IncomingDraft = Omit<MessageDraft, 'direction' | 'origin' | 'author' | 'fromName' | 'ack'>;

/** The ack of incoming messages in the vendor's sample (webhook page). */
const INCOMING_ACK = 1;

function requireConnected(account: SimulatedAccount): void {
  if (account.status === 'READY') return;
  const remedy = 'Call sim.connect(account) first.';
  throw new Error(
    `The account ${account.whatsappId} is not connected (its status is ${account.status}). ${remedy}`,
  );
}

/** The event that a stored message raises, as the assumptions shape it. */
function emitMessage(gateway: Gateway, account: SimulatedAccount, message: SimulatedMessage): EmittedEvent {
  const { assumptions } = gateway;
  const wire = wireMessage(message, ownId(account), assumptions);
  const emitted = gateway.emit(account, 'message', { message: wire }, message.id);
  if (message.media !== undefined && assumptions.mediaEvent) {
    const media = assumptions.mediaEventCarriesData ? { media: wireMedia(message.media, assumptions) } : {};
    gateway.emit(account, 'media', { message: wire, ...media }, message.id);
  }
  return emitted;
}

/**
 * A user writes to an account.
 * @throws Error when the account is not connected.
 */
export function receiveMessage(
  gateway: Gateway,
  account: SimulatedAccount,
  author: Contact,
  chatId: string,
  draft: IncomingDraft,
): ReceivedMessage {
  requireConnected(account);
  const message = storeMessage(gateway, account, chatId, {
    ...draft,
    direction: 'in',
    origin: 'user',
    author: author.id,
    fromName: author.name,
    ack: INCOMING_ACK,
  });
  const emitted = emitMessage(gateway, account, message);
  return { message, emitted, delivered: emitted.delivered };
}

/**
 * A user changes the text of an own message.
 * @throws Error when the account is not connected.
 */
export function receiveEdit(
  gateway: Gateway,
  account: SimulatedAccount,
  target: SimulatedMessage,
  body: string,
): ReceivedMessage {
  requireConnected(account);
  const message = gateway.state.changeMessage(target.id, { body, isEdited: true }) ?? target;
  if (gateway.assumptions.editEvent === 'none') return unheard(message);
  // The library's own field: the adapter, like the library's users, tells an edit by it.
  const edit = { latestEditSenderTimestampMs: gateway.clock.now() };
  const wire = { ...wireMessage(message, ownId(account), gateway.assumptions), ...edit };
  const emitted = gateway.emit(account, 'message', { message: wire }, message.id);
  return { message, emitted, delivered: emitted.delivered };
}

/**
 * A user deletes an own message for everyone.
 * @throws Error when the account is not connected.
 */
export function receiveDeletion(
  gateway: Gateway,
  account: SimulatedAccount,
  target: SimulatedMessage,
): ReceivedMessage {
  requireConnected(account);
  const emptied: { -readonly [Name in keyof SimulatedMessage]: SimulatedMessage[Name] } = { ...target };
  delete emptied.media;
  delete emptied.location;
  const message = gateway.state.replaceMessage({ ...emptied, body: '', isDeleted: true });
  if (gateway.assumptions.deletionEvent === 'none') return unheard(message);
  const revoked = { ...message, type: 'revoked' };
  const key = { protocolMessageKey: message.id };
  const wire = { ...wireMessage(revoked, ownId(account), gateway.assumptions), ...key };
  const emitted = gateway.emit(account, 'message', { message: wire }, message.id);
  return { message, emitted, delivered: emitted.delivered };
}

function unheard(message: SimulatedMessage): ReceivedMessage {
  return { message, delivered: Promise.resolve({ outcome: 'no-event', attempts: [] }) };
}

/**
 * A user reacts to a message; an empty emoji takes the reaction back.
 * @throws Error when the account is not connected.
 */
export function receiveReaction(
  gateway: Gateway,
  account: SimulatedAccount,
  author: Contact,
  target: SimulatedMessage,
  emoji: string,
): ReceivedMessage {
  requireConnected(account);
  const others = target.reactions.filter((reaction) => reaction.author !== author.id);
  const reactions = emoji === '' ? others : [...others, { author: author.id, emoji }];
  gateway.state.changeMessage(target.id, { reactions });
  const draft: IncomingDraft = { type: 'reaction', body: emoji, reactionTo: target.id };
  const kind = gateway.assumptions.reactionEvent;
  if (kind === 'message') return receiveMessage(gateway, account, author, target.chatId, draft);
  if (kind === 'none') return unheard(target);
  // The library's own reaction object (WhatsApp reference 1.1): the gateway may pass it on as it is.
  const reaction = {
    msgId: target.id,
    reaction: emoji,
    senderId: author.id,
    timestamp: gateway.clock.now() / 1000,
  };
  const emitted = gateway.emit(account, 'reaction', { reaction }, target.id);
  return { message: target, emitted, delivered: emitted.delivered };
}
