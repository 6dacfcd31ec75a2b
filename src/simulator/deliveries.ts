import type { SimulatedAccount } from './accounts';
import type { Assumptions } from './assumptions';
import { Attempts, type AttemptOrder, type AttemptUnderWay } from './attempts';
import { BoundedMap } from './bounded-map';
import type { ChangeFeed } from './changes';
import type { Clock } from './clock';
import { RunningDelivery, type Delivery, type DeliveryAttempt } from './delivery';
import type { SimulatedEvent } from './events';
import type { Faults } from './faults';
import type { Limits } from './options';

/** What the deliveries need to know of the rest. */
export interface DeliveryContext {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly limits: Limits;
  readonly changes: ChangeFeed;
  assumptions(): Assumptions;
  account(whatsappId: string): SimulatedAccount | undefined;
}

/** How far the delivery of an event has come. */
export interface UndeliveredEvent {
  readonly eventId: number;
  /** How many attempts were made. */
  readonly round: number;
  /** Milliseconds since 1970 when the first one was made. */
  readonly firstStartedAt: number;
}

/** Posts events to webhooks and repeats them until they are acknowledged (webhook page, "Response"). */
export class Deliveries {
  readonly #context: DeliveryContext;
  readonly #attempts: Attempts;
  readonly #running = new Map<number, RunningDelivery>();
  readonly #held = new Map<string, readonly RunningDelivery[]>();
  readonly #queues = new Map<string, readonly RunningDelivery[]>();
  readonly #loosePosts = new Set<AbortController>();
  readonly #outcomes: BoundedMap<number, Delivery['outcome']>;
  /** What has fallen due since an interruption; undefined when there is none. */
  #parked: readonly RunningDelivery[] | undefined;

