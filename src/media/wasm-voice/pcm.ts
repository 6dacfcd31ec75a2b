/** Sound of one channel, from -1 to 1. */
export interface Pcm {
  /** Samples a second. */
  readonly rate: number;
  readonly samples: Float32Array;
}

/** Samples a second that are taken; the lowest of telephones to the highest of studios. */
const RATES = { lowest: 4000, highest: 192_000 } as const;

/** @throws Error when a sound has a rate that nobody records with, or is longer than allowed. */
export function checkSound(samples: number, rate: number, maximumSeconds: number): void {
  if (!Number.isInteger(rate) || rate < RATES.lowest || rate > RATES.highest) {
    throw new Error(
      `The sound has ${rate} samples a second; ${RATES.lowest} to ${RATES.highest} can be read.`,
    );
  }
  if (samples > maximumSeconds * rate) {
    throw new Error(`The sound is longer than the ${maximumSeconds} seconds that are allowed.`);
  }
}
