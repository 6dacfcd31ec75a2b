export { createSimulator } from './create-simulator';
export type { NextMessageOptions, RaisedEvent, Simulator } from './simulator';
export type { ChatReference, SimulatorRecords } from './records';
export type { AccountOptions, AutomaticAck, Limits, SimulatorOptions } from './options';
export {
  ASSUMPTIONS,
  type AssumptionName,
  type Assumptions,
  type ChoiceAssumption,
  type NumberAssumption,
} from './assumptions';
export { steerableClock, type SteerableClock } from './steerable-clock';
export { manualClock, realClock, type Clock, type ManualClock } from './clock';
export type { AccountReference, SessionStatus, SimulatedAccount, SimulatedChat } from './accounts';
export type { Delivery, DeliveryAttempt } from './delivery';
export type { SimulatedEvent } from './events';
export type { ActiveFault, CommandFault, Faults, FaultScope, WebhookFault } from './faults';
export type { GroupOptions, SimulatedGroup } from './group';
export type { SimulatedLocation, SimulatedMedia, SimulatedMessage, SimulatedReaction } from './messages';
export type { OutgoingMessage } from './outgoing-queue';
export {
  readConversation,
  recordConversation,
  writeConversation,
  type RecordedConversation,
} from './recording';
export type { RecordedBotStep, RecordedStep, RecordedUserStep } from './recording-schema';
export { replayConversation, ReplayDifference, type ReplayOptions } from './replay';
export type { RequestRecord } from './requests';
export type {
  FileToSend,
  IncomingMessage,
  MessageReference,
  SayOptions,
  SimulatedUser,
  UserOptions,
} from './user';
export { chatInTerminal, type TerminalChatOptions } from './terminal';
export type { WebhookOutcome } from './webhook-request';
