import type { Boss } from './boss';
import { BEAT_MS, QUEUE } from './connection';

const LOOK_MS = 2000;
/** A longer time between two looks means that the database was away, or that this process stood still. */
const LONGEST_GAP_MS = 5000;
/** Time for every process that lives to find the database again and show it. */
const GRACE_MS = 2 * BEAT_MS;

/**
 * Gives the running items of processes that died to others. pg-boss tells a dead process by a sign of life that is
 * too old, and nobody can give one while the database is away: after an outage its turns would all count as dead. So
 * nothing is given away before every process has had time to give one again.
 */
export class Supervisor {
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  #lastLook = -Infinity;
  #thereSince = Infinity;

  /** Begins to look. */
  start(open: () => Promise<{ readonly boss: Pick<Boss, 'getDb' | 'supervise'> }>): void {
    this.#timer ??= setInterval(() => void this.#look(open), LOOK_MS).unref();
  }

  /** Looks no more. */
  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(open: () => Promise<{ readonly boss: Pick<Boss, 'getDb' | 'supervise'> }>): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const { boss } = await open();
      await boss.getDb().executeSql('SELECT 1');
      const now = performance.now();
      if (now - this.#lastLook > LONGEST_GAP_MS) this.#thereSince = now;
      this.#lastLook = now;
      if (now - this.#thereSince >= GRACE_MS) await boss.supervise(QUEUE);
    } catch {
      // The database is away; the gap tells.
    } finally {
      this.#isLooking = false;
    }
  }
}
