import type { TurnRunner } from './intake';
import type { TurnRecord } from './turn-record';

/** The turn of one webhook, as far as its acknowledgement has to know of it. */
export class WebhookTurn {
  readonly #closing: AbortSignal;
  #record: TurnRecord | undefined;
  readonly run: TurnRunner;

  /** @param closing aborted when nothing that a turn sends goes out any more. */
  constructor(run: TurnRunner, closing: AbortSignal) {
    this.#closing = closing;
    this.run = (activity, turn) => {
      this.#record = turn.record;
      return run(activity, turn);
    };
  }

  /** Whether its event may be acknowledged before it ends: not when it has said nothing, and never will. */
  get mayBeAcknowledged(): boolean {
    return !this.#closing.aborted || this.#record?.hasSpoken === true;
  }
}
