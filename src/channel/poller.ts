import { isAborted, LONGEST_TIMER_MS, pause } from '../whatsgate/pause';
import type { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateConfigurationError } from '../whatsgate/errors';
import type { GatewayEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import { itemIdOf } from './event-key';
import { latestOf, pastEvents } from './look';
import type { Watermarks } from './watermarks';

/** How `events-get` is polled. */
export interface PollOptions {
  /** Pause between two looks, in milliseconds. Default 5,000. */
  readonly intervalMs?: number;
  /**
   * The time from which events count. Default: the latest event that the store of the inbox knows of, else now,
   * so that old messages are not answered again.
   */
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
  /** How far the inbox has come. */
  readonly watermarks: Pick<Watermarks, 'get' | 'move' | 'flush'>;
  readonly logger: Logger;
  /** Takes an event into the inbox, which knows repeats. */
  readonly takeIn: (event: GatewayEvent) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/** How far the own clock may be ahead of the gateway's: events of this time are asked for, and told from old ones. */
const CLOCK_TOLERANCE_MS = 60 * 60_000;

/** Where the poll of one account has come to. */
interface Place {
  readonly since: Date;
  /** Events at the edge that were there before the poll began, and are not to be taken in. */
  readonly old: ReadonlySet<string>;
}

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
  const begunAt = new Date();
  const places = new Map<string, Place>();

  const look = async (whatsappId: string): Promise<void> => {
    let place = places.get(whatsappId);
    if (place === undefined) {
      const since = options.since ?? (await parts.watermarks.get(whatsappId));
      if (since !== undefined) place = { since, old: new Set() };
    }
    places.set(
      whatsappId,
      place === undefined
        ? await lookFromNow(parts, whatsappId, begunAt, signal)
        : await lookOnce(parts, whatsappId, place, signal),
    );
  };

  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      for (const whatsappId of parts.whatsappIds) {
        if (isAborted(signal)) return;
        try {
          await look(whatsappId);
        } catch (error) {
          if (isAborted(signal)) return;
          parts.logger.warn('Polling failed and is tried again.', { error: presentableCause(error, []) });
          parts.onError(error);
        }
      }
      await pause(intervalMs, signal);
    }
  };
  const ended = loop().then(() => parts.watermarks.flush());
  return {
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/** Takes in everything since the place and gives the new one. */
async function lookOnce(
  parts: PollerParts,
  whatsappId: string,
  { since, old }: Place,
  signal: AbortSignal,
): Promise<Place> {
  const events = await pastEvents({ client: parts.client, whatsappId, since, signal });
  for (const event of events) if (!old.has(itemIdOf(event))) await parts.takeIn(event);
  const latest = latestOf(events, since);
  parts.watermarks.move(whatsappId, latest);
  return { since: latest, old };
}

/**
 * The first look when events count from now on. Which time it is at the gateway is only known by its events, and the
 * own clock may be ahead: then its new events seem to be old. So what is there at the first look decides: what seems
 * older than the beginning is left out, and everything that appears later is new, whatever its date.
 */
async function lookFromNow(
  parts: PollerParts,
  whatsappId: string,
  begunAt: Date,
  signal: AbortSignal,
): Promise<Place> {
  const since = new Date(begunAt.getTime() - CLOCK_TOLERANCE_MS);
  const events = await pastEvents({ client: parts.client, whatsappId, since, signal });
  // The gateway's dates have no milliseconds.
  const oldest = begunAt.getTime() - 1000;
  const isOld = ({ date }: GatewayEvent): boolean => date !== undefined && date.getTime() < oldest;
  for (const event of events) if (!isOld(event)) await parts.takeIn(event);
  const latest = latestOf(events, since);
  parts.watermarks.move(whatsappId, latest);
  const edge = latest.getTime() - 1000;
  const old = events.filter((event) => isOld(event) && (event.date?.getTime() ?? 0) >= edge).map(itemIdOf);
  return { since: latest, old: new Set(old) };
}
