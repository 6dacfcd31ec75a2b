import type { Assumptions } from './assumptions';
import type { JsonObject } from './json';
import { longMessageId, type SimulatedMedia, type SimulatedMessage } from './messages';

/** The first bytes of a JPEG, long enough to look like the preview that WhatsApp leaks into `body`. */
const THUMBNAIL = `/9j/4AAQSkZJRgABAQAAAQABAAD/${'2wBDAAgGBgcGBQgH'.repeat(4)}AA==`;

function messageId(message: SimulatedMessage, assumptions: Assumptions): unknown {
  if (!assumptions.messageIdIsObject) return message.id;
  const fromMe = message.direction === 'out';
  const plain = longMessageId({ fromMe, chatId: message.chatId, shortId: message.shortId });
  const participant = message.id === plain ? {} : { participant: message.id.slice(plain.length + 1) };
  const serialized = assumptions.messageIdObjectHasSerialized ? { _serialized: message.id } : {};
  return { fromMe, remote: message.chatId, id: message.shortId, ...participant, ...serialized };
}

function body(message: SimulatedMessage, assumptions: Assumptions): string {
  const mayHoldThumbnail = message.type === 'location' || message.media !== undefined;
  return assumptions.bodyHoldsThumbnail && mayHoldThumbnail && message.body === '' ? THUMBNAIL : message.body;
}

function undocumentedFields(message: SimulatedMessage, assumptions: Assumptions): JsonObject {
  const { quote, location } = message;
  const isIncomingGroup = message.direction === 'in' && message.author !== message.chatId;
  return {
    ...(isIncomingGroup && assumptions.groupAuthorField === 'author' ? { author: message.author } : {}),
    ...(quote !== undefined && assumptions.messageHasQuotedId
      ? { hasQuotedMsg: true, quotedMsgId: quote }
      : {}),
    ...(location !== undefined && assumptions.messageHasLocation ? { location } : {}),
    ...(message.type === 'vcard' && assumptions.messageHasVcards ? { vCards: [message.body] } : {}),
    ...(message.reactionTo === undefined ? {} : { reaction: message.body, msgId: message.reactionTo }),
  };
}

/**
 * The message object of send answers, events and `events-get` (send and webhook pages), as the assumptions shape it.
 * @param wid The account's own id: `from` of what it sends, `to` of what it receives.
 */
export function wireMessage(message: SimulatedMessage, wid: string, assumptions: Assumptions): JsonObject {
  const isOut = message.direction === 'out';
  return {
    ...(assumptions.omitShortId ? {} : { _id: message.shortId }),
    id: messageId(message, assumptions),
    ack: message.ack,
    hasMedia: message.media !== undefined,
    mediaKey: message.media?.mediaKey ?? '',
    body: body(message, assumptions),
    type: message.type,
    timestamp: message.timestamp,
    from: isOut ? wid : message.chatId,
    ...(assumptions.omitFromName ? {} : { from_name: message.fromName }),
    to: isOut ? message.chatId : wid,
    isForwarded: message.isForwarded,
    ...undocumentedFields(message, assumptions),
  };
}

/** The media object of `get-messagemedia` and `get-media` (their pages). */
export function wireMedia(media: SimulatedMedia, assumptions: Assumptions): JsonObject {
  const filename = media.filename ?? (assumptions.missingFilename === 'null' ? null : undefined);
  return {
    mimetype: media.mimetype,
    ...(filename === undefined ? {} : { filename }),
    data: media.data.toString('base64'),
    ...(assumptions.mediaHasFilesize ? { filesize: media.data.length } : {}),
  };
}
