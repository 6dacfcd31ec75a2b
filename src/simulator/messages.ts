/** A file that a message carries, with its bytes decoded. */
export interface SimulatedMedia {
  readonly mimetype: string;
  readonly data: Buffer;
  readonly filename?: string;
  /** What the message object shows as `mediaKey` and `get-media` takes: base64. */
  readonly mediaKey: string;
}

/** A place on the map. */
export interface SimulatedLocation {
  /** Degrees, north positive. */
  readonly latitude: number;
  /** Degrees, east positive. */
  readonly longitude: number;
  readonly name?: string;
  readonly address?: string;
}

/** A reaction to a message; an empty `emoji` takes the author's reaction back. */
export interface SimulatedReaction {
  readonly author: string;
  readonly emoji: string;
}

/** A message as the simulator keeps it, whichever way it went. */
export interface SimulatedMessage {
  /** Long id, `<fromMe>_<chat>_<short>[_<participant>]`. */
  readonly id: string;
  /** Last-but-participant segment of the long id. */
  readonly shortId: string;
  /** `in`: a user wrote to the account. `out`: the account wrote. */
  readonly direction: 'in' | 'out';
  /** Who made it: a user, the bot through the API, or a person at the account's own phone. */
  readonly origin: 'user' | 'api' | 'phone';
  /** WhatsappID of the account that sent or received it. */
  readonly account: string;
  /** Chat that it belongs to: a user's id or a group's id. */
  readonly chatId: string;
  /** WhatsApp id of whoever wrote it. */
  readonly author: string;
  /** Display name of whoever wrote it. */
  readonly fromName: string;
  /** WhatsApp's kind: `chat`, `image`, `ptt`, `document`, `location`, `vcard`, `reaction`, … */
  readonly type: string;
  /** Text, caption or vCard; empty when there is none. */
  readonly body: string;
  /** Unix time in seconds. */
  readonly timestamp: number;
  /** Delivery state: -1 failed, 0 pending, 1 server, 2 delivered, 3 read, 4 played. */
  readonly ack: number;
  readonly isForwarded: boolean;
  /** Long id of the message that this one replies to. */
  readonly quote?: string;
  readonly media?: SimulatedMedia;
  readonly location?: SimulatedLocation;
  /** Whether its author has changed its text. */
  readonly isEdited?: boolean;
  /** Whether its author has deleted it for everyone; body and file are gone then. */
  readonly isDeleted?: boolean;
  /** Reaction messages only: the long id of the message reacted to. */
  readonly reactionTo?: string;
  /** Reactions that this message received, latest of each author. */
  readonly reactions: readonly SimulatedReaction[];
}

/** The parts of a long message id. */
export interface MessageIdParts {
  readonly fromMe: boolean;
  readonly chatId: string;
  readonly shortId: string;
  readonly participant?: string;
}

/** Puts a long id together (send page, "quote"; a fourth part is WhatsApp's own for groups). */
export function longMessageId({ fromMe, chatId, shortId, participant }: MessageIdParts): string {
  const id = `${fromMe}_${chatId}_${shortId}`;
  return participant === undefined ? id : `${id}_${participant}`;
}

/** True for the id of a group. */
export function isGroupId(chatId: string): boolean {
  return chatId.endsWith('@g.us');
}

/** The kind that a sent message turns into: one sends `text` and gets back `chat` (reference 4.2). */
export function typeAfterSending(type: string, mimetype: string | undefined): string {
  switch (type) {
    case 'text':
      return 'chat';
    case 'doc':
      return 'document';
    case 'voice':
      return 'ptt';
    case 'image': {
      // No source says what carries video and plain audio; `image` decides by mimetype (reference 3, inference).
      const family = mimetype?.split('/')[0];
      return family === 'video' || family === 'audio' ? family : 'image';
    }
    default:
      return type;
  }
}
