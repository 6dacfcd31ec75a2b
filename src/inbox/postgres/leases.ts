import type { Attempt, Boss } from './boss';
import { BEAT_MS, QUEUE } from './connection';

/**
 * What this process works on. Each lease is kept alive, and its signal is aborted when it was lost. Only the database
 * can tell that: while it is away nobody else can have taken anything, and what a turn has done meanwhile still counts
 * when it is back.
 */
export class Leases {
  readonly #held = new Map<string, { readonly attempt: Attempt; readonly lost: AbortController }>();
  #timer: NodeJS.Timeout | undefined;
  #isBeating = false;

  /** What is held. */
  get attempts(): Attempt[] {
    return [...this.#held.values()].map(({ attempt }) => attempt);
  }

  /** The attempt at a job that is held. */
  attemptAt(id: string): Attempt | undefined {
    const held = this.#held.get(id);
    return held === undefined || held.lost.signal.aborted ? undefined : held.attempt;
  }

  /** Keeps an attempt alive until `end`. @returns aborted when it was lost, or when the inbox closes. */
  begin({ id, retryCount }: Attempt): AbortSignal {
    // Given away and fetched again here before a sign of life could tell: the earlier run has lost it all the same.
    this.#held.get(id)?.lost.abort();
    const lost = new AbortController();
    this.#held.set(id, { attempt: { id, retryCount }, lost });
    return lost.signal;
  }

  /** Lets go of an attempt. */
  end({ id, retryCount }: Attempt): void {
    if (this.#held.get(id)?.attempt.retryCount === retryCount) this.#held.delete(id);
  }

  /** Notes that somebody else has it: its holder is told to end. */
  lose({ id, retryCount }: Attempt): void {
    const held = this.#held.get(id);
    if (held?.attempt.retryCount === retryCount) held.lost.abort();
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
    if (attempts.length === 0 || this.#isBeating) return;
    this.#isBeating = true;
    try {
      const { boss } = await open();
      const { affected, settled } = await boss.touch(QUEUE, attempts);
      if (affected === attempts.length) return;
      for (const attempt of attempts) if (settled?.includes(attempt.id) !== true) this.lose(attempt);
    } catch {
      // The database is away; next time.
    } finally {
      this.#isBeating = false;
    }
  }
}
