import { AsyncLocalStorage } from 'node:async_hooks';
import type { Inbox } from '../inbox/inbox';

/** Told when a turn starts a proactive one, which may say what is in no record of the first. */
interface Watcher {
  noteInnerTurn(): void;
}

/** A running turn: it holds its conversation until it ends. */
interface Hold {
  readonly key: string;
  /** The turn that this one was started from and that waits for it. */
  readonly outer: Hold | undefined;
  /** Conversations that something in this turn waits for, each as often as it is waited for. */
  readonly waitingFor: string[];
  readonly watcher: Watcher | undefined;
  /** Whether code that runs in this turn can be recognised. */
  readonly tracked: boolean;
  ended: boolean;
}

/**
 * How long a proactive turn waits for a turn that cannot be recognised, in milliseconds. It concerns the turns that
 * were running when the process started its first proactive turn: one of them may be the one that asks.
 */
const PATIENCE_MS = 5000;

/**
 * One turn at a time per conversation, whatever started it. A turn that starts another one in a conversation which
 * it holds itself, or which waits for it, would wait for ever: such a turn is run at once, as a part of the first.
 *
 * Recognising whether code runs inside a turn costs every turn a tenth of its CPU on Node 20 and 22
 * (AsyncLocalStorage hooks every promise there), so it begins with the first proactive turn of the process.
 */
export class Turns {
  readonly #inbox: Inbox;
  readonly #current = new AsyncLocalStorage<Hold>();
  readonly #holds = new Map<string, Hold>();
  readonly #onReentry: (key: string) => void;
  #tracking = false;
  /** Turns that were running when that began. */
  #unrecognised: readonly Hold[] = [];

  /** @param onReentry told when a turn runs inside another one instead of after it. */
  constructor(inbox: Inbox, onReentry: (key: string) => void) {
    this.#inbox = inbox;
    this.#onReentry = onReentry;
  }

  /** Runs a turn that the inbox has given its place already. */
  hold<Result>(key: string, turn: () => Promise<Result>, watcher?: Watcher): Promise<Result> {
    return this.#enter(key, undefined, turn, watcher);
  }

  /** Runs a proactive turn when it is the conversation's turn, or at once when waiting would never end. */
  async run<Result>(key: string, turn: () => Promise<Result>): Promise<Result> {
    this.#track();
    const outer = this.#runningHold();
    if (outer !== undefined) noteInnerTurn(outer);
    // Any of these may be the one that asks.
    if (outer === undefined) for (const hold of this.#unrecognised) hold.watcher?.noteInnerTurn();
    if (outer !== undefined && this.#waitsFor(key, outer)) {
      this.#onReentry(key);
      return turn();
    }
    outer?.waitingFor.push(key);
    try {
      const holder = this.#holds.get(key);
      if (holder?.tracked === false) return await this.#runPatiently(key, holder, outer, turn);
      return await this.#inbox.run(key, () => this.#enter(key, outer, turn));
    } finally {
      outer?.waitingFor.splice(outer.waitingFor.indexOf(key), 1);
    }
  }

  /**
   * Runs a turn with what another bot, such as a skill, answers. It comes by a request of its own, so it cannot be
   * told which turn has asked; the one that holds the conversation probably has, and waits: the answer is run at once,
   * as a part of it. Should it be held in another process, the answer waits for it, but not for ever.
   */
  runAnswer<Result>(key: string, turn: () => Promise<Result>): Promise<Result> {
    this.#track();
    const asking = this.#holds.get(key);
    if (asking === undefined) return this.#runPatiently(key, undefined, undefined, turn);
    noteInnerTurn(asking);
    return this.#current.run(asking, turn);
  }

  #track(): void {
    const candidates = this.#tracking ? this.#unrecognised : [...this.#holds.values()];
    this.#tracking = true;
    this.#unrecognised = candidates.filter(({ ended }) => !ended);
  }

  /**
   * Waits for the conversation, but not for ever: the turn that holds it may be the one that waits for us.
   * @param holder that turn; left out when another process has it.
   */
  #runPatiently<Result>(
    key: string,
    holder: Hold | undefined,
    outer: Hold | undefined,
    turn: () => Promise<Result>,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      let begun = false;
      const begin = async (enter: () => Promise<Result>): Promise<void> => {
        if (begun) return;
        begun = true;
        clearTimeout(patience);
        await Promise.resolve().then(enter).then(resolve, reject);
      };
      const patience = setTimeout(() => {
        // It waits for nobody any more; its conversation is free once what it has begun to send has gone out.
        if (holder?.ended === true) return;
        this.#onReentry(key);
        void begin(turn);
      }, PATIENCE_MS);
      const placed = this.#inbox.run(key, () => begin(() => this.#enter(key, outer, turn)));
      // Refused: the caller is told why, and nothing may run later.
      placed.catch(() => begin(() => placed as Promise<never>));
    });
  }

  async #enter<Result>(
    key: string,
    outer: Hold | undefined,
    turn: () => Promise<Result>,
    watcher?: Watcher,
  ): Promise<Result> {
    const tracked = this.#tracking;
    const hold: Hold = { key, outer, waitingFor: [], watcher, tracked, ended: false };
    this.#holds.set(key, hold);
    try {
      return await (tracked ? this.#current.run(hold, turn) : turn());
    } finally {
      hold.ended = true;
      // Of a turn that was given away, another run may hold it by now.
      if (this.#holds.get(key) === hold) this.#holds.delete(key);
    }
  }

  /** The innermost turn that this code runs in and that is still going on; work left behind by an ended one is in none. */
  #runningHold(): Hold | undefined {
    let hold = this.#current.getStore();
    while (hold?.ended === true) hold = hold.outer;
    return hold;
  }

  /** Whether the conversation's present turn ends only after one of the turns that we are in. */
  #waitsFor(key: string, asking: Hold): boolean {
    const ours = new Set<Hold>();
    for (let hold: Hold | undefined = asking; hold !== undefined; hold = hold.outer) ours.add(hold);
    const seen = new Set<string>();
    const open = [key];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const owner = this.#holds.get(next);
      if (owner === undefined || seen.has(next)) continue;
      if (ours.has(owner)) return true;
      seen.add(next);
      open.push(...owner.waitingFor);
    }
    return false;
  }
}

/** Tells a turn, and those that wait for it, that something is said within it. */
function noteInnerTurn(innermost: Hold): void {
  for (let hold: Hold | undefined = innermost; hold !== undefined; hold = hold.outer) {
    hold.watcher?.noteInnerTurn();
  }
}
