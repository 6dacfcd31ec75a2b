import { setImmediate as nextTurn } from 'node:timers/promises';

/** Where the simulator takes its time from. Repeats, time-outs, delays and acks are all scheduled here. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /**
   * Runs `task` once, `delayMs` milliseconds from now.
   * @returns A function that cancels it; harmless when it has already run.
   */
  schedule(task: () => void, delayMs: number): () => void;
}

/** A clock that stands still until it is told to move, for tests of minutes that take no time. */
export interface ManualClock extends Clock {
  /**
   * Moves the clock on, running what falls due on the way in the order of its due time. After each task, the
   * event loop turns a few times so that the network traffic it caused can start; it is not waited for, because
   * a bot that hangs would stop the clock. To see the outcome, `await sim.idle()` before the next step.
   * @param ms Milliseconds, 0 or more.
   * @throws RangeError when `ms` is negative or not a number.
   */
  advance(ms: number): Promise<void>;
  /** How many tasks wait for their time. */
  readonly pending: number;
}

/** The machine's clock. Its timers never keep a process alive: the listening server does, until it is closed. */
export function realClock(): Clock {
  return {
    now: () => Date.now(),
    schedule: (task, delayMs) => {
      const timer = setTimeout(task, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

interface ScheduledTask {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Event loop turns after each task: enough for a request to be written and a local answer to be read. */
const TURNS_FOR_TRAFFIC = 4;

/**
 * Creates a clock that only `advance` moves.
 * @param startMs Where it starts, in milliseconds since 1970; 28 May 2026, 20:00 UTC when left out.
 */
export function manualClock(startMs: number = Date.UTC(2026, 4, 28, 20)): ManualClock {
  let nowMs = startMs;
  let tasks: readonly ScheduledTask[] = [];
  const remove = (task: ScheduledTask): void => {
    tasks = tasks.filter((other) => other !== task);
  };
  const letTrafficStart = async (): Promise<void> => {
    for (let turn = 0; turn < TURNS_FOR_TRAFFIC; turn += 1) await nextTurn();
  };
  const takeDueBy = (limitMs: number): ScheduledTask | undefined => {
    const earliest = tasks.reduce<ScheduledTask | undefined>(
      (best, task) => (best === undefined || task.dueMs < best.dueMs ? task : best),
      undefined,
    );
    if (earliest === undefined || earliest.dueMs > limitMs) return undefined;
    remove(earliest);
    return earliest;
  };
  return {
    now: () => nowMs,
    schedule: (run, delayMs) => {
      const task = { dueMs: nowMs + Math.max(0, delayMs), run };
      tasks = [...tasks, task];
      return () => remove(task);
    },
    advance: async (ms) => {
      if (!(ms >= 0)) throw new RangeError(`A clock moves forward only, not by ${ms} ms.`);
      const targetMs = nowMs + ms;
      for (let task = takeDueBy(targetMs); task !== undefined; task = takeDueBy(targetMs)) {
        nowMs = Math.max(nowMs, task.dueMs);
        task.run();
        await letTrafficStart();
      }
      nowMs = targetMs;
      await letTrafficStart();
    },
    get pending() {
      return tasks.length;
    },
  };
}

/** Milliseconds since 1970 as the gateway writes dates: `YYYY-MM-DD HH:MM:SS` in UTC (webhook page). */
export function gatewayDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}
