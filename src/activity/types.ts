/**
 * The parts of an Activity that this package reads and writes, as structural types: what is produced is narrow
 * enough for `Partial<Activity>` of botbuilder and for `Activity.fromObject` of the Microsoft 365 Agents SDK,
 * what is consumed is wide enough for the activities of both.
 */

/** A person, group or account in an Activity. */
export interface ActivityAccount {
  readonly id: string;
  readonly name: string;
}

/** The conversation of an inbound Activity; botbuilder's typings ask for all four. */
export interface ActivityConversation {
  readonly id: string;
  readonly name: string;
  readonly isGroup: boolean;
  readonly conversationType: 'personal' | 'group';
}

/** An attachment given to the bot. */
export interface InboundAttachment {
  readonly contentType: string;
  readonly contentUrl?: string;
  readonly content?: Readonly<Record<string, unknown>>;
  readonly name: string;
}

/** Extra facts about a message: a mention, a place, coordinates. */
export interface ActivityEntity {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What `channelData` of an inbound Activity holds. */
export interface InboundChannelData {
  readonly whatsgate: {
    /** The account that the event belongs to. */
    readonly whatsappId: string;
    /** `event_action` of the event. */
    readonly action: string;
    /** Event number. */
    readonly eventId?: number | string;
    /** The message as the gateway sent it, untouched. */
    readonly message?: unknown;
    /** WhatsApp's kind of the file, `voice` for a voice note. */
    readonly media?: { readonly messageId: string; readonly kind: string };
    /** The choice that was typed by number or title; `text` and `value` are what its button would have sent. */
    readonly choice?: { readonly title: string; readonly number?: number; readonly typed: string };
  };
}

/** The types of Activity that reach a bot. */
export type InboundActivityType =
  'message' | 'messageUpdate' | 'messageDelete' | 'messageReaction' | 'conversationUpdate' | 'event';

/** An Activity made from an event. Empty fields are left out, as the Activity specification asks. */
export interface InboundActivity {
  readonly type: InboundActivityType;
  /** The long message id; for events without a message, one made from the event number. */
  readonly id: string;
  readonly channelId: string;
  readonly serviceUrl: string;
  readonly timestamp: Date;
  readonly from: ActivityAccount;
  readonly recipient: ActivityAccount;
  readonly conversation: ActivityConversation;
  readonly channelData: InboundChannelData;
  /** Always set on messages, empty when the message had no text. */
  readonly text?: string;
  readonly textFormat?: 'plain';
  readonly attachments?: InboundAttachment[];
  readonly entities?: ActivityEntity[];
  readonly replyToId?: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly reactionsAdded?: { readonly type: string }[];
  readonly reactionsRemoved?: { readonly type: string }[];
  readonly membersAdded?: ActivityAccount[];
  readonly membersRemoved?: ActivityAccount[];
  readonly topicName?: string;
}

/** An attachment that a bot sends. */
export interface OutboundAttachment {
  readonly contentType?: string | undefined;
  readonly contentUrl?: string | undefined;
  readonly content?: unknown;
  readonly name?: string | undefined;
}

/** An Activity that a bot sends. Fields not listed here have no meaning on WhatsApp. */
export interface OutboundActivity {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
  readonly text?: string | undefined;
  readonly textFormat?: string | undefined;
  readonly summary?: string | undefined;
  readonly replyToId?: string | undefined;
  readonly conversation?: { readonly id?: string | undefined } | undefined;
  readonly recipient?: { readonly id?: string | undefined } | undefined;
  readonly attachments?: readonly OutboundAttachment[] | undefined;
  readonly suggestedActions?:
    { readonly actions?: readonly unknown[] | undefined; readonly to?: unknown } | undefined;
  readonly inputHint?: string | undefined;
  readonly entities?: readonly { readonly type?: string | undefined }[] | undefined;
  readonly expiration?: unknown;
  readonly channelData?: unknown;
  readonly value?: unknown;
}

/** When an outgoing message quotes the one that it replies to; see `quoteFor`. */
export type QuotePolicy = 'always' | 'first' | 'groups' | 'explicit' | 'never';

/** What the outbound translation has to know about the turn in which an activity is sent. */
export interface TurnFacts {
  /** Id of the activity that the turn runs on. */
  readonly inboundId: string | undefined;
  /** Its type: automatic quotes only ever answer a `message`. */
  readonly inboundType: string | undefined;
  readonly isGroup: boolean;
}

/** The receipts and events that a bot receives as `event` activities only on request. */
export type EventActivityKind =
  | 'receipt'
  | 'ownMessage'
  | 'call'
  | 'groupInvite'
  | 'groupUpdate'
  | 'payment'
  | 'pollVote'
  | 'contactChanged';
