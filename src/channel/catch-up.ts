import type { WhatsGateClient } from '../whatsgate/client';
import type { GatewayEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { pause } from '../whatsgate/pause';
import { presentableCause } from '../whatsgate/redact';
import { pastEvents } from './look';
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

/**
 * How far behind the watermark a look begins: an event may have been refused while a later one was taken, and the
 * gateway repeats it for about a minute.
 */
const OVERLAP_MS = 120_000;
/** How soon to look again after a failure, or after an event that could not be taken in. */
const AGAIN_AFTER_MS = 10_000;

/** Asks the gateway for events that no webhook brought: at the start, after failures, and now and then. */
export class CatchUp {
  readonly #parts: CatchUpParts;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;
  #hurry = new AbortController();
  /** The earliest event that could not be taken in, by account: no look may begin later before one has succeeded. */
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
    this.#parts.watermarks.move(whatsappId, date);
  }

  /** Notes that an event could not be taken in: it is asked for again soon. */
  missed({ whatsappId, date }: GatewayEvent): void {
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
    const gap = this.#gaps.get(whatsappId);
    if (gap === undefined || since < gap) this.#gaps.set(whatsappId, since);
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
    const { client, watermarks, logger, takeIn, onError } = this.#parts;
    const gap = this.#gaps.get(whatsappId);
    try {
      const mark = await watermarks.get(whatsappId);
      const from = gap !== undefined && (mark === undefined || gap < mark) ? gap : mark;
      // Nothing was ever taken in: whatever the gateway has is older than this bot.
      if (from === undefined) return true;
      this.#gaps.delete(whatsappId);
      const since = new Date(from.getTime() - OVERLAP_MS);
      let missing = 0;
      for (const event of await pastEvents({ client, whatsappId, since, signal })) {
        const { outcome } = await takeIn(event);
        if (outcome === 'accepted') missing += 1;
      }
      if (missing > 0) logger.info('Events that no webhook had brought were taken in.', { events: missing });
      return true;
    } catch (error) {
      if (gap !== undefined) this.#keepGap(whatsappId, gap);
      if (signal.aborted) return true;
      logger.warn('Past events could not be taken in; this is tried again.', {
        error: presentableCause(error, []),
      });
      onError(error);
      return false;
    }
  }
}
