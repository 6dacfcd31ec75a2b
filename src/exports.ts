/**
 * Everything that does not depend on the SDK of the bot: both entry points give it to their users.
 *
 * @packageDocumentation
 */

// Everyday
export type { WhatsGateAdapterOptions } from './channel/settings';
export type { AccountOptions } from './channel/accounts';
export type { ChannelStatus } from './channel/channel';
export type { AccountState } from './channel/account-gates';
export type { Health } from './channel/health';
export type { OutboxStatus } from './channel/outbox';
export type { Manners } from './channel/options/manners';
export type { ChannelEvents, OwnMessage, Receipt } from './channel/events';
export type {
  CardContext,
  CardFile,
  CardPart,
  CardRenderer,
  CardRenderers,
  ChoiceAnswer,
} from './activity/cards/card';
export type { OutboundChannelData } from './activity/outbound-options';
export type { EventActivityKind, InboundChannelData, QuotePolicy } from './activity/types';
export type { SentResource } from './channel/delivery';
export type { PollOptions, Polling } from './channel/poller';
export type { ResolvedFile } from './media/resolve';
export type { MediaLimits } from './media/limits';
export type { MediaHandler } from './media/media-route';
export type { VoiceTranscoder } from './media/voice';
export { wasmVoiceTranscoder, type WasmVoiceOptions } from './media/wasm-voice/transcoder';
export { TurnSignalKey } from './channel/turn-record';
export type { Interruption, InterruptionDecision, TurnRetryPolicy } from './channel/interruption';
export type { DeadLetter, DeadLetterQuery, DeadLetters } from './inbox/dead-letters';
export type { SendIntent, SendOutcome, SentRecord } from './inbox/journal';
export type { LogFields, Logger } from './whatsgate/logger';
export type { ReceiptStatus } from './whatsgate/receipt';
export {
  InboxFullError,
  InboxStorageError,
  OutboxFullError,
  TurnCutOffError,
  WhatsGateActivityError,
  WhatsGateAnswerError,
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  WhatsGateClosedError,
  WhatsGateConfigurationError,
  WhatsGateDisconnectedError,
  WhatsGateError,
  WhatsGateNetworkError,
  WhatsGateRateLimitError,
  WhatsGateTimeoutError,
  WhatsGateUnsupportedError,
} from './whatsgate/errors';

// The gateway itself: for programs that use its commands without a bot
export {
  WhatsGateClient,
  type EventsQuery,
  type NewSession,
  type SendAnswer,
  type SessionsQuery,
} from './whatsgate/client';
export { DEFAULT_BASE_URL, type WhatsGateClientOptions } from './whatsgate/client-options';
export type { ByteSource } from './whatsgate/byte-source';
export type { RetryPolicy } from './whatsgate/retry';
export { parseEvent, type GatewayEvent } from './whatsgate/event';
export { formatChatId, parseChatId, phoneNumberOf, type ChatId, type ChatKind } from './whatsgate/chat-id';
export { formatMessageId, isLongMessageId, parseMessageId, type MessageId } from './whatsgate/message-id';
export type {
  Chat,
  EventAction,
  GatewayMessage,
  GroupMetadata,
  GroupParticipant,
  Media,
  OutgoingMedia,
  OutgoingMessage,
  OutgoingMessageType,
  Page,
  Recipient,
  SendRequest,
  Session,
} from './whatsgate/wire';

// For those who bring an inbox of their own
export { memoryInbox, type MemoryInboxOptions } from './inbox/memory';
export { postgresInbox, sqliteInbox } from './inbox/engines';
export type { PostgresInboxOptions } from './inbox/postgres/options';
export type { SqliteInboxOptions } from './inbox/sqlite/inbox';
export type {
  Acceptance,
  Inbox,
  InboxHandler,
  InboxItem,
  InboxRun,
  InboxStatus,
  Verdict,
} from './inbox/inbox';
export type { DeathNote } from './inbox/dead-letters';
export type { SendJournal } from './inbox/journal';
export type { InboxStore, StoredValue } from './inbox/store';
export type { WebhookRequest, WebhookResponse } from './channel/webhook-http';
