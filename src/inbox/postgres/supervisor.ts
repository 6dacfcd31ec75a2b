import type { Boss } from './boss';
import { HEARTBEAT_SECONDS, QUEUE } from './connection';

const LOOK_MS = 2000;
/** A longer time between two looks means that the database was away, or that this process stood still. */
const LONGEST_GAP_MS = 5000;

/**
 * Gives the running items of processes that died to others. pg-boss tells a dead process by a sign of life that is
 * too old, and nobody can give one while the database is away: after an outage its turns would all count as dead. So
 * nothing is given away before the database has been there for as long as a sign of life lasts.
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
      if (now - this.#thereSince >= HEARTBEAT_SECONDS * 1000) await boss.supervise(QUEUE);
    } catch {
      // The database is away; the gap tells.
    } finally {
      this.#isLooking = false;
    }
  }
}
