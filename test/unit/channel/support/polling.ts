import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { startPolling, type Polling, type PollOptions } from '../../../../src/channel/poller';
import { Watermarks } from '../../../../src/channel/watermarks';
import { memoryStore } from '../../../../src/inbox/store';
import type { EventsQuery } from '../../../../src/whatsgate/client';
import { formatEventDate } from '../../../../src/whatsgate/date';
import type { GatewayEvent } from '../../../../src/whatsgate/event';
import type { JsonRecord } from '../../../../src/whatsgate/json';
import type { Page } from '../../../../src/whatsgate/wire';
import { stopClock } from '../../inbox/support';
import { RecordingLogger } from './logs';

const NOW = new Date('2026-05-28T20:30:00Z');
export const INTERVAL_MS = 5000;

/** So many seconds after `NOW`. */
export const at = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

/** An event as `events-get` lists it. */
export const item = (id: number | string | undefined, seconds: number, whatsappId = 'shop'): JsonRecord => ({
  id,
  whatsapp_id: whatsappId,
  event_action: 'ready',
  event_date: formatEventDate(at(seconds)),
  event_data: {},
});

export const page = (items: readonly JsonRecord[], number = 1, pages = 1): Page<JsonRecord> => ({
  items,
  page: number,
  pages,
});

/** A poller with everything around it, on a clock that stands at `NOW`. */
export class PollingBench {
  readonly clock: sinon.SinonFakeTimers = stopClock();
  readonly logger = new RecordingLogger();
  readonly queries: EventsQuery[] = [];
  readonly signals: (AbortSignal | undefined)[] = [];
  readonly taken: GatewayEvent[] = [];
  readonly errors: unknown[] = [];
  readonly store = memoryStore(10);
  readonly #pollings: Polling[] = [];

  /** What the gateway answers. */
  answer: (query: EventsQuery) => Page<JsonRecord> | Promise<Page<JsonRecord>> = () => page([]);
  /** What the inbox does. */
  takeIn: (event: GatewayEvent) => Promise<unknown> = (event) => Promise.resolve(this.taken.push(event));

  constructor() {
    this.clock.setSystemTime(NOW);
  }

  poll(options: PollOptions = {}, whatsappIds: readonly string[] = ['shop']): Polling {
    const polling = startPolling(
      {
        client: {
          getEvents: async (given, signal) => {
            const query = given ?? {};
            this.queries.push(query);
            this.signals.push(signal);
            return this.answer(query);
          },
        },
        whatsappIds,
        watermarks: new Watermarks(this.store, this.logger),
        logger: this.logger,
        takeIn: (event) => this.takeIn(event),
        onError: (error) => this.errors.push(error),
      },
      options,
    );
    this.#pollings.push(polling);
    // What the tests list has happened since the poll began, a little before it is looked at.
    this.clock.setSystemTime(Date.now() + 120_000);
    return polling;
  }

  /** The numbers of the events that were taken in. */
  get ids(): unknown[] {
    return this.taken.map(({ id }) => id);
  }

  async end(): Promise<void> {
    await Promise.all(this.#pollings.map((polling) => polling.stop()));
    // The store's own clock ticks for a millisecond.
    this.clock.tick(1);
    const timers = this.clock.countTimers();
    this.clock.restore();
    assert.equal(timers, 0, 'a timer was left behind');
  }
}
