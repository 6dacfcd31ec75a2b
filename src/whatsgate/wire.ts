import type { ByteSource } from './byte-source';

/**
 * The JSON that travels between a client and WhatsGate, as its documentation and independent clients show it.
 * Names keep the gateway's own spelling (`WhatsappID`, `whatsapp_id`, `event_action`).
 */

/** What `message.type` may be on `/send` (send page, "Message send object"). */
export const OUTGOING_MESSAGE_TYPES = ['text', 'image', 'sticker', 'doc', 'voice'] as const;

/** One of the five message types that `/send` knows. There is no type for video, location or contacts. */
export type OutgoingMessageType = (typeof OUTGOING_MESSAGE_TYPES)[number];

/**
 * Who receives a message: by WhatsApp id, or by number and type (send page, "Recipient").
 * `type` is `contact` when left out.
 */
export type Recipient =
  { readonly id: string } | { readonly number: string; readonly type?: 'contact' | 'group' };

/** A file inside a message. `data` is plain base64 without a `data:` prefix (send page, "Media"). */
export interface Media {
  readonly mimetype: string;
  readonly data: string;
  /** The name that the recipient sees, used for `doc` and `image`. */
  readonly filename?: string;
}

/** A file to be sent: its base64, or bytes that become base64 while the request is written. */
export interface OutgoingMedia extends Omit<Media, 'data'> {
  readonly data: string | ByteSource;
}

/** The `message` of a `/send` request. `body` is the text, or the caption of a media message. */
export interface OutgoingMessage {
  readonly type?: OutgoingMessageType;
  readonly body?: string;
  /** The long id of the message that this one replies to. */
  readonly quote?: string;
  readonly media?: OutgoingMedia;
}

/** The body of `POST /send`. `async` is always sent, because sources disagree about its default. */
export interface SendRequest {
  readonly WhatsappID: string;
  readonly async: boolean;
  readonly recipient: Recipient;
  readonly message: OutgoingMessage;
}

/**
 * The message object of send answers, webhook events and `events-get`.
 * Every field is optional: sources differ, and the gateway adds fields without notice.
 */
export interface GatewayMessage {
  /** Short id: the last segment of the long one. */
  readonly _id?: string;
  /** Long id, `<fromMe>_<chat>_<short>[_<participant>]`: what `quote` and `MessageID` take. */
  readonly id?: string;
  /** Delivery state; see `receiptStatus`. */
  readonly ack?: number;
  readonly hasMedia?: boolean;
  readonly mediaKey?: string;
  readonly body?: string;
  /** WhatsApp's own kind: `chat`, `image`, `ptt`, `document`, `location`, … Unknown values do occur. */
  readonly type?: string;
  /** Unix time in seconds. */
  readonly timestamp?: number;
  readonly from?: string;
  readonly from_name?: string;
  readonly to?: string;
  readonly isForwarded?: boolean;
  /** Whatever else the gateway sent, untouched. */
  readonly [field: string]: unknown;
}

/** The kinds of event that the documentation names (webhook and events-get pages). */
export const EVENT_ACTIONS = [
  'message',
  'ack',
  'sent',
  'create',
  'media',
  'error',
  'ready',
  'disconnect',
] as const;

/** A documented `event_action`. */
export type EventAction = (typeof EVENT_ACTIONS)[number];

/** The webhook's envelope, and an element of `events-get` (webhook page, "Event object"). */
export interface EventEnvelope {
  /** Event number, echoed in the acknowledgement. */
  readonly id: number;
  readonly whatsapp_id: string;
  readonly event_action: string;
  /** `YYYY-MM-DD HH:MM:SS` in UTC. */
  readonly event_date: string;
  readonly status_code?: null;
  readonly event_data: unknown;
}

/** The error object of every command (requests page, "Errors"). `status` is missing in most samples. */
export interface GatewayErrorBody {
  readonly name: string;
  readonly message: string;
  readonly code: number;
  readonly status?: number;
}

/** A chat of `get-chats`. */
export interface Chat {
  readonly id: string;
  readonly name?: string;
  readonly isGroup?: boolean;
  readonly isReadOnly?: boolean;
  readonly unreadCount?: number;
  readonly timestamp?: number;
  readonly pinned?: boolean;
  readonly isMuted?: boolean;
  readonly muteExpiration?: number;
  readonly groupMetadata?: GroupMetadata;
  readonly [field: string]: unknown;
}

/** Who is in a group. The vendor's `size` is not to be trusted: one of its samples says 0 for two members. */
export interface GroupMetadata {
  readonly id?: string;
  readonly creation?: number;
  readonly owner?: string;
  readonly size?: number;
  readonly participants?: readonly GroupParticipant[];
  readonly [field: string]: unknown;
}

/** A member of a group. */
export interface GroupParticipant {
  readonly id?: string;
  readonly isAdmin?: boolean;
  readonly isSuperAdmin?: boolean;
  readonly [field: string]: unknown;
}

/** A WhatsApp account at the gateway. `unique_id` is the `WhatsappID` of all other commands. */
export interface Session {
  readonly id?: number;
  readonly name?: string;
  readonly unique_id: string;
  /** `PENDING`, `AUTH`, `READY`, `DESTROYING`; the full list is not published. */
  readonly status?: string;
  readonly callback?: string | null;
  readonly date_add?: string;
  readonly status_name?: string;
  readonly pushname?: string | null;
  readonly wid?: string | null;
  readonly qr?: string | null;
  readonly code?: string | null;
  readonly qr_link?: string;
  readonly [field: string]: unknown;
}

/** A page of `events-get` or `sessions-get`. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly page: number;
  readonly pages: number;
  /** Total over all pages, as far as the gateway tells. */
  readonly elements?: number;
}
