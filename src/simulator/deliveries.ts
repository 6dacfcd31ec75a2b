import type { SimulatedAccount } from './accounts.js';
import { isAcknowledgement } from './acknowledgement.js';
import type { Assumptions } from './assumptions.js';
import { BoundedList } from './bounded-list.js';
import type { Clock } from './clock.js';
import type { SimulatedEvent } from './events.js';
import type { Faults, WebhookFault } from './faults.js';
import type { Limits } from './options.js';
import { postToWebhook, type WebhookOutcome } from './webhook-request.js';

/** One request to a webhook, with nothing hidden. */
export interface DeliveryAttempt extends WebhookOutcome {
  readonly url: string;
  /** WhatsappID of the account whose webhook it is. */
  readonly account: string;
  readonly requestBody: string;
  /** Milliseconds since 1970, by the simulator's clock. */
  readonly startedAt: number;
  /** Event number and kind; missing for what `sim.deliver` posted. */
  readonly eventId?: number;
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

interface Running {
  readonly event: SimulatedEvent;
  readonly done: Promise<Delivery>;
  readonly firstAttempt: Promise<void>;
  readonly firstAttemptEnded: () => void;
  readonly settle: (outcome: Delivery['outcome']) => void;
  readonly controller: AbortController;
  readonly attempts: DeliveryAttempt[];
  isSettled: boolean;
  firstStartedAt: number;
  round: number;
  /** Strikes the next attempt. */
  fault: WebhookFault | undefined;
  cancelTimer: () => void;
}

/** What the deliveries need to know of the rest. */
export interface DeliveryContext {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly limits: Limits;
  assumptions(): Assumptions;
  account(whatsappId: string): SimulatedAccount | undefined;
}

/** Headers of every webhook request; only JSON is certain. */
const HEADERS = { 'content-type': 'application/json', 'user-agent': 'WhatsGate-simulator' };

/** Posts events to webhooks and repeats them until they are acknowledged (webhook page, "Response"). */
export class Deliveries {
  readonly #context: DeliveryContext;
  readonly #attempts: BoundedList<DeliveryAttempt>;
  readonly #running = new Map<number, Running>();
  readonly #held = new Map<string, Running[]>();
  readonly #queues = new Map<string, Running[]>();
  readonly #idleWaiters: (() => void)[] = [];
  readonly #loosePosts = new Set<AbortController>();
  #underWay = 0;

  constructor(context: DeliveryContext) {
    this.#context = context;
    const { deliveries, storedBytes } = context.limits;
    this.#attempts = new BoundedList({ entries: deliveries, bytes: storedBytes });
  }

  /** Every attempt in the order in which they ended. */
  get attempts(): readonly DeliveryAttempt[] {
    return this.#attempts.items;
  }

  /** Starts the delivery of an event. `done` never rejects; `firstAttempt` resolves when that has ended. */
  start(event: SimulatedEvent): Pick<Running, 'done' | 'firstAttempt'> {
    const running = this.#create(event);
    const { id, whatsapp_id: whatsappId, event_action: action } = event.envelope;
    this.#running.set(id, running);
    if (this.#webhook(running) === null) {
      running.settle('no-webhook');
      return running;
    }
    const fault = this.#context.faults.drawForWebhook(action, whatsappId, false);
    if (fault?.kind === 'drop') running.settle('dropped');
    else if (fault?.kind === 'reorder') this.#hold(running, whatsappId);
    else if (fault?.kind === 'delay') this.#later(running, fault.ms);
    else {
      running.fault = fault;
      this.#admit(running);
    }
    return running;
  }

  /** Ends the delivery of an event as if the webhook had acknowledged it. Unknown ids are ignored. */
  acknowledge(eventId: number): void {
    this.#running.get(eventId)?.settle('acknowledged');
  }

  /** Posts any body once, without repeats. */
  async post(account: SimulatedAccount, url: string, body: string | Buffer, headers: Record<string, string>) {
    const controller = new AbortController();
    this.#loosePosts.add(controller);
    const attempt = await this.#record(
      account.whatsappId,
      url,
      body,
      { ...HEADERS, ...headers },
      controller.signal,
    );
    this.#loosePosts.delete(controller);
    return attempt;
  }

  /** Resolves when no request is under way. Repeats and delays that wait for their time do not count. */
  idle(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Forgets the attempts. */
  clear(): void {
    this.#attempts.clear();
  }

  /** Ends everything that is under way or waiting. */
  abandonAll(): void {
    for (const running of this.#running.values()) running.settle('abandoned');
    for (const controller of this.#loosePosts) controller.abort();
    this.#held.clear();
    this.#queues.clear();
  }

  #create(event: SimulatedEvent): Running {
    const controller = new AbortController();
    const attempts: DeliveryAttempt[] = [];
    let resolve: (delivery: Delivery) => void = () => undefined;
    let firstAttemptEnded: () => void = () => undefined;
    const done = new Promise<Delivery>((settled) => (resolve = settled));
    const firstAttempt = new Promise<void>((ended) => (firstAttemptEnded = ended));
    const running: Running = {
      event,
      done,
      firstAttempt,
      firstAttemptEnded,
      controller,
      attempts,
      isSettled: false,
      firstStartedAt: 0,
      round: 0,
      fault: undefined,
      cancelTimer: () => undefined,
      settle: (outcome) => {
        if (running.isSettled) return;
        running.isSettled = true;
        running.cancelTimer();
        if (outcome === 'abandoned') controller.abort();
        this.#running.delete(event.envelope.id);
        firstAttemptEnded();
        resolve({ event, outcome, attempts });
        this.#leaveQueue(running);
      },
    };
    return running;
  }

  #webhook(running: Running): string | null {
    return this.#context.account(running.event.envelope.whatsapp_id)?.callback ?? null;
  }

  #hold(running: Running, whatsappId: string): void {
    this.#held.set(whatsappId, [...(this.#held.get(whatsappId) ?? []), running]);
  }

