import type { SimulatedEvent } from './events';
import type { WebhookFault } from './faults';
import type { WebhookOutcome } from './webhook-request';

/** One request to a webhook, with nothing hidden. */
export interface DeliveryAttempt extends WebhookOutcome {
  /** 1 for the first attempt that the simulator made, whatever it was about. */
  readonly number: number;
  readonly url: string;
  /** WhatsappID of the account whose webhook it is. */
  readonly account: string;
  readonly requestBody: string;
  /** Milliseconds since 1970, by the simulator's clock. */
  readonly startedAt: number;
  /** Event number; missing for what `sim.deliver` posted. */
  readonly eventId?: number;
  /** Event kind; missing for what `sim.deliver` posted. */
  readonly action?: string;
  /** Long id of the message that the event is about. */
  readonly messageId?: string;
  /** 1 for the first attempt, 2 for the first repeat, … */
  readonly attempt: number;
  readonly acknowledged: boolean;
  /** The fault that struck this attempt. */
  readonly fault?: WebhookFault['kind'];
}

/** How the delivery of an event ended. */
export interface Delivery {
  /** The event; missing when a reaction raised none, by the assumption `reactionEvent`. */
  readonly event?: SimulatedEvent;
  /**
   * `acknowledged`: the webhook gave the answer that the gateway wants, or the event was polled.
   * `given-up`: every repeat failed. `no-webhook`: nothing to deliver to. `dropped`: a fault lost it.
   * `abandoned`: the simulator was reset or closed first. `no-event`: nothing to deliver.
   */
  readonly outcome: 'acknowledged' | 'given-up' | 'no-webhook' | 'dropped' | 'abandoned' | 'no-event';
  readonly attempts: readonly DeliveryAttempt[];
}

/** Why an attempt ended that a restart of the gateway cut off. */
const RESTARTED = 'The gateway restarted.';

/** A delivery that is under way or waits for its time. */
export class RunningDelivery {
  readonly event: SimulatedEvent;
  /** Resolves with how it ended; never rejects. */
  readonly done: Promise<Delivery>;
  /** Resolves when the first attempt has ended, or the delivery without one. */
  readonly firstAttempt: Promise<void>;
  readonly attempts: DeliveryAttempt[] = [];
  /** Milliseconds since 1970 when the first attempt was made. */
  firstStartedAt = 0;
  /** How many attempts were made. */
  round = 0;
  /** Strikes the next attempt. */
  fault: WebhookFault | undefined;
  /** Takes back what is scheduled for it. */
  cancelTimer: () => void = () => undefined;
  #controller = new AbortController();
  #isSettled = false;
  #resolve: (delivery: Delivery) => void = () => undefined;
  #endFirstAttempt: () => void = () => undefined;

  constructor(event: SimulatedEvent) {
    this.event = event;
    this.done = new Promise((resolve) => (this.#resolve = resolve));
    this.firstAttempt = new Promise((resolve) => (this.#endFirstAttempt = resolve));
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Ends the requests that are under way when the delivery is abandoned or interrupted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Notes that the first attempt has ended; later calls change nothing. */
  endFirstAttempt(): void {
    this.#endFirstAttempt();
  }

  /** Cuts off the requests that are under way; they count as failed. */
  interrupt(): void {
    this.#controller.abort(RESTARTED);
    this.#controller = new AbortController();
  }

  /** Ends the delivery. Only the first call counts, and says true. */
  settle(outcome: Delivery['outcome']): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.cancelTimer();
    if (outcome === 'abandoned') this.#controller.abort();
    this.#endFirstAttempt();
    this.#resolve({ event: this.event, outcome, attempts: this.attempts });
    return true;
  }
}
