import type { AccountReference, SimulatedAccount, SimulatedChat } from './accounts';
import type { Assumptions } from './assumptions';
import type { Clock } from './clock';
import type { DeliveryAttempt } from './delivery';
import type { SimulatedEvent } from './events';
import type { Gateway } from './gateway';
import type { SimulatedMessage } from './messages';
import type { AutomaticAck } from './options';
import type { OutgoingMessage } from './outgoing-queue';
import type { RequestRecord } from './requests';

/** How a chat is named in a call: a user, a group, or a chat id. */
export type ChatReference = string | { readonly id: string };

/** The chat id that a reference means. */
export function idOf(reference: ChatReference): string {
  return typeof reference === 'string' ? reference : reference.id;
}

/** The WhatsappID that a reference means. */
export function whatsappIdOf(reference: AccountReference): string {
  return typeof reference === 'string' ? reference : reference.whatsappId;
}

/** What there is to look at in a simulator. */
export class SimulatorRecords {
  readonly #gateway: Gateway;

  /** @internal */
  constructor(gateway: Gateway) {
    this.#gateway = gateway;
  }

  /** The value that `X-Api-Key` must have. */
  get apiKey(): string {
    return this.#gateway.apiKey;
  }

  /** The `WhatsappID` of the first account. */
  get whatsappId(): string {
    return this.#gateway.account().whatsappId;
  }

  /** All accounts, deleted ones included. */
  get accounts(): readonly SimulatedAccount[] {
    return this.#gateway.state.accounts;
  }

  /** The source of time: what was given to `createSimulator`. */
  get clock(): Clock {
    return this.#gateway.clock;
  }

  /** The undocumented behaviour that holds now. */
  get assumptions(): Assumptions {
    return { ...this.#gateway.assumptions };
  }

  /** All messages, in and out, oldest first. */
  get messages(): readonly SimulatedMessage[] {
    return this.#gateway.state.messages;
  }

  /** API requests with their answers, oldest first, with nothing hidden. */
  get requests(): readonly RequestRecord[] {
    return this.#gateway.requests.all;
  }

  /** Webhook attempts, in the order in which they ended, with nothing hidden. */
  get deliveries(): readonly DeliveryAttempt[] {
    return this.#gateway.deliveries.attempts;
  }

  /** All events, oldest first, delivered or not. */
  get events(): readonly SimulatedEvent[] {
    return this.#gateway.events.all;
  }

  /** What happens to sent messages by itself. */
  get automaticAcks(): readonly AutomaticAck[] {
    return this.#gateway.automaticAcks;
  }

  /** The bot's messages that `nextMessage` has not given yet, oldest first. */
  get untaken(): readonly OutgoingMessage[] {
    return this.#gateway.outgoing.untaken;
  }

  /** The messages of a chat, in and out, oldest first. */
  conversation(chat: ChatReference, account?: AccountReference): readonly SimulatedMessage[] {
    const whatsappId = account === undefined ? undefined : whatsappIdOf(account);
    return this.messages.filter(
      (message) =>
        message.chatId === idOf(chat) && (whatsappId === undefined || message.account === whatsappId),
    );
  }

  /** The chats of an account, as `get-chats` lists them. */
  chats(account?: AccountReference): readonly SimulatedChat[] {
    return this.#gateway.state.chats(this.#gateway.account(account).whatsappId);
  }
}
