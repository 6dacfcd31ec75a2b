export { createSimulator } from './create-simulator.js';
export type { ChatReference, NextMessageOptions, RaisedEvent, Simulator } from './simulator.js';
export type { AccountOptions, AutomaticAck, Limits, SimulatorOptions } from './options.js';
export {
  ASSUMPTIONS,
  type AssumptionName,
  type Assumptions,
  type ChoiceAssumption,
  type NumberAssumption,
} from './assumptions.js';
export { manualClock, realClock, type Clock, type ManualClock } from './clock.js';
export type { AccountReference, SessionStatus, SimulatedAccount, SimulatedChat } from './accounts.js';
export type { Delivery, DeliveryAttempt } from './delivery.js';
export type { SimulatedEvent } from './events.js';
export type { ActiveFault, CommandFault, Faults, FaultScope, WebhookFault } from './faults.js';
export type { GroupOptions, SimulatedGroup } from './group.js';
export type { SimulatedLocation, SimulatedMedia, SimulatedMessage, SimulatedReaction } from './messages.js';
export type { OutgoingMessage } from './outgoing-queue.js';
export type { RequestRecord } from './requests.js';
export type {
  FileToSend,
  IncomingMessage,
  MessageReference,
  SayOptions,
  SimulatedUser,
  UserOptions,
} from './user.js';
export { chatInTerminal, type TerminalChatOptions } from './terminal.js';
export type { WebhookOutcome } from './webhook-request.js';
