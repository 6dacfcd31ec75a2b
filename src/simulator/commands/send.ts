import { OUTGOING_MESSAGE_TYPES } from '../../whatsgate/wire';
import type { SimulatedAccount } from '../accounts';
import type { Gateway } from '../gateway';
import { ownId } from '../gateway';
import { isJsonObject, type JsonObject } from '../json';
import { isGroupId } from '../messages';
import { announceSent, sendMessage, type SendOrder } from '../outgoing';
import { waitForConnection } from '../sessions';
import { wireMessage } from '../wire-message';
import {
  badRequest,
  OK_ANSWER,
  optionalText,
  requiredSession,
  requiredText,
  requireReady,
  type Command,
  type CommandAnswer,
  type CommandCall,
} from './command';
import { mediaObject } from './media-object';
import { recipientChatId } from './recipient';

function quotedId(gateway: Gateway, message: JsonObject): string | undefined {
  const quote = optionalText(gateway, message, 'quote');
  if (quote === undefined || gateway.state.message(quote) !== undefined) return quote;
  if (gateway.assumptions.quoteUnknown === 'ignore') return undefined;
  throw badRequest(gateway, `message.quote names no known message: ${quote}.`);
}

/** Checks the fields of a `send` (send page, "Message"). */
function parseOrder(gateway: Gateway, body: JsonObject): SendOrder {
  const chatId = recipientChatId(gateway, body);
  const message = body['message'];
  if (!isJsonObject(message)) throw badRequest(gateway, 'message is required and is an object.');
  const type = optionalText(gateway, message, 'type') ?? 'text';
  if (!OUTGOING_MESSAGE_TYPES.some((known) => known === type)) {
    throw badRequest(gateway, `message.type is one of ${OUTGOING_MESSAGE_TYPES.join(', ')}, not ${type}.`);
  }
  const quote = quotedId(gateway, message);
  const quoted = quote === undefined ? {} : { quote };
  if (type === 'text') return { chatId, type, body: requiredText(gateway, message, 'body'), ...quoted };
  const caption = optionalText(gateway, message, 'body') ?? '';
  return { chatId, type, body: caption, media: mediaObject(gateway, message, type), ...quoted };
}

/** Whether a phone number is on WhatsApp, as `check` says. Hidden ids count as registered. */
export function isRegistered(gateway: Gateway, numberOrId: string): boolean {
  if (numberOrId.endsWith('@lid')) return true;
  return gateway.state.contact(numberOrId)?.isRegistered ?? gateway.assumptions.checkUnknownNumber;
}

/** Refuses a chat that cannot be written to. */
function requireReachable(gateway: Gateway, account: SimulatedAccount, chatId: string): void {
  const { sendToUnregistered, sendToUnknownGroup } = gateway.assumptions;
  const chat = gateway.state.chat(account.whatsappId, chatId);
  if (chat?.isReadOnly === true) throw badRequest(gateway, `The chat ${chatId} is read-only.`);
  if (isGroupId(chatId)) {
    if (chat !== undefined || sendToUnknownGroup === 'accept') return;
    throw badRequest(gateway, `The group ${chatId} was not found.`);
  }
  if (sendToUnregistered === 'accept' || isRegistered(gateway, chatId)) return;
  throw badRequest(gateway, `${chatId} is not registered on WhatsApp.`);
}

function sendSynchronously(call: CommandCall, account: SimulatedAccount, order: SendOrder): CommandAnswer {
  const { gateway, request } = call;
  const message = sendMessage(gateway, account, order);
  request.messageId = message.id;
  return {
    body: { result: wireMessage(message, ownId(account), gateway.assumptions) },
    afterwards: () => announceSent(gateway, account, order, message, request, false),
  };
}

function sendAsynchronously(call: CommandCall, account: SimulatedAccount, order: SendOrder): CommandAnswer {
  const { gateway, request } = call;
  const sendNow = (): void => {
    const sender = gateway.state.account(account.whatsappId) ?? account;
    const message = sendMessage(gateway, sender, order);
    request.messageId = message.id;
    announceSent(gateway, sender, order, message, request, true);
  };
  const enqueue = (): void => {
    if (account.status === 'READY') gateway.later(sendNow, gateway.assumptions.asyncSendSeconds * 1000);
    else waitForConnection(gateway, account, sendNow);
  };
  return { ...OK_ANSWER, afterwards: enqueue };
}

/** `POST /send` (send page). */
export const send: Command = (call) => {
  const { gateway, body } = call;
  const account = requiredSession(call);
  const order = parseOrder(gateway, body);
  const isAsync = typeof body['async'] === 'boolean' ? body['async'] : gateway.assumptions.asyncWhenOmitted;
  const mayWait = isAsync && gateway.assumptions.sendWhenNotReady === 'queue';
  if (!mayWait) requireReady(gateway, account);
  requireReachable(gateway, account, order.chatId);
  return isAsync ? sendAsynchronously(call, account, order) : sendSynchronously(call, account, order);
};
