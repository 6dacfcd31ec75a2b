import type { InboxStore } from '../inbox/store';
import { isRecord } from '../whatsgate/json';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';

/** A watermark that nobody has moved for so long is no use: the gateway does not keep events for ever. */
const KEPT_MS = 90 * 24 * 60 * 60_000;
/** How much of it a crash may take; what is asked for twice is recognised. */
const WRITTEN_AFTER_MS = 1000;

/**
 * How far the events of each account were taken in, by the gateway's own clock, kept in the store of the inbox.
 * It is written a little later than it is moved, so that no event waits for it.
 */
export class Watermarks {
  readonly #store: InboxStore;
  readonly #logger: Logger;
  readonly #marks = new Map<string, Date>();
  readonly #unwritten = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: InboxStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** The time up to which an account's events were taken in; `undefined` when that is not known. */
  async get(whatsappId: string): Promise<Date | undefined> {
    const known = this.#marks.get(whatsappId);
    if (known !== undefined) return known;
    const stored = await this.#store.get(keyOf(whatsappId));
    const at = isRecord(stored) && typeof stored['at'] === 'string' ? new Date(stored['at']) : undefined;
    if (at === undefined || Number.isNaN(at.getTime())) return undefined;
    this.move(whatsappId, at, false);
    return at;
  }

  /** Notes that an event of this time was taken in. A mark never goes back. */
  move(whatsappId: string, at: Date | undefined, isNew = true): void {
    const known = this.#marks.get(whatsappId);
    if (at === undefined || (known !== undefined && at <= known)) return;
    this.#marks.set(whatsappId, at);
    if (!isNew) return;
    this.#unwritten.add(whatsappId);
    this.#timer ??= setTimeout(() => void this.flush(), WRITTEN_AFTER_MS).unref();
  }

  /** Writes what was not written yet. Never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const accounts = [...this.#unwritten];
    this.#unwritten.clear();
    for (const whatsappId of accounts) {
      const at = this.#marks.get(whatsappId)?.toISOString() ?? '';
      try {
        await this.#store.set(keyOf(whatsappId), { at }, KEPT_MS);
      } catch (error) {
        this.#logger.warn('How far events were taken in could not be stored.', {
          error: presentableCause(error, []),
        });
      }
    }
  }
}

function keyOf(whatsappId: string): string {
  return `watermark/${whatsappId}`;
}
