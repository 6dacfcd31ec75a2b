import type { Attempt, Boss } from './boss';
import { HEARTBEAT_SECONDS, QUEUE } from './connection';

const BEAT_MS = (HEARTBEAT_SECONDS * 1000) / 4;

/** What this process works on. Each lease is kept alive, and its signal is aborted when it was lost. */
export class Leases {
  readonly #held = new Map<string, { readonly attempt: Attempt; readonly lost: AbortController }>();
  #timer: NodeJS.Timeout | undefined;
  #lastBeat = Date.now();

  /** What is held. */
  get attempts(): Attempt[] {
    return [...this.#held.values()].map(({ attempt }) => attempt);
  }

  /** How much is held. */
  get size(): number {
    return this.#held.size;
  }

  /** Keeps an attempt alive until `end`. @returns aborted when it was lost, or when the inbox closes. */
  begin({ id, retryCount }: Attempt): AbortSignal {
    const lost = new AbortController();
    this.#held.set(id, { attempt: { id, retryCount }, lost });
    return lost.signal;
  }

  /** Lets go of an attempt. */
  end({ id, retryCount }: Attempt): void {
    if (this.#held.get(id)?.attempt.retryCount === retryCount) this.#held.delete(id);
  }

  /** Begins to beat. */
  start(open: () => Promise<{ readonly boss: Boss }>): void {
    this.#timer ??= setInterval(() => void this.#beat(open), BEAT_MS).unref();
  }

  /** Ends the beating and tells all holders to end. */
  stop(): void {
    clearInterval(this.#timer);
    for (const { lost } of this.#held.values()) lost.abort();
  }

  async #beat(open: () => Promise<{ readonly boss: Boss }>): Promise<void> {
    const attempts = this.attempts;
    if (attempts.length === 0) {
      this.#lastBeat = Date.now();
      return;
    }
    try {
      const { boss } = await open();
      const { affected, settled } = await boss.touch(QUEUE, attempts);
      this.#lastBeat = Date.now();
      if (affected < attempts.length) this.#lose(attempts.filter(({ id }) => settled?.includes(id) !== true));
    } catch {
      // The database is away: who holds something too long without a beat has lost it.
      if (Date.now() - this.#lastBeat > HEARTBEAT_SECONDS * 1000) this.#lose(attempts);
    }
  }

  #lose(attempts: readonly Attempt[]): void {
    for (const { id, retryCount } of attempts) {
      const held = this.#held.get(id);
      if (held?.attempt.retryCount === retryCount) held.lost.abort();
    }
  }
}
