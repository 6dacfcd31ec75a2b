import { EventEmitter } from 'node:events';
import type { GatewayEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import type { ReceiptStatus } from '../whatsgate/receipt';
import type { GatewayMessage } from '../whatsgate/wire';

/** What became of a message that the account sent. */
export interface Receipt {
  readonly whatsappId: string;
  /** The conversation, as activities name it. */
  readonly conversationId: string;
  /** The long id: the `id` of the ResourceResponse of its send. */
  readonly messageId: string;
  readonly status: ReceiptStatus;
  /** The gateway's own number. */
  readonly ack: number;
  readonly timestamp: Date;
}

/** A message that the account sent: a queued one that went out, or one written on the phone. */
export interface OwnMessage {
  readonly whatsappId: string;
  readonly conversationId: string;
  readonly messageId: string | undefined;
  /** The id that an asynchronous send had answered with, when the message could be matched to it. */
  readonly queuedId: string | undefined;
  /** True when this adapter sent it, or with a durable inbox another process of it, as far as can be known. */
  readonly sentByAdapter: boolean;
  readonly message: GatewayMessage;
}

/** The events of an adapter. None of them is a turn: they tell, and cannot answer. */
export interface ChannelEvents {
  /** The status of a sent message got better, or it failed. Repeats and receipts out of order are left out. */
  receipt: [receipt: Receipt];
  /** A queued message (option `async`) was sent. */
  sent: [message: OwnMessage];
  /** A message of the account appeared, for example one typed on the phone. */
  ownMessage: [message: OwnMessage];
  /** An account is linked and works. */
  ready: [
    account: {
      readonly whatsappId: string;
      readonly number: string | undefined;
      readonly name: string | undefined;
    },
  ];
  /** An account was unlinked, its session deleted. */
  disconnect: [account: { readonly whatsappId: string }];
  /** The gateway reports a failure of its own. */
  gatewayError: [
    failure: {
      readonly whatsappId: string;
      readonly name: string | undefined;
      readonly description: string | undefined;
    },
  ];
  /** A file of an earlier message became available at the gateway. */
  media: [event: GatewayEvent & { readonly kind: 'media' }];
  /** An event of a kind that nobody has seen yet. */
  unsupported: [event: GatewayEvent & { readonly kind: 'unsupported' }];
  /** A turn failed and nobody handled it, or polling failed. */
  error: [error: unknown];
}

/** An emitter whose listeners cannot break what emits: their exceptions are logged, and `error` needs no listener. */
export class ChannelEmitter {
  readonly #emitter = new EventEmitter();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Calls `listener` at every event of this name. */
  on<Name extends keyof ChannelEvents>(name: Name, listener: (...values: ChannelEvents[Name]) => void): void {
    this.#emitter.on(name, listener as (...values: unknown[]) => void);
  }

  /** Calls `listener` at the next event of this name only. */
  once<Name extends keyof ChannelEvents>(
    name: Name,
    listener: (...values: ChannelEvents[Name]) => void,
  ): void {
    this.#emitter.once(name, listener as (...values: unknown[]) => void);
  }

  /** Stops calling `listener`. */
  off<Name extends keyof ChannelEvents>(
    name: Name,
    listener: (...values: ChannelEvents[Name]) => void,
  ): void {
    this.#emitter.off(name, listener as (...values: unknown[]) => void);
  }

  /** Tells all listeners, each on its own. */
  emit<Name extends keyof ChannelEvents>(name: Name, ...values: ChannelEvents[Name]): void {
    // rawListeners keeps the wrappers of `once`, which remove themselves when called.
    for (const listener of this.#emitter.rawListeners(name)) this.#tell(name, listener, values);
  }

  #tell(name: string, listener: unknown, values: readonly unknown[]): void {
    const report = (error: unknown): void =>
      this.#logger.error(`A listener of '${name}' failed.`, { error: presentableCause(error, []) });
    try {
      const result: unknown = (listener as (...given: readonly unknown[]) => unknown)(...values);
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  }
}
