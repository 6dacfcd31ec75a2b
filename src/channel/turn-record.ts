import {
  mayHaveArrived,
  type SendIntent,
  type SendJournal,
  type SendOutcome,
  type SentRecord,
} from '../inbox/journal';
import { refusalOf } from './send-errors';

/**
 * Where a turn's `AbortSignal` is: `context.turnState.get(TurnSignalKey)`. It is aborted when the adapter closes and
 * its grace is over, or when the turn was given to another process. What the turn sends then is refused with
 * `TurnCutOffError`, because the turn may be run again elsewhere.
 */
export const TurnSignalKey = Symbol.for('botbuilder-adapter-whatsgate.turn-signal');

/** A send that has begun. */
export interface OpenSend {
  readonly ordinal: number;
  readonly intent: SendIntent;
  outcome?: SendOutcome | undefined;
  /** Set with a durable inbox: settles when the send is written down. Only then may it go out. */
  written: Promise<void> | undefined;
}

/** What the turn of one item has sent so far. With a durable inbox it is written down as well, before and after. */
export class TurnRecord {
  readonly #itemId: string;
  readonly #journal: SendJournal | undefined;
  readonly #earlier: readonly SentRecord[];
  readonly #firstOrdinal: number;
  #sends: OpenSend[] | undefined;
  /** Sends whose note failed: the store may hold it all the same. */
  #unwritten: OpenSend[] | undefined;
  #hasSpokenElsewhere = false;
  /** Calls to send something that have not ended. */
  #calls = 0;
  #whenIdle: (() => void)[] | undefined;
  #heldBack: { readonly reason: unknown } | undefined;

  /** @param earlier what runs of the same item had sent before, in order. */
  constructor(itemId: string, journal: SendJournal | undefined, earlier: readonly SentRecord[] = []) {
    this.#itemId = itemId;
    this.#journal = journal;
    this.#earlier = earlier;
    this.#firstOrdinal = (earlier.at(-1)?.ordinal ?? -1) + 1;
  }

  /** Everything that was begun, earlier runs included. */
  get sent(): readonly SentRecord[] {
    const sends = this.#sends ?? [];
    return [
      ...this.#earlier,
      ...sends.map(({ ordinal, intent, outcome }) => ({ ordinal, intent, ...(outcome && { outcome }) })),
    ];
  }

  /**
   * Why a send was not let out, if one was not, or why the store failed the turn: it has not said all that it wanted
   * to, whatever it says.
   */
  get heldBack(): { readonly reason: unknown } | undefined {
    return this.#heldBack;
  }

  /** Whether somebody may have got something of the turn: to run it again would say that twice. */
  get hasSpoken(): boolean {
    return this.#hasSpokenElsewhere || this.sent.some(mayHaveArrived);
  }

  /** Notes that the turn has started a proactive one, whose sends are not in this record. */
  noteInnerTurn(): void {
    this.#hasSpokenElsewhere = true;
  }

  /** Notes that the turn calls to send something. What it sends may wait long before it begins. */
  callBegins(): void {
    this.#calls += 1;
  }

  /** Notes that such a call has ended. */
  callEnds(): void {
    this.#calls -= 1;
    if (this.#calls > 0 || this.#whenIdle === undefined) return;
    for (const resolve of this.#whenIdle) resolve();
    this.#whenIdle = undefined;
  }

  /** Resolves when all that the turn has called to send has ended; `undefined` when it has. */
  idle(): Promise<void> | undefined {
    if (this.#calls === 0) return undefined;
    return new Promise((resolve) => (this.#whenIdle ??= []).push(resolve));
  }

  /**
   * Notes that a send begins. Wait for `written`, if there is one, before it goes out. After a send that could not be
   * written down none is let out any more: the turn is to run again, and could not, had it sent something.
   */
  begin(intent: SendIntent): OpenSend {
    const send = this.#add(intent);
    const [unwritten] = this.#unwritten ?? [];
    if (unwritten !== undefined) {
      send.outcome = unwritten.outcome;
      send.written = unwritten.written;
    } else {
      send.written = this.#journal?.begin(this.#itemId, send.ordinal, intent).catch((error: unknown) => {
        (this.#unwritten ??= []).push(send);
        this.holdBack(send, error);
        throw error;
      });
    }
    return send;
  }

  /** Notes how it ended. What cannot be written counts as unknown after a crash, which is on the safe side. */
  end(send: OpenSend, outcome: SendOutcome): void {
    send.outcome = outcome;
    this.#journal?.end(this.#itemId, send.ordinal, outcome).catch(() => undefined);
  }

  /**
   * Notes that a send is not let out. Nothing is written: if the turn was given to another process, the place in the
   * journal may be that one's by now. Left without an end there it counts as unknown, which is on the safe side.
   * @param send what has begun, or what would have.
   */
  holdBack(send: OpenSend | SendIntent, reason: unknown): void {
    const open = 'ordinal' in send ? send : this.#add(send);
    open.outcome = refusalOf(reason);
    this.#heldBack ??= { reason };
  }

  /** Notes that a send was given up before it could begin, because the turn was cut off. */
  giveUp(reason: unknown): void {
    this.#heldBack ??= { reason };
  }

  /** Notes that the turn ended because it could not use the store of the inbox. Nothing without a durable one. */
  holdBackTurn(reason: unknown): void {
    if (this.#journal !== undefined) this.#heldBack ??= { reason };
  }

  /**
   * Writes down that the sends whose note failed were refused: the note may be in the store although it failed.
   * That it can be written, or read where there is nothing to write, shows that the store works again.
   */
  async writeRefusals(): Promise<void> {
    if (this.#unwritten === undefined) await this.#journal?.of(this.#itemId);
    for (const { ordinal, intent, outcome } of this.#unwritten ?? []) {
      // Without its text: that may be why it could not be written.
      await this.#journal?.begin(this.#itemId, ordinal, { ...intent, text: undefined });
      if (outcome !== undefined) await this.#journal?.end(this.#itemId, ordinal, outcome);
    }
  }

  #add(intent: SendIntent): OpenSend {
    this.#sends ??= [];
    const ordinal = this.#firstOrdinal + this.#sends.length;
    const send: OpenSend = { ordinal, intent, written: undefined };
    this.#sends.push(send);
    return send;
  }
}