  #releaseHeld(whatsappId: string): void {
    const held = this.#held.get(whatsappId) ?? [];
    this.#held.delete(whatsappId);
    for (const running of held) this.#admit(running);
  }

  #later(running: Running, delayMs: number): void {
    running.cancelTimer = this.#context.clock.schedule(() => this.#admit(running), delayMs);
  }

  #admit(running: Running): void {
    if (this.#context.assumptions().webhookOrder === 'serial') {
      const whatsappId = running.event.envelope.whatsapp_id;
      const queue = [...(this.#queues.get(whatsappId) ?? []), running];
      this.#queues.set(whatsappId, queue);
      if (queue.length > 1) return;
    }
    void this.#attempt(running);
  }

  #leaveQueue(running: Running): void {
    const whatsappId = running.event.envelope.whatsapp_id;
    const queue = this.#queues.get(whatsappId);
    if (queue?.includes(running) !== true) return;
    const rest = queue.filter((other) => other !== running);
    this.#queues.set(whatsappId, rest);
    const next = rest[0];
    if (queue[0] === running && next !== undefined) void this.#attempt(next);
  }

  async #attempt(running: Running): Promise<void> {
    const { clock } = this.#context;
    const { fault } = running;
    const url = this.#webhook(running);
    if (running.isSettled) return;
    if (url === null) {
      running.settle('no-webhook');
      return;
    }
    running.round += 1;
    if (running.round === 1) running.firstStartedAt = clock.now();
    const copies = fault?.kind === 'duplicate' ? 1 + (fault.copies ?? 1) : 1;
    // Counted here and not around the loop in `#record`, so that `idle` cannot slip between two copies.
    this.#underWay += 1;
    const outcomes = await Promise.all(Array.from({ length: copies }, () => this.#post(running, url, fault)));
    running.firstAttemptEnded();
    if (outcomes.includes(true)) running.settle('acknowledged');
    else this.#repeat(running);
    if (running.round === 1) this.#releaseHeld(running.event.envelope.whatsapp_id);
    this.#leave();
  }

  #repeat(running: Running): void {
    const { clock, faults } = this.#context;
    const { repeats, repeatIntervalSeconds } = this.#context.assumptions();
    if (running.isSettled) return;
    if (running.round > repeats) {
      running.settle('given-up');
      return;
    }
    // Counted from the first attempt ("every 20 seconds"), so that a slow answer does not shift the schedule.
    const dueAt = running.firstStartedAt + running.round * repeatIntervalSeconds * 1000;
    running.cancelTimer = clock.schedule(
      () => {
        const { event_action: action, whatsapp_id: whatsappId } = running.event.envelope;
        running.fault = faults.drawForWebhook(action, whatsappId, true);
        void this.#attempt(running);
      },
      Math.max(0, dueAt - clock.now()),
    );
  }

  async #post(running: Running, url: string, fault: WebhookFault | undefined): Promise<boolean> {
    const { event } = running;
    const body =
      fault?.kind === 'truncate' ? event.json.slice(0, Math.floor(event.json.length / 2)) : event.json;
    const { id, event_action: action, whatsapp_id: whatsappId } = event.envelope;
    const attempt = await this.#record(whatsappId, url, body, HEADERS, running.controller.signal, {
      eventId: id,
      action,
      attempt: running.round,
      ...(event.messageId === undefined ? {} : { messageId: event.messageId }),
      ...(fault === undefined ? {} : { fault: fault.kind }),
    });
    running.attempts.push(attempt);
    return attempt.acknowledged;
  }

  async #record(
    account: string,
    url: string,
    body: string | Buffer,
    headers: Record<string, string>,
    signal: AbortSignal,
    about: Partial<DeliveryAttempt> = {},
  ): Promise<DeliveryAttempt> {
    const { clock } = this.#context;
    const assumptions = this.#context.assumptions();
    const startedAt = clock.now();
    const timeoutMs = assumptions.webhookTimeoutSeconds * 1000;
    const keepConnection = assumptions.webhookKeepsConnection;
    this.#underWay += 1;
    const outcome = await postToWebhook({ url, headers, body, timeoutMs, clock, keepConnection, signal });
    const acknowledged =
      about.eventId !== undefined && isAcknowledgement(outcome, about.eventId, assumptions);
    const requestBody = body.toString();
    const attempt = { attempt: 1, ...about, ...outcome, url, account, requestBody, startedAt, acknowledged };
    if (!signal.aborted)
      this.#attempts.add(attempt, requestBody.length + (outcome.responseBody?.length ?? 0));
    this.#leave();
    return attempt;
  }

  #leave(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
