import { readChatId, withoutDeviceOf } from '../whatsgate/chat-id';
import { isRecord, readText } from '../whatsgate/json';
import { formatMessageId, isLongMessageId, readMessageId } from '../whatsgate/message-id';
import type { GatewayMessage } from '../whatsgate/wire';

/**
 * The long id of the message that this one quotes, where the gateway tells. The documented message object has
 * no field for it; these are the ones of the library that the gateway shows every sign of running on.
 *
 * @param ownId the account's own id, to know whether it wrote the quoted message.
 */
export function readQuotedId(message: GatewayMessage, chatId: string, ownId: string): string | undefined {
  const quoted = message['quotedMsg'];
  const candidates = [
    message['quotedMsgId'],
    message['quotedMessageId'],
    isRecord(quoted) ? quoted['id'] : undefined,
    message['quotedStanzaID'],
  ]
    .map(readMessageId)
    .filter((id) => id !== undefined);
  const long = candidates.find(isLongMessageId);
  if (long !== undefined) return long;

  const [short] = candidates;
  const participant = readChatId(message['quotedParticipant']);
  if (participant === undefined || short === undefined || !/^[A-Za-z0-9.-]+$/.test(short)) return undefined;
  const author = withoutDeviceOf(participant);
  const inGroup = chatId.endsWith('@g.us');
  return formatMessageId({
    fromMe: author === ownId,
    chat: chatId,
    short,
    ...(inGroup ? { participant: author } : {}),
  });
}

/** The message that a reaction or a deletion is about. */
export function readTargetId(message: GatewayMessage): string | undefined {
  const fields = ['msgId', 'reactionParentKey', 'protocolMessageKey', 'targetId'];
  return fields.map((field) => readMessageId(message[field])).find((id) => id !== undefined);
}

/** The message that an edit changes, where it is another one; `latestEditMsgKey` is the edit's own key. */
export function readOriginalId(message: GatewayMessage): string | undefined {
  return readMessageId(message['protocolMessageKey']);
}

/** The emoji of a reaction; empty when a reaction was taken back. */
export function readReaction(message: GatewayMessage): string {
  const text = message['reaction'] ?? message['reactionText'] ?? message.body;
  return readText(text) ?? '';
}
