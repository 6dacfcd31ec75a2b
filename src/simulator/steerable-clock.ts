import { manualClock, type ManualClock } from './clock';

/** A clock that runs like the machine's until it is stopped, and that can be moved on by hand in either state. */
export interface SteerableClock extends ManualClock {
  readonly isPaused: boolean;
  /** Stops it; what is scheduled waits. */
  pause(): void;
  /** Lets it run again from where it stands. */
  resume(): void;
}

/** True for a clock that can be stopped. */
export function isSteerable(clock: object): clock is SteerableClock {
  return 'pause' in clock && 'advance' in clock;
}

/** The longest that a timer of Node takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A clock for a person to play with: the time of the machine, which can be stopped and moved on. */
export function steerableClock(): SteerableClock {
  // Keeps the tasks. While this clock runs, it is moved on to the machine's time whenever something falls due.
  const inner = manualClock(Date.now());
  let aheadMs = 0;
  let isPaused = false;
  let moving: Promise<void> = Promise.resolve();
  const timers = new Set<NodeJS.Timeout>();

  const now = (): number => (isPaused ? inner.now() : Math.max(inner.now(), Date.now() + aheadMs));
  /** Moves the inner clock on to a time; moves are made one after the other. */
  const moveTo = (time: () => number): Promise<void> => {
    moving = moving.then(() => inner.advance(Math.max(0, time() - inner.now())));
    return moving;
  };
  const wake = (delayMs: number): NodeJS.Timeout => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        if (!isPaused) void moveTo(now);
      },
      Math.min(delayMs, LONGEST_TIMER_MS),
    );
    timer.unref();
    timers.add(timer);
    return timer;
  };
  const due = new Map<() => void, number>();
  const wakeForAll = (): void => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    for (const dueAt of due.values()) wake(Math.max(0, dueAt - now()));
  };
  return {
    now,
    schedule: (task, delayMs) => {
      const dueAt = now() + Math.max(0, delayMs);
      const run = (): void => {
        due.delete(run);
        task();
      };
      due.set(run, dueAt);
      const cancel = inner.schedule(run, dueAt - inner.now());
      const timer = isPaused ? undefined : wake(dueAt - now());
      return () => {
        due.delete(run);
        cancel();
        if (timer === undefined) return;
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
    advance: async (ms) => {
      if (!(ms >= 0)) throw new RangeError(`A clock moves forward only, not by ${ms} ms.`);
      const target = now() + ms;
      await moveTo(() => target);
      aheadMs = Math.max(aheadMs, inner.now() - Date.now());
      if (!isPaused) wakeForAll();
    },
    get pending() {
      return inner.pending;
    },
    get isPaused() {
      return isPaused;
    },
    pause: () => {
      if (isPaused) return;
      const stoppedAt = now();
      isPaused = true;
      void moveTo(() => stoppedAt);
    },
    resume: () => {
      if (!isPaused) return;
      isPaused = false;
      aheadMs = inner.now() - Date.now();
      wakeForAll();
    },
  };
}
