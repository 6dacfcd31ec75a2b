/** The most values of one card that are looked at. What channels with cards take is far below. */
export const MOST_VALUES = 20_000;

/** How much of a card may still be looked at: a bot's mistake must not become thousands of messages. */
export class Allowance {
  #left = MOST_VALUES;

  /** Whether more was wanted than there was. */
  get isSpent(): boolean {
    return this.#left < 0;
  }

  /** Takes one value; false when there is nothing left. */
  take(): boolean {
    this.#left -= 1;
    return !this.isSpent;
  }
}

interface Leave {
  readonly leave: object;
}

/**
 * Looks at a value and at everything in it, in its order and however deep it is. A value that holds itself is not
 * gone into again.
 *
 * @param childrenOf is called with each value, and tells which of those in it to go on with.
 */
export function walk(
  root: unknown,
  childrenOf: (value: unknown) => readonly unknown[],
  allowance = new Allowance(),
): void {
  const path = new Set<unknown>();
  const pending: ({ readonly value: unknown } | Leave)[] = [{ value: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('leave' in next) {
      path.delete(next.leave);
      continue;
    }
    const { value } = next;
    if (path.has(value)) continue;
    if (!allowance.take()) return;
    const children = childrenOf(value);
    if (children.length === 0 || typeof value !== 'object' || value === null) continue;
    path.add(value);
    pending.push({ leave: value });
    for (const child of children.toReversed()) pending.push({ value: child });
  }
}
