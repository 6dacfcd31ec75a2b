import type { Step } from '../activity/outbound';
import { turnKey } from './event-key';
import type { Choices } from './choices';
import type { Parcel } from './parcel';
import type { SendingTurn } from './sending-turn';

/**
 * The choices of a parcel on its way. They count once their message went out: what expired, or failed, was never
 * seen by anybody, and what is typed afterwards means something else.
 */
export class Offering {
  readonly #parcel: Parcel;
  readonly #turn: SendingTurn;
  readonly #choices: Choices | undefined;
  readonly #key: string;
  /** Where among the steps everything of it has been shown. */
  readonly lastStep: number;
  #earlier: readonly string[] | undefined;
  #over: (() => void) | undefined;
  #isShown = false;

  private constructor(parcel: Parcel, turn: SendingTurn, choices: Choices | undefined) {
    this.#parcel = parcel;
    this.#turn = turn;
    this.#key = turnKey(parcel.address);
    this.lastStep = parcel.plan.steps.findLastIndex((step) => this.concerns(step));
    // Somebody else than the conversation is written to.
    this.#choices = parcel.wishes.recipient === undefined ? choices : undefined;
  }

  /** The offering of a parcel; `undefined` when it changes nothing of what is offered. */
  static of(parcel: Parcel, turn: SendingTurn, choices: Choices | undefined): Offering | undefined {
    return parcel.choices === undefined ? undefined : new Offering(parcel, turn, choices);
  }

  /** Whether a step shows choices, or ends those that were offered before. */
  concerns(step: Step): boolean {
    return this.#parcel.choices?.length === 0 || 'offers' in step;
  }

  /** To be called right before each message of such a step. */
  async begin(): Promise<void> {
    if (this.#choices === undefined || this.#over !== undefined) return;
    this.#over = this.#choices.expect(this.#key);
    if (this.#turn.offer !== undefined || this.#parcel.choices?.length === 0) return;
    const { itemId } = this.#turn;
    const waiting = await this.#choices.waiting(this.#key);
    this.#earlier = itemId === undefined ? waiting : [itemId, ...waiting];
  }

  /** To be called once all of it was shown. */
  async show(): Promise<void> {
    this.#isShown = true;
    const own = this.#parcel.choices ?? [];
    const turn = this.#turn;
    if (this.#choices === undefined) return;
    if (own.length === 0) {
      turn.offer = undefined;
      await this.#choices.forget(this.#key);
      return;
    }
    const { choices = [], earlier = this.#earlier ?? [] } = turn.offer ?? {};
    turn.offer = { choices: [...choices, ...own], earlier };
    await this.#choices.offer(this.#key, turn.offer);
  }

  /** To be called at the end, however it went. */
  end(): void {
    this.#over?.();
    const { without, after } = this.#parcel.numbering;
    // Nobody has seen its numbers, and nobody has counted on from them.
    if (!this.#isShown && this.#turn.numbering === after) this.#turn.numbering = without;
  }
}
