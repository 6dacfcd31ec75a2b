import { isAcknowledgement } from './acknowledgement';
import type { Assumptions } from './assumptions';
import { BoundedList } from './bounded-list';
import type { ChangeFeed } from './changes';
import type { Clock } from './clock';
import type { DeliveryAttempt } from './delivery';
import type { Limits } from './options';
import { closableAgents, postToWebhook } from './webhook-request';

/** What an attempt needs besides the time. */
export interface AttemptOrder {
  readonly account: string;
  readonly url: string;
  readonly body: string | Buffer;
  readonly signal: AbortSignal;
  /** Added to the gateway's own headers; they win. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the record says of the event. */
  readonly about?: Partial<Pick<DeliveryAttempt, 'eventId' | 'action' | 'messageId' | 'attempt' | 'fault'>>;
}

/** An attempt that has not ended. */
export type AttemptUnderWay = Omit<DeliveryAttempt, 'requestHeaders' | 'durationMs' | 'acknowledged'>;

/** Headers of every webhook request; only JSON is certain. */
const HEADERS = { 'content-type': 'application/json', 'user-agent': 'WhatsGate-simulator' };

/** Makes webhook requests, records them, and knows whether any is under way. */
export class Attempts {
  readonly #clock: Clock;
  readonly #assumptions: () => Assumptions;
  readonly #records: BoundedList<DeliveryAttempt>;
  readonly #changes: ChangeFeed;
  readonly #running = new Map<number, AttemptUnderWay>();
  readonly #agents = closableAgents();
  readonly #idleWaiters: (() => void)[] = [];
  #underWay = 0;
  #count = 0;

  constructor(clock: Clock, limits: Limits, changes: ChangeFeed, assumptions: () => Assumptions) {
    this.#clock = clock;
    this.#changes = changes;
    this.#assumptions = assumptions;
    this.#records = new BoundedList({ entries: limits.deliveries, bytes: limits.storedBytes });
  }

  /** The records in the order in which the attempts ended. */
  get all(): readonly DeliveryAttempt[] {
    return this.#records.items;
  }

  /** The attempts that have not ended, oldest first. */
  get underWay(): readonly AttemptUnderWay[] {
    return [...this.#running.values()];
  }

  /** Posts a body once and records what came of it. Never rejects. The caller lets it be tracked. */
  async make(order: AttemptOrder): Promise<DeliveryAttempt> {
    const { account, url, body, signal, about = {} } = order;
    const assumptions = this.#assumptions();
    const startedAt = this.#clock.now();
    const number = (this.#count += 1);
    const requestBody = body.toString();
    const begun = { number, attempt: 1, ...about, url, account, requestBody, startedAt };
    this.#running.set(number, begun);
    this.#changes.tell('attempt', String(number));
    const outcome = await postToWebhook({
      url,
      headers: { ...HEADERS, ...order.headers },
      body,
      timeoutMs: assumptions.webhookTimeoutSeconds * 1000,
      clock: this.#clock,
      agents: assumptions.webhookKeepsConnection ? this.#agents : undefined,
      signal,
    });
    const acknowledged =
      about.eventId !== undefined && isAcknowledgement(outcome, about.eventId, assumptions);
    const attempt = { ...begun, ...outcome, acknowledged };
    this.#running.delete(number);
    // What a restart cuts off has happened; what a reset ends is to be forgotten.
    const isForgotten = signal.aborted && typeof signal.reason !== 'string';
    if (!isForgotten) this.#add(attempt);
    this.#changes.tell('attempt', String(number));
    return attempt;
  }

  /** Counts work as under way until it ends. */
  async track<Value>(work: Promise<Value>): Promise<Value> {
    this.#underWay += 1;
    try {
      return await work;
    } finally {
      this.#underWay -= 1;
      this.#tellIfIdle();
    }
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.#tellIfIdle();
    });
  }

  /** Takes over the records of an earlier run; numbers go on after them. */
  restore(records: readonly DeliveryAttempt[]): void {
    for (const record of records) {
      this.#count = Math.max(this.#count, record.number);
      this.#add(record);
    }
  }

  /** Forgets the records. */
  clear(): void {
    this.#records.clear();
  }

  /** Ends the connections that are kept open. */
  closeConnections(): void {
    this.#agents.close();
  }

  #add(attempt: DeliveryAttempt): void {
    this.#records.add(attempt, attempt.requestBody.length + (attempt.responseBody?.length ?? 0));
  }

  #tellIfIdle(): void {
    if (this.#underWay > 0) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }
}
