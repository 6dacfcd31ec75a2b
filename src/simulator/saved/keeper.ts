import type { Gateway } from '../gateway';
import type { SimulatedGroup } from '../group';
import { writeStateFile } from './file';
import { takeState } from './take';

/** The least time between two writes that nobody asked for, in real milliseconds, whatever the simulator's clock. */
const PAUSE_MS = 1000;

/** Keeps a state file up to date: soon after each change, and at the end. */
export class StateKeeper {
  readonly #gateway: Gateway;
  readonly #path: string;
  readonly #groups: () => readonly SimulatedGroup[];
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(gateway: Gateway, path: string, groups: () => readonly SimulatedGroup[]) {
    this.#gateway = gateway;
    this.#path = path;
    this.#groups = groups;
    this.#stopListening = gateway.changes.listen(() => this.#saveSoon());
  }

  /** Writes now, after what is being written. @throws (as a rejection) the system's error. */
  save(): Promise<void> {
    const state = takeState(this.#gateway, this.#groups());
    const write = (): Promise<void> => writeStateFile(this.#path, state);
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  /** Listens to no changes any more. What is being written is finished. */
  stop(): void {
    this.#stopListening();
    clearTimeout(this.#timer);
  }

  #saveSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // A write that fails is told by `save` and `close`; this one is made again after the next change.
      this.save().catch(() => undefined);
    }, PAUSE_MS).unref();
  }
}
