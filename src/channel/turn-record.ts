import type { SendIntent, SendJournal, SendOutcome, SentRecord } from '../inbox/journal';

/**
 * Where a turn's `AbortSignal` is: `context.turnState.get(TurnSignalKey)`. It is aborted when the adapter closes and
 * its grace is over, or when the turn was given to another process. A turn that goes on then may be run twice.
 */
export const TurnSignalKey = Symbol.for('botbuilder-adapter-whatsgate.turn-signal');

/** A send that has begun. */
export interface OpenSend {
  readonly ordinal: number;
  readonly intent: SendIntent;
  outcome?: SendOutcome;
  /** Set with a durable inbox: settles when the send is written down. Only then may it go out. */
  readonly written: Promise<void> | undefined;
}

/** What the turn of one item has sent so far. With a durable inbox it is written down as well, before and after. */
export class TurnRecord {
  readonly #itemId: string;
  readonly #journal: SendJournal | undefined;
  readonly #earlier: readonly SentRecord[];
  #sends: OpenSend[] | undefined;

  /** @param earlier what runs of the same item had sent before. */
  constructor(itemId: string, journal: SendJournal | undefined, earlier: readonly SentRecord[] = []) {
    this.#itemId = itemId;
    this.#journal = journal;
    this.#earlier = earlier;
  }

  /** Everything that was begun, earlier runs included. */
  get sent(): readonly SentRecord[] {
    const sends = this.#sends ?? [];
    return [
      ...this.#earlier,
      ...sends.map(({ ordinal, intent, outcome }) => ({ ordinal, intent, ...(outcome && { outcome }) })),
    ];
  }

  /** Notes that a send begins. Wait for `written`, if there is one, before it goes out. */
  begin(intent: SendIntent): OpenSend {
    this.#sends ??= [];
    const ordinal = this.#earlier.length + this.#sends.length;
    const written = this.#journal?.begin(this.#itemId, ordinal, intent);
    const send: OpenSend = { ordinal, intent, written };
    this.#sends.push(send);
    return send;
  }

  /** Notes how it ended. What cannot be written counts as unknown after a crash, which is on the safe side. */
  end(send: OpenSend, outcome: SendOutcome): void {
    send.outcome = outcome;
    this.#journal?.end(this.#itemId, send.ordinal, outcome).catch(() => undefined);
  }
}
