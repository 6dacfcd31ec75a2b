import type { SendingTurn } from '../channel/sending-turn';

/** A failure that the SDK has kept to itself: the turn ended well, but nobody has handled it. */
export interface SwallowedFailure {
  readonly error: Error;
}

type Outcome = SwallowedFailure | undefined;

/** A turn that is going on, and those that were started from inside it. */
interface OuterTurn {
  readonly conversationId: string;
  readonly turn: SendingTurn | undefined;
  readonly inner: Promise<Outcome>[];
}

/**
 * Turns that a bot starts in the conversation of the turn that it is in: `longRunningMessages` and
 * `sendProactiveActivity` do so. They are known by the identity object of the outer turn, which the SDK hands on.
 *
 * Such a turn runs at once, because the outer one may wait for it; and the outer one counts as ended only when it has
 * ended too, because `longRunningMessages` does not wait, and the next message must not run beside it.
 */
export class InnerTurns {
  readonly #running = new WeakMap<object, OuterTurn>();

  /**
   * Runs a turn under an identity object of its own, and then waits for what was started from inside it.
   * @returns what the SDK has swallowed of it, or of what was started from inside it.
   */
  async run(
    identity: object,
    conversationId: string,
    turn: SendingTurn | undefined,
    work: () => Promise<Outcome> | Promise<void>,
  ): Promise<Outcome> {
    const outer: OuterTurn = { conversationId, turn, inner: [] };
    this.#running.set(identity, outer);
    let swallowed: Outcome;
    try {
      swallowed = (await work()) ?? undefined;
    } finally {
      while (outer.inner.length > 0) {
        const ended = await Promise.allSettled(outer.inner.splice(0));
        for (const end of ended) if (end.status === 'fulfilled') swallowed ??= end.value;
      }
      this.#running.delete(identity);
    }
    return swallowed;
  }

  /**
   * Runs a turn inside the one that goes on under this identity, if there is one in this conversation.
   * @param work is given what the outer turn sends with, if an event started it.
   * @returns `undefined` when there is none.
   */
  start(
    identity: object,
    conversationId: string,
    work: (turn: SendingTurn | undefined) => Promise<Outcome>,
  ): Promise<Outcome> | undefined {
    const outer = this.#running.get(identity);
    if (outer?.conversationId !== conversationId) return undefined;
    const inner = work(outer.turn);
    outer.inner.push(inner);
    return inner;
  }
}
