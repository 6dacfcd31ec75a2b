import type { SimulatedAccount } from './accounts';
import { storeMessage } from './chats';
import { ownId, type EmittedEvent, type Gateway, type PendingAck } from './gateway';
import type { SimulatedMedia, SimulatedMessage } from './messages';
import { typeAfterSending } from './messages';
import type { RequestRecord } from './requests';
import { wireMessage } from './wire-message';

/** A `send` command whose fields have been checked. */
export interface SendOrder {
  readonly chatId: string;
  /** `text`, `image`, `sticker`, `doc` or `voice`. */
  readonly type: string;
  readonly body: string;
  readonly quote?: string;
  readonly media?: Omit<SimulatedMedia, 'mediaKey'>;
}

/** Stores what the bot sends. Nobody hears of it yet: see `announceSent`. */
export function sendMessage(gateway: Gateway, account: SimulatedAccount, order: SendOrder): SimulatedMessage {
  const mediaKey = order.media && { ...order.media, mediaKey: gateway.random.bytes(32).toString('base64') };
  return storeMessage(gateway, account, order.chatId, {
    direction: 'out',
    origin: 'api',
    author: ownId(account),
    fromName: account.pushname ?? account.name,
    type: typeAfterSending(order.type, order.media?.mimetype),
    body: order.body,
    ack: gateway.assumptions.sendAnswerAck,
    ...(order.quote === undefined ? {} : { quote: order.quote }),
    ...(mediaKey === undefined ? {} : { media: mediaKey }),
  });
}

/** What follows a sent message: the test that waits for it, `create`, `sent` and the automatic acks. */
export function announceSent(
  gateway: Gateway,
  account: SimulatedAccount,
  order: SendOrder,
  message: SimulatedMessage,
  request: RequestRecord,
  isAsync: boolean,
): void {
  gateway.outgoing.add({
    id: message.id,
    to: message.chatId,
    type: order.type,
    ...(order.body === '' ? {} : { body: order.body }),
    ...(order.quote === undefined ? {} : { quote: order.quote }),
    ...(order.media === undefined ? {} : { media: order.media }),
    account: account.whatsappId,
    request,
  });
  const data = { message: wireMessage(message, ownId(account), gateway.assumptions) };
  if (gateway.assumptions.createEventOnApiSend) gateway.emit(account, 'create', data, message.id);
  if (isAsync) gateway.emit(account, 'sent', data, message.id);
  for (const { ack, afterMs } of gateway.automaticAcks) {
    scheduleAck(gateway, { messageId: message.id, ack, dueAt: gateway.clock.now() + afterMs });
  }
}

/** Changes the delivery state of a message when its time has come. */
export function scheduleAck(gateway: Gateway, pending: PendingAck): void {
  gateway.pendingAcks.add(pending);
  gateway.later(() => {
    gateway.pendingAcks.delete(pending);
    changeAck(gateway, pending.messageId, pending.ack);
  }, pending.dueAt - gateway.clock.now());
}

/** A person types on the account's own phone: raises `create`, never `sent` (reference 5.3, inference). */
export function typeOnPhone(
  gateway: Gateway,
  account: SimulatedAccount,
  chatId: string,
  body: string,
): { readonly message: SimulatedMessage; readonly emitted: EmittedEvent } {
  const message = storeMessage(gateway, account, chatId, {
    direction: 'out',
    origin: 'phone',
    author: ownId(account),
    fromName: account.pushname ?? account.name,
    type: 'chat',
    body,
    ack: 1,
  });
  const data = { message: wireMessage(message, ownId(account), gateway.assumptions) };
  return { message, emitted: gateway.emit(account, 'create', data, message.id) };
}

/**
 * Changes the delivery state of a message and raises an `ack` event, in whatever order the states come.
 * @returns Undefined when the message is unknown or forgotten.
 */
export function changeAck(gateway: Gateway, messageId: string, ack: number): EmittedEvent | undefined {
  const message = gateway.state.changeMessage(messageId, { ack });
  const account = message && gateway.state.account(message.account);
  if (message === undefined || account === undefined) return undefined;
  const data =
    gateway.assumptions.ackEventShape === 'id'
      ? { id: message.id, ack }
      : { message: wireMessage(message, ownId(account), gateway.assumptions) };
  return gateway.emit(account, 'ack', data, message.id);
}