  constructor(context: DeliveryContext) {
    this.#context = context;
    this.#outcomes = new BoundedMap(context.limits.events);
    this.#attempts = new Attempts(context.clock, context.limits, context.changes, () =>
      context.assumptions(),
    );
  }

  /** Every attempt in the order in which they ended. */
  get attempts(): readonly DeliveryAttempt[] {
    return this.#attempts.all;
  }

  /** The attempts that have not ended, oldest first. */
  get underWay(): readonly AttemptUnderWay[] {
    return this.#attempts.underWay;
  }

  /** How the delivery of an event ended; undefined while it has not, and for what is forgotten. */
  outcomeOf(eventId: number): Delivery['outcome'] | undefined {
    return this.#outcomes.get(eventId);
  }

  /** Starts the delivery of an event. */
  start(event: SimulatedEvent): RunningDelivery {
    const running = new RunningDelivery(event);
    const { id, whatsapp_id: whatsappId, event_action: action } = event.envelope;
    this.#running.set(id, running);
    if (this.#webhook(running) === null) {
      this.#settle(running, 'no-webhook');
      return running;
    }
    const fault = this.#context.faults.drawForWebhook(action, whatsappId, false);
    if (fault?.kind === 'drop') this.#settle(running, 'dropped');
    else if (fault?.kind === 'reorder')
      this.#held.set(whatsappId, [...(this.#held.get(whatsappId) ?? []), running]);
    else if (fault?.kind === 'delay') {
      running.cancelTimer = this.#context.clock.schedule(() => this.#admit(running), fault.ms);
    } else {
      running.fault = fault;
      this.#admit(running);
    }
    return running;
  }

  /** What is under way or waits for its time, oldest first. */
  get undelivered(): readonly UndeliveredEvent[] {
    return [...this.#running.values()].map(({ event, round, firstStartedAt }) => ({
      eventId: event.envelope.id,
      round,
      firstStartedAt,
    }));
  }

  /** Takes over the records of an earlier run. */
  restoreAttempts(attempts: readonly DeliveryAttempt[]): void {
    this.#attempts.restore(attempts);
  }

  /** Goes on with a delivery of an earlier run, after the attempts that were made there. */
  goOn(event: SimulatedEvent, { round, firstStartedAt }: UndeliveredEvent): void {
    const running = new RunningDelivery(event);
    running.round = round;
    running.firstStartedAt = firstStartedAt;
    this.#running.set(event.envelope.id, running);
    if (round === 0) this.#admit(running);
    else this.#repeat(running);
  }

  /** Ends the delivery of an event as if the webhook had acknowledged it. Unknown ids are ignored. */
  acknowledge(eventId: number): void {
    const running = this.#running.get(eventId);
    if (running !== undefined) this.#settle(running, 'acknowledged');
  }

  /** Posts any body once, without repeats. `about` is what the record says of the event that it repeats. */
  async post(
    account: SimulatedAccount,
    url: string,
    body: string | Buffer,
    headers: Readonly<Record<string, string>>,
    about: AttemptOrder['about'] = {},
  ): Promise<DeliveryAttempt> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#loosePosts.add(controller);
    const made = this.#attempts.make({ account: account.whatsappId, url, body, signal, headers, about });
    const attempt = await this.#attempts.track(made);
    this.#loosePosts.delete(controller);
    return attempt;
  }

  /**
   * Cuts off every request that is under way, as a gateway that goes down does; nothing is posted until `resume`.
   * @param keepsWaiting Whether what has not been acknowledged is repeated afterwards.
   */
  interrupt(keepsWaiting: boolean): void {
    this.#parked = [];
    for (const running of this.#running.values()) {
      if (keepsWaiting) running.interrupt();
      else this.#settle(running, 'abandoned');
    }
  }

  /** Goes on after an interruption, with what has fallen due meanwhile. */
  resume(): void {
    const parked = this.#parked ?? [];
    this.#parked = undefined;
    for (const running of parked) this.#begin(running);
  }

  /** Resolves when no request is under way. Repeats and delays that wait for their time do not count. */
  idle(): Promise<void> {
    return this.#attempts.idle();
  }

  /** Forgets the attempts. */
  clear(): void {
    this.#attempts.clear();
    this.#outcomes.clear();
  }

  /** Ends everything that is under way or waiting. */
  abandonAll(): void {
    this.#held.clear();
    this.#queues.clear();
    this.#parked = undefined;
    for (const running of this.#running.values()) this.#settle(running, 'abandoned');
    for (const controller of this.#loosePosts) controller.abort();
    this.#attempts.closeConnections();
  }

  #webhook(running: RunningDelivery): string | null {
    return this.#context.account(running.event.envelope.whatsapp_id)?.callback ?? null;
  }

  #settle(running: RunningDelivery, outcome: Delivery['outcome']): void {
    if (!running.settle(outcome)) return;
    const { id } = running.event.envelope;
    this.#running.delete(id);
    this.#outcomes.set(id, outcome);
    this.#context.changes.tell('event', String(id));
    this.#leaveQueue(running);
  }

  #releaseHeld(whatsappId: string): void {
    const held = this.#held.get(whatsappId) ?? [];
    this.#held.delete(whatsappId);
    for (const running of held) this.#admit(running);
  }

  /** Makes the first attempt now or, in serial order, when its turn comes. */
  #admit(running: RunningDelivery): void {
    // Acknowledged or abandoned while it was held: in a queue it would never get out of the way.
    if (running.isSettled) return;
    if (this.#context.assumptions().webhookOrder === 'serial') {
      const whatsappId = running.event.envelope.whatsapp_id;
      const queue = [...(this.#queues.get(whatsappId) ?? []), running];
      this.#queues.set(whatsappId, queue);
      if (queue.length > 1) return;
    }
    this.#begin(running);
  }

  #leaveQueue(running: RunningDelivery): void {
    const whatsappId = running.event.envelope.whatsapp_id;
    const queue = this.#queues.get(whatsappId);
    if (queue?.includes(running) !== true) return;
    const rest = queue.filter((other) => other !== running);
    if (rest.length === 0) this.#queues.delete(whatsappId);
    else this.#queues.set(whatsappId, rest);
    const next = rest[0];
    if (queue[0] === running && next !== undefined) this.#begin(next);
  }

  #begin(running: RunningDelivery): void {
    if (this.#parked !== undefined) {
      this.#parked = [...this.#parked, running];
      return;
    }
    // The whole attempt counts as under way, so that `idle` cannot slip between its answer and what follows from it.
    void this.#attempts.track(this.#attempt(running));
  }

  async #attempt(running: RunningDelivery): Promise<void> {
    if (running.isSettled) return;
    const url = this.#webhook(running);
    if (url === null) {
      this.#settle(running, 'no-webhook');
      return;
    }
    const { fault } = running;
    running.round += 1;
    const isFirst = running.round === 1;
    if (isFirst) running.firstStartedAt = this.#context.clock.now();
    const copies = fault?.kind === 'duplicate' ? 1 + (fault.copies ?? 1) : 1;
    const attempts = await Promise.all(Array.from({ length: copies }, () => this.#post(running, url)));
    running.endFirstAttempt();
    if (attempts.some(({ acknowledged }) => acknowledged)) this.#settle(running, 'acknowledged');
    else this.#repeat(running);
    if (isFirst) this.#releaseHeld(running.event.envelope.whatsapp_id);
  }

  async #post(running: RunningDelivery, url: string): Promise<DeliveryAttempt> {
    const { event, fault, round, signal } = running;
    const { json, messageId } = event;
    const { id: eventId, event_action: action, whatsapp_id: account } = event.envelope;
    const body = fault?.kind === 'truncate' ? json.slice(0, Math.floor(json.length / 2)) : json;
    const attempt = await this.#attempts.make({
      account,
      url,
      body,
      signal,
      about: {
        eventId,
        action,
        attempt: round,
        ...(messageId === undefined ? {} : { messageId }),
        ...(fault === undefined ? {} : { fault: fault.kind }),
      },
    });
    running.attempts.push(attempt);
    return attempt;
  }

  #repeat(running: RunningDelivery): void {
    if (running.isSettled) return;
    const { clock, faults } = this.#context;
    const { repeats, repeatIntervalSeconds } = this.#context.assumptions();
    if (running.round > repeats) {
      this.#settle(running, 'given-up');
      return;
    }
    // Counted from the first attempt ("every 20 seconds"), so that a slow answer does not shift the schedule.
    const dueAt = running.firstStartedAt + running.round * repeatIntervalSeconds * 1000;
    const repeat = (): void => {
      const { event_action: action, whatsapp_id: whatsappId } = running.event.envelope;
      running.fault = faults.drawForWebhook(action, whatsappId, true);
      this.#begin(running);
    };
    running.cancelTimer = clock.schedule(repeat, Math.max(0, dueAt - clock.now()));
  }
}
