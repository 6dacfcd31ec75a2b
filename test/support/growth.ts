/** How often a time is taken before it counts as too long: other programs hold a run up at times. */
const ATTEMPTS = 6;
/** What takes less counts as so much: too little to be told from the pauses of the engine. */
const LEAST_MS = 4;
const SMALL = 12_000;
const TIMES = 8;

/**
 * How much longer eight times the text takes, in the same run: about 8 where time grows with the text, about 64 where
 * it grows with its square. The shortest of several runs counts; stops as soon as that is below `enough`.
 *
 * @param make gives a text of about so many characters.
 */
export function growthOf(
  make: (length: number) => string,
  work: (text: string) => unknown,
  enough: number,
): number {
  const [small, large] = [make(SMALL), make(SMALL * TIMES)];
  // The first runs are slow, until the engine knows the code.
  for (let run = 0; run < 3; run += 1) work(small);
  let [shortest, longest] = [Infinity, Infinity];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    shortest = Math.min(
      shortest,
      timeOf(() => work(small)),
    );
    longest = Math.min(
      longest,
      timeOf(() => work(large)),
    );
    if (longest < shortest * enough) break;
  }
  return longest / shortest;
}

function timeOf(work: () => unknown): number {
  const start = performance.now();
  work();
  return Math.max(performance.now() - start, LEAST_MS);
}
