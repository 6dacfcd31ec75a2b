import { wireChat } from '../accounts';
import { chatOf } from '../chats';
import { OK_ANSWER, requiredSession, requiredText, requireReady, type Command } from './command';
import { phoneNumber, recipientChatId } from './recipient';
import { isRegistered } from './send';

/** How long the other side sees "typing" (typing page). */
const TYPING_MS = 15_000;

/** `POST /check`: whether a number is on WhatsApp (requests page, OpenAPI). */
export const check: Command = (call) => {
  const { gateway, body } = call;
  requireReady(gateway, requiredSession(call));
  const number = phoneNumber(gateway, requiredText(gateway, body, 'number'), 'number');
  return { body: { result: gateway.assumptions.checkResultWord, data: isRegistered(gateway, number) } };
};

/** `POST /seen`: marks what a chat has received as read (seen page). */
export const seen: Command = (call) => {
  const { gateway, body } = call;
  const account = requiredSession(call);
  requireReady(gateway, account);
  const chatId = recipientChatId(gateway, body);
  const chat = gateway.state.chat(account.whatsappId, chatId);
  if (chat !== undefined) gateway.state.putChat(account.whatsappId, { ...chat, unreadCount: 0 });
  for (const message of gateway.state.messages) {
    const isUnread = message.direction === 'in' && message.ack < 3;
    if (isUnread && message.account === account.whatsappId && message.chatId === chatId) {
      gateway.state.changeMessage(message.id, { ack: 3 });
    }
  }
  return OK_ANSWER;
};

/** `POST /typing`: shows "typing" for 15 seconds (typing page). */
export const typing: Command = (call) => {
  const { gateway, body } = call;
  const account = requiredSession(call);
  requireReady(gateway, account);
  const chat = chatOf(gateway, account, recipientChatId(gateway, body));
  gateway.state.putChat(account.whatsappId, { ...chat, typingUntil: gateway.clock.now() + TYPING_MS });
  return OK_ANSWER;
};

/** `POST /get-chats` (get-chats page). */
export const getChats: Command = (call) => {
  const { gateway } = call;
  const account = requiredSession(call);
  requireReady(gateway, account);
  return { body: { result: 'OK', data: gateway.state.chats(account.whatsappId).map(wireChat) } };
};
