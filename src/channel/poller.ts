import { isAborted, LONGEST_TIMER_MS, pause } from '../whatsgate/pause';
import type { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateConfigurationError } from '../whatsgate/errors';
import type { GatewayEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import { itemIdOf } from './event-key';
import { later } from './event-time';
import { takeInPast } from './look';
import type { Watermarks } from './watermarks';

/** How `events-get` is polled. */
export interface PollOptions {
  /** Pause between two looks, in milliseconds. Default 5,000. */
  readonly intervalMs?: number;
  /**
   * The time from which events count. Default: up to when the store of the inbox says that events were looked
   * through, else now, so that old messages are not answered again.
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
  readonly watermarks: Pick<Watermarks, 'since' | 'goOn' | 'taken' | 'advance' | 'flush'>;
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
  /** What is older is not taken in, though it may be listed. */
  readonly floor: Date | undefined;
  /** Events at the edge that were there before the poll began, and are not to be taken in. */
  readonly old: ReadonlySet<string>;
}

/**
 * Polls until it is stopped. A look that fails is reported and made again after the pause.
 * @throws WhatsGateConfigurationError when the pause or the time is none.
 */
export function startPolling(parts: PollerParts, options: PollOptions): Polling {
  const intervalMs = options.intervalMs ?? 5000;
  // Node takes a pause that it cannot keep for one of 1 ms: the gateway would be asked without end.
  if (!(intervalMs >= 0 && intervalMs <= LONGEST_TIMER_MS)) {
    throw new WhatsGateConfigurationError(
      'intervalMs must be a number of milliseconds from 0 to 2147483647.',
    );
  }
  if (options.since !== undefined && Number.isNaN(options.since.getTime())) {
    throw new WhatsGateConfigurationError('since must be a Date with a time; it is an invalid one.');
  }
  const stopping = new AbortController();
  const signal =
    options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);
  const begunAt = new Date();
  const places = new Map<string, Place>();

  const look = async (whatsappId: string): Promise<void> => {
    let place = places.get(whatsappId);
    if (place === undefined) {
      const since = options.since ?? (await parts.watermarks.since(whatsappId));
      const floor = options.since === undefined ? since : undefined;
      if (since !== undefined) place = { since, floor, old: new Set() };
    } else {
      // On a quiet account the same latest event is listed for longer than an inbox knows it.
      const since = await parts.watermarks.goOn(whatsappId, place.since);
      if (since > place.since) place = { ...place, since, floor: since };
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
  place: Place,
  signal: AbortSignal,
): Promise<Place> {
  const { client, watermarks } = parts;
  const { since, floor, old } = place;
  const takeIn = async (event: GatewayEvent): Promise<void> => {
    if (isBefore(event, floor) || old.has(itemIdOf(event))) return;
    await takeInNoted(parts, event);
  };
  const reached = (to: Date | undefined): Promise<void> =>
    watermarks.advance(whatsappId, { from: since, to });
  const newest = await takeInPast({ client, whatsappId, since, signal, takeIn, reached });
  await reached(newest);
  return { ...place, since: later(since, newest) };
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
  const { client, watermarks } = parts;
  const since = new Date(begunAt.getTime() - CLOCK_TOLERANCE_MS);
  // The gateway's dates have no milliseconds.
  const begun = new Date(begunAt.getTime() - 1000);
  const old = new OldEvents();
  const takeIn = async (event: GatewayEvent): Promise<void> => {
    if (isBefore(event, begun)) old.add(event);
    else await takeInNoted(parts, event);
  };
  // No watermark before the end: it would say that the old events up to there count.
  const reached = (): Promise<void> => Promise.resolve();
  const newest = await takeInPast({ client, whatsappId, since, signal, takeIn, reached });
  // What comes in the second of the latest old one is new only for as long as the old ones are known by name.
  const floor = old.latest === undefined ? since : new Date(old.latest.getTime() + 1000);
  await watermarks.advance(whatsappId, { from: since, to: newest, floor });
  return { since: later(since, newest), floor: undefined, old: old.ids };
}

async function takeInNoted(parts: PollerParts, event: GatewayEvent): Promise<void> {
  await parts.takeIn(event);
  parts.watermarks.taken(event.whatsappId, event.date);
}

function isBefore({ date }: GatewayEvent, time: Date | undefined): boolean {
  return date !== undefined && time !== undefined && date < time;
}

/** Events that were there before a poll began: of those, only the latest are ever listed again. */
class OldEvents {
  latest: Date | undefined;
  #edge: { readonly id: string; readonly date: Date }[] = [];

  add(event: GatewayEvent): void {
    if (event.date === undefined) return;
    this.latest = later(event.date, this.latest);
    this.#edge.push({ id: itemIdOf(event), date: event.date });
    if (this.#edge.length > 1000) this.#trim();
  }

  get ids(): ReadonlySet<string> {
    this.#trim();
    return new Set(this.#edge.map(({ id }) => id));
  }

  #trim(): void {
    const edge = (this.latest?.getTime() ?? 0) - 1000;
    this.#edge = this.#edge.filter(({ date }) => date.getTime() >= edge);
  }
}
