import { LONGEST_TIMER_MS } from '../inbox/timer';
import { pause } from '../whatsgate/pause';
import type { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateConfigurationError } from '../whatsgate/errors';
import { parseEvent, type GatewayEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';

/** How `events-get` is polled. */
export interface PollOptions {
  /** Pause between two looks, in milliseconds. Default 5,000. */
  readonly intervalMs?: number;
  /** The time from which events count. Default: now, so that old messages are not answered again. */
  readonly since?: Date;
  /** Ends the polling, like `stop()`. */
  readonly signal?: AbortSignal;
}

/** A running poll. */
export interface Polling {
  /** Stops; resolves when the look under way has ended. What it had found is in the inbox. */
  stop(): Promise<void>;
}

/** What the poller works with. */
export interface PollerParts {
  readonly client: Pick<WhatsGateClient, 'getEvents'>;
  readonly whatsappIds: readonly string[];
  readonly logger: Logger;
  /** Takes an event into the inbox, which knows repeats. */
  readonly takeIn: (event: GatewayEvent) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

const PAGE_SIZE = 100;
/** A look reads at most this many pages before it goes on from what it has seen. */
const MOST_PAGES = 1000;

/**
 * Polls until it is stopped. A look that fails is reported and made again after the pause.
 * @throws WhatsGateConfigurationError when the pause is none.
 */
export function startPolling(parts: PollerParts, options: PollOptions): Polling {
  const intervalMs = options.intervalMs ?? 5000;
  // Node takes a pause that it cannot keep for one of 1 ms: the gateway would be asked without end.
  if (!(intervalMs >= 0 && intervalMs <= LONGEST_TIMER_MS)) {
    throw new WhatsGateConfigurationError(
      'intervalMs must be a number of milliseconds from 0 to 2147483647.',
    );
  }
  const stopping = new AbortController();
  const signal =
    options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);
  const watermarks = new Map(parts.whatsappIds.map((id) => [id, options.since ?? new Date()]));

  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      for (const [whatsappId, since] of watermarks) {
        if (isStopped(signal)) return;
        try {
          watermarks.set(whatsappId, await lookOnce(parts, whatsappId, since, signal));
        } catch (error) {
          if (isStopped(signal)) return;
          parts.logger.warn('Polling failed and is tried again.', { error: presentableCause(error, []) });
          parts.onError(error);
        }
      }
      await pause(intervalMs, signal);
    }
  };
  const ended = loop();
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/**
 * Takes in everything since the watermark and gives the new one. The gateway's dates have whole seconds and nobody
 * says whether the bound is inclusive, so the last second is asked for again: the inbox knows what it had.
 */
async function lookOnce(
  parts: PollerParts,
  whatsappId: string,
  since: Date,
  signal: AbortSignal,
): Promise<Date> {
  const events = await readAll(parts.client, whatsappId, since, signal);
  let watermark = since;
  for (const event of events.sort(byId)) {
    await parts.takeIn(event);
    if (event.date !== undefined && event.date > watermark) watermark = event.date;
  }
  return watermark;
}

async function readAll(
  client: PollerParts['client'],
  whatsappId: string,
  since: Date,
  signal: AbortSignal,
): Promise<GatewayEvent[]> {
  const oneSecondEarlier = new Date(since.getTime() - 1000);
  const events: GatewayEvent[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await client.getEvents(
      { whatsappId, since: oneSecondEarlier, pageSize: PAGE_SIZE, page },
      signal,
    );
    for (const item of answer.items) {
      const event = parseEvent(item);
      if (event?.whatsappId === whatsappId) events.push(event);
    }
    if (page >= answer.pages || answer.items.length === 0) break;
  }
  return events;
}

/** The order of pages is not published; event numbers grow. */
function byId(left: GatewayEvent, right: GatewayEvent): number {
  const [first, second] = [Number(left.id), Number(right.id)];
  if (Number.isFinite(first) && Number.isFinite(second)) return first - second;
  return (left.date?.getTime() ?? 0) - (right.date?.getTime() ?? 0);
}

function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}
