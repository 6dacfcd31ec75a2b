import type { WhatsGateClient } from '../whatsgate/client';
import type { GatewayEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { pause } from '../whatsgate/pause';
import { presentableCause } from '../whatsgate/redact';
import { earlier } from './event-time';
import { takeInPast } from './look';
import type { Watermarks } from './watermarks';

/** What catching up works with. */
export interface CatchUpParts {
  readonly client: Pick<WhatsGateClient, 'getEvents'>;
  readonly whatsappIds: readonly string[];
  readonly watermarks: Watermarks;
  readonly logger: Logger;
  /** Takes an event into the inbox, which knows repeats. */
  readonly takeIn: (event: GatewayEvent) => Promise<{ readonly outcome: 'accepted' | 'duplicate' }>;
  readonly onError: (error: unknown) => void;
  /** How often to look, in milliseconds. */
  readonly intervalMs: number;
}

/** How soon to look again after a failure, or after an event that could not be taken in. */
const AGAIN_AFTER_MS = 10_000;

/** Asks the gateway for events that no webhook brought: at the start, after failures, and now and then. */
export class CatchUp {
  readonly #parts: CatchUpParts;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;
  #hurry = new AbortController();
  /** The earliest event that could not be taken in, by account: the next look begins there if that is earlier. */
  readonly #gaps = new Map<string, Date>();

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  /** Begins, once. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Notes that an event was taken in. */
  noticed({ whatsappId, date }: GatewayEvent): void {
    this.#parts.watermarks.given(whatsappId, date);
    this.#parts.watermarks.taken(whatsappId, date);
  }

  /** Notes that an event could not be taken in: it is asked for again soon. */
  missed({ whatsappId, date }: GatewayEvent): void {
    this.#parts.watermarks.given(whatsappId, date);
    if (date !== undefined) this.#keepGap(whatsappId, date);
    this.#hurry.abort();
  }

  /** Ends; resolves when the look under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    await this.#parts.watermarks.flush();
  }

  #keepGap(whatsappId: string, since: Date): void {
    this.#gaps.set(whatsappId, earlier(since, this.#gaps.get(whatsappId)));
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#hurry = new AbortController();
      let failed = false;
      for (const whatsappId of this.#parts.whatsappIds) {
        if (!(await this.#look(whatsappId, signal))) failed = true;
      }
      if (failed) await pause(AGAIN_AFTER_MS, signal);
      else {
        await pause(this.#parts.intervalMs, AbortSignal.any([signal, this.#hurry.signal]));
        // What could not be taken in a moment ago can hardly be taken in now.
        if (this.#hurry.signal.aborted) await pause(AGAIN_AFTER_MS, signal);
      }
    }
  }

  /** Takes in what is missing of an account. Gives whether that worked; never rejects. */
  async #look(whatsappId: string, signal: AbortSignal): Promise<boolean> {
    const { client, watermarks, logger, onError } = this.#parts;
    const gap = this.#gaps.get(whatsappId);
    let missing = 0;
    try {
      const since = await watermarks.since(whatsappId, gap);
      // Nothing was ever given: whatever the gateway has is older than this bot.
      if (since === undefined) return true;
      if (this.#gaps.get(whatsappId) === gap) this.#gaps.delete(whatsappId);
      const takeIn = async (event: GatewayEvent): Promise<void> => {
        if (event.date !== undefined && event.date < since) return;
        const { outcome } = await this.#parts.takeIn(event);
        if (outcome === 'accepted') missing += 1;
      };
      const reached = async (until: Date | undefined): Promise<void> => {
        // What was refused meanwhile is not behind it.
        const to = until && earlier(until, this.#gaps.get(whatsappId));
        await watermarks.advance(whatsappId, { from: since, to });
      };
      await reached(await takeInPast({ client, whatsappId, since, signal, takeIn, reached }));
      return true;
    } catch (error) {
      if (gap !== undefined) this.#keepGap(whatsappId, gap);
      if (signal.aborted) return true;
      logger.warn('Past events could not be taken in; this is tried again.', {
        error: presentableCause(error, []),
      });
      onError(error);
      return false;
    } finally {
      if (missing > 0) logger.info('Events that no webhook had brought were taken in.', { events: missing });
    }
  }
}
