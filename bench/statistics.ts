/** Above this share of a core used by other programs a window counts as disturbed. */
const DISTURBED = 0.1;

/** The middle value, or the mean of the two middle ones. NaN for no values. */
export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** So many times longer than at the best of the run may the same work take; above, the machine itself was slowed down. */
const SLOWED = 1.15;

/** What tells whether a window was disturbed. */
interface Window {
  readonly load: { readonly others: number };
  readonly slowdown: number;
}

/**
 * Whether nothing else disturbed the machine meanwhile: no other program, and not its host, which takes from a virtual
 * machine without a trace. Without /proc nobody knows of programs, and nothing is thrown away for them.
 */
export function isClean({ load, slowdown }: Window): boolean {
  return !(load.others > DISTURBED) && !(slowdown > SLOWED);
}

/** Says of each sample how much slower the machine was than at its best, over all rows and rounds. */
export function withSlowdown<Sample extends { readonly paceMicroseconds: number }>(
  rows: readonly (readonly (Sample | undefined)[])[],
): ((Sample & { readonly slowdown: number }) | undefined)[][] {
  const paces = rows
    .flat()
    .map((sample) => sample?.paceMicroseconds ?? NaN)
    .filter((pace) => !Number.isNaN(pace));
  const best = Math.min(...paces);
  return rows.map((samples) =>
    samples.map((sample) => sample && { ...sample, slowdown: sample.paceMicroseconds / best }),
  );
}

/** The clean ones if they are at least half, otherwise all: a median of one or two lucky rounds would mislead. */
export function preferClean<T>(items: readonly T[], clean: (item: T) => boolean): readonly T[] {
  const undisturbed = items.filter(clean);
  return undisturbed.length * 2 >= items.length ? undisturbed : items;
}

/** Pairs up what two rows measured in the same round; rounds in which one of them failed are left out. */
export function pairByRound<T>(
  ours: readonly (T | undefined)[],
  theirs: readonly (T | undefined)[],
): readonly (readonly [T, T])[] {
  return ours.flatMap((mine, round) => {
    const other = theirs[round];
    return mine === undefined || other === undefined ? [] : [[mine, other] as const];
  });
}

/** Every row gets every place in the order once in so many rounds as there are rows. */
export function rotate<T>(items: readonly T[], by: number): readonly T[] {
  const start = items.length === 0 ? 0 : by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
