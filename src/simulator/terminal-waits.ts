import type { Clock } from './clock';

/** What piped input has to wait for, and for how long. */
export class TerminalWaits {
  readonly #clock: Clock;
  readonly #over: AbortSignal;
  readonly #tracked = new Set<Promise<void>>();
  #isAnswerDue = false;
  #tellAnswer: () => void = () => undefined;

  /** @param over Ends every wait. */
  constructor(clock: Clock, over: AbortSignal) {
    this.#clock = clock;
    this.#over = over;
  }

  /** Remembers work until it ends; what it rejects with is of no interest. */
  track(work: Promise<void>): Promise<void> {
    const quiet = work.catch(() => undefined);
    const tracked = quiet.then(() => void this.#tracked.delete(tracked));
    this.#tracked.add(tracked);
    return tracked;
  }

  /** The person has said something. */
  expectAnswer(): void {
    this.#isAnswerDue = true;
  }

  /** The bot has said something. */
  noteAnswer(): void {
    this.#isAnswerDue = false;
    this.#tellAnswer();
  }

  /** Resolves when the bot has said something since the person last did. False when the time was up first. */
  answered(ms: number): Promise<boolean> {
    if (!this.#isAnswerDue) return Promise.resolve(true);
    return this.within(new Promise<void>((resolve) => (this.#tellAnswer = resolve)), ms);
  }

  /** Resolves when everything that is tracked now has ended. False when the time was up first. */
  allTracked(ms: number): Promise<boolean> {
    return this.within(Promise.all(this.#tracked), ms);
  }

  /** Resolves with true when the work has ended, with false when the time is up or the chat is over. */
  async within(work: Promise<unknown>, ms: number): Promise<boolean> {
    if (this.#over.aborted) return false;
    let release: () => void = () => undefined;
    const limit = new Promise<boolean>((resolve) => {
      const giveUp = (): void => resolve(false);
      const cancel = this.#clock.schedule(giveUp, ms);
      this.#over.addEventListener('abort', giveUp, { once: true });
      release = () => {
        cancel();
        this.#over.removeEventListener('abort', giveUp);
      };
    });
    try {
      return await Promise.race([work.then(() => true), limit]);
    } finally {
      release();
    }
  }
}
