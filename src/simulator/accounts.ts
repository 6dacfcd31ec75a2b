import type { Session } from '../whatsgate/wire';
import type { Assumptions } from './assumptions';
import { gatewayDate } from './clock';

/** The session statuses that the documentation shows (session pages). */
export type SessionStatus = 'PENDING' | 'AUTH' | 'READY' | 'DESTROYING';

/** An account at the gateway, also called a session. */
export interface SimulatedAccount {
  /** Number of the session. */
  readonly number: number;
  /** The `WhatsappID` of all commands. */
  readonly whatsappId: string;
  /** The session's name. */
  readonly name: string;
  readonly status: SessionStatus;
  /** Where its events are posted to. */
  readonly callback: string | null;
  /** The account's own WhatsApp id; null until it is connected for the first time. */
  readonly wid: string | null;
  /** The account's name in WhatsApp; null until it is connected for the first time. */
  readonly pushname: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The pairing code of a session that was created with `auth_type: CODE`. */
  readonly code: string | null;
}

/** A chat in an account's list. */
export interface SimulatedChat {
  readonly id: string;
  readonly name: string;
  readonly isGroup: boolean;
  readonly isReadOnly: boolean;
  readonly unreadCount: number;
  /** Unix time of the last message in seconds. */
  readonly timestamp: number;
  /** Milliseconds since 1970 until which the other side sees "typing". */
  readonly typingUntil: number;
  /** Groups only: the ids of the members, the account's own first. */
  readonly participants?: readonly string[];
  /** Groups only: Unix time of creation in seconds. */
  readonly creation?: number;
}

/** How an account is named in a call: by itself, or by its WhatsappID. */
export type AccountReference = string | { readonly whatsappId: string };

const STATUS_NAMES: Readonly<Record<SessionStatus, string>> = {
  PENDING: 'Initialization',
  AUTH: 'Authorization',
  READY: 'Working',
  DESTROYING: 'Deleting',
};

/**
 * The session object (session-create, session-delete and sessions-get pages).
 * @param origin Where the session's QR page would be, `http://127.0.0.1:PORT`.
 */
export function wireSession(account: SimulatedAccount, origin: string, assumptions: Assumptions): Session {
  const empty = assumptions.emptyCallback === 'empty' ? '' : null;
  const link = account.status === 'READY' ? '' : `${origin}/qr/${account.whatsappId}`;
  return {
    id: account.number,
    name: account.name,
    unique_id: account.whatsappId,
    status: account.status,
    callback: account.callback ?? empty,
    date_add: gatewayDate(account.createdAt),
    status_name: STATUS_NAMES[account.status],
    pushname: account.pushname,
    wid: account.wid,
    ...(account.status === 'DESTROYING' ? {} : { qr_link: link }),
  };
}

/** The chat object (get-chats page). */
export function wireChat(chat: SimulatedChat): Readonly<Record<string, unknown>> {
  const participants = chat.participants ?? [];
  const owner = participants[0];
  return {
    id: chat.id,
    name: chat.name,
    isGroup: chat.isGroup,
    isReadOnly: chat.isReadOnly,
    unreadCount: chat.unreadCount,
    timestamp: chat.timestamp,
    pinned: false,
    isMuted: false,
    muteExpiration: 0,
    ...(chat.isGroup
      ? {
          groupMetadata: {
            id: chat.id,
            creation: chat.creation ?? chat.timestamp,
            owner,
            size: participants.length,
            participants: participants.map((id) => ({
              id,
              isAdmin: id === owner,
              isSuperAdmin: id === owner,
            })),
          },
        }
      : {}),
  };
}
