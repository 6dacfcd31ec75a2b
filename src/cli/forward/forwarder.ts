import { setTimeout as pause } from 'node:timers/promises';
import type { GatewayEvent } from '../../whatsgate/event';
import { deliverOnce, type Delivered } from './deliver';
import { adviceFor, judge, pauseAfter, REPEATS } from './patience';

/** How the forwarding of an event ended. */
export interface Forwarded {
  readonly event: GatewayEvent;
  /** `given-up`: the bot refused it and all repeats. `stopped`: the program ended first. */
  readonly outcome: 'acknowledged' | 'given-up' | 'stopped';
  /** The last delivery; missing when there was none. */
  readonly delivered?: Delivered;
  readonly attempts: number;
}

/** What the forwarder tells. */
export interface ForwarderListener {
  /** An event is done with. */
  forwarded(result: Forwarded): void;
  /** The bot cannot take events at the moment; told once until it can. */
  waiting(advice: string): void;
}

/**
 * Delivers events to one webhook: in order and one at a time within a chat, chats side by side. A bot that is away
 * loses nothing: its events wait and are delivered when it is back.
 */
export class Forwarder {
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #listener: ForwarderListener;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #hurry = new AbortController();
  #isWaiting = false;

  /**
   * @param url The only place that anything is sent to.
   * @param signal Ends everything; what is not delivered then ends as `stopped`.
   */
  constructor(url: string, signal: AbortSignal, listener: ForwarderListener) {
    this.#url = url;
    this.#signal = signal;
    this.#listener = listener;
  }

  /** Ends all waiting: what is being delivered may end, and nothing is delivered again. */
  hurry(): void {
    this.#hurry.abort();
  }

  /** Takes an event. Resolves when it is done with; never rejects. */
  take(event: GatewayEvent): Promise<void> {
    const lane = laneOf(event);
    const before = this.#lanes.get(lane) ?? Promise.resolve();
    const done = before.then(async () => this.#listener.forwarded(await this.#forward(event)));
    this.#lanes.set(lane, done);
    void done.then(() => {
      if (this.#lanes.get(lane) === done) this.#lanes.delete(lane);
    });
    return done;
  }

  async #forward(event: GatewayEvent): Promise<Forwarded> {
    const envelope = asDelivered(event);
    let delivered: Delivered | undefined;
    let refusals = 0;
    for (let attempts = 1; !this.#isOver(); attempts += 1) {
      delivered = await deliverOnce(this.#url, envelope, this.#signal);
      const verdict = judge(delivered);
      if (verdict === 'done') {
        this.#isWaiting = false;
        return { event, outcome: 'acknowledged', delivered, attempts };
      }
      if (verdict === 'repeat') refusals += 1;
      if (refusals > REPEATS) return { event, outcome: 'given-up', delivered, attempts };
      this.#tell(delivered);
      await pause(pauseAfter(attempts - 1), undefined, { signal: this.#hurry.signal }).catch(() => undefined);
    }
    return {
      event,
      outcome: 'stopped',
      ...(delivered === undefined ? {} : { delivered }),
      attempts: refusals,
    };
  }

  #isOver(): boolean {
    return this.#signal.aborted || this.#hurry.signal.aborted;
  }

  #tell({ status, answer }: Delivered): void {
    if (this.#isWaiting || this.#isOver()) return;
    this.#isWaiting = true;
    const advice = adviceFor(status) ?? 'The event is delivered again.';
    this.#listener.waiting(`${status === undefined ? answer : `The bot answered ${status}.`} ${advice}`);
  }
}

/** What keeps its order: a chat of an account, or what belongs to no chat. */
function laneOf(event: GatewayEvent): string {
  const message = 'message' in event ? event.message : undefined;
  const chat = message?.id?.split('_')[1] ?? message?.from ?? '';
  return `${event.whatsappId} ${chat}`;
}

/** A polled event as the webhook would have it: without `user_id`, with `status_code` (events-get page). */
function asDelivered({ raw }: GatewayEvent): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries({ status_code: null, ...raw }).filter(([name]) => name !== 'user_id'),
  );
}
