import type { EventEnvelope } from '../whatsgate/wire';
import type { Assumptions } from './assumptions';
import { BoundedList } from './bounded-list';
import type { ChangeFeed } from './changes';
import { gatewayDate, type Clock } from './clock';
import type { JsonObject } from './json';
import type { Limits } from './options';

/** An event as the simulator keeps it. */
export interface SimulatedEvent {
  /** What is posted to the webhook. */
  readonly envelope: EventEnvelope;
  /** The envelope as JSON: every attempt sends these same bytes. */
  readonly json: string;
  /** Milliseconds since 1970. */
  readonly recordedAt: number;
  /** Long id of the message that it is about. */
  readonly messageId?: string;
}

/** What `events-get` asks for, parsed. */
export interface EventQuery {
  readonly whatsappId?: string;
  /** `YYYY-MM-DD HH:MM:SS` in UTC. */
  readonly date?: string;
  readonly action?: string;
}

/** The user id of polled events; one client's data has it (reference 6). */
const USER_ID = 77;

/** Events in the order of their ids. Ids are never used twice, not even after a reset. */
export class EventLog {
  readonly #clock: Clock;
  readonly #changes: ChangeFeed;
  readonly #events: BoundedList<SimulatedEvent>;
  #lastId = 500;

  constructor(clock: Clock, limits: Limits, changes: ChangeFeed) {
    this.#clock = clock;
    this.#changes = changes;
    this.#events = new BoundedList({ entries: limits.events, bytes: limits.storedBytes });
  }

  get all(): readonly SimulatedEvent[] {
    return this.#events.items;
  }

  /** Records an event (webhook page, "Event object"). */
  record(whatsappId: string, action: string, data: unknown, messageId?: string): SimulatedEvent {
    this.#lastId += 1;
    const recordedAt = this.#clock.now();
    const envelope: EventEnvelope = {
      id: this.#lastId,
      whatsapp_id: whatsappId,
      event_action: action,
      event_date: gatewayDate(recordedAt),
      status_code: null,
      event_data: data,
    };
    const json = JSON.stringify(envelope);
    const event = { envelope, json, recordedAt, ...(messageId === undefined ? {} : { messageId }) };
    this.#events.add(event, json.length);
    this.#changes.tell('event', String(envelope.id));
    return event;
  }

  /** The number of the latest event. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Takes over the events of an earlier run; numbers go on after `lastId`. */
  restore(events: readonly Omit<SimulatedEvent, 'json'>[], lastId: number): void {
    this.#lastId = events.reduce((last, { envelope }) => Math.max(last, envelope.id), lastId);
    for (const event of events) {
      const json = JSON.stringify(event.envelope);
      this.#events.add({ ...event, json }, json.length);
    }
  }

  clear(): void {
    this.#events.clear();
  }
}

/** The events that a query asks for, in the order that `events-get` gives them (events-get page). */
export function selectEvents(
  events: readonly SimulatedEvent[],
  query: EventQuery,
  assumptions: Assumptions,
): readonly SimulatedEvent[] {
  const selected = events.filter(({ envelope }) => {
    if (query.whatsappId !== undefined && envelope.whatsapp_id !== query.whatsappId) return false;
    if (query.action !== undefined && envelope.event_action !== query.action) return false;
    if (envelope.event_action === 'ready' && !assumptions.eventsGetHasReady) return false;
    if (query.date === undefined) return true;
    // Both sides have the same fixed-width form, so that the order of the texts is the order in time.
    return assumptions.eventsGetDate === 'inclusive'
      ? envelope.event_date >= query.date
      : envelope.event_date > query.date;
  });
  return assumptions.eventsGetOrder === 'ascending' ? selected : selected.toReversed();
}

/** An element of `events-get`: the envelope with `user_id`, as one client declares it (reference 6). */
export function polledEvent({ envelope }: SimulatedEvent, assumptions: Assumptions): JsonObject {
  const { status_code, ...rest } = envelope;
  return { ...rest, user_id: USER_ID, ...(assumptions.eventsGetHasStatusCode ? { status_code } : {}) };
}
