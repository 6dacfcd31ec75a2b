import type { Pcm } from './pcm';

/** Samples a second in Opus. */
const OPUS_RATE = 48_000;

/** Zero crossings of the window on each side: the more, the steeper the edge of what is let through. */
const CROSSINGS = 16;

/** How much of the band is let through; the rest is for the edge. */
const PASS = 0.92;

/**
 * Brings a sound to 48,000 samples a second of 16 bits, by a windowed sinc (Hann) whose weights are computed once
 * for each position between two samples. What a lower rate cannot hold is filtered out beforehand.
 */
export function toOpusRate({ rate, samples }: Pcm): Int16Array {
  if (rate === OPUS_RATE) return Int16Array.from(samples, toInteger);
  const divisor = greatestDivisor(rate, OPUS_RATE);
  const phases = OPUS_RATE / divisor;
  const stride = rate / divisor;
  const kernel = kernelOf(phases, rate);
  const result = new Int16Array(Math.floor((samples.length * OPUS_RATE) / rate));
  for (let index = 0; index < result.length; index += 1) {
    const position = index * stride;
    const weights = (position % phases) * kernel.taps;
    const first = Math.floor(position / phases) - kernel.reach + 1;
    const from = Math.max(0, -first);
    const to = Math.min(kernel.taps, samples.length - first);
    let sum = 0;
    for (let tap = from; tap < to; tap += 1) {
      sum += (samples[first + tap] ?? 0) * (kernel.weights[weights + tap] ?? 0);
    }
    result[index] = toInteger(sum);
  }
  return result;
}

interface Kernel {
  /** Samples on each side that count. */
  readonly reach: number;
  readonly taps: number;
  /** The weights of one phase after those of another. */
  readonly weights: Float32Array;
}

function kernelOf(phases: number, rate: number): Kernel {
  const cutoff = PASS * Math.min(1, OPUS_RATE / rate);
  const reach = Math.ceil(CROSSINGS / cutoff);
  const taps = 2 * reach;
  const weights = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase += 1) {
    const row = weights.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = tap - reach + 1 - phase / phases;
      const weight = sinc(distance * cutoff) * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach));
      row[tap] = weight;
      sum += weight;
    }
    // Each phase has to let a constant through as it is; otherwise the phases would be heard as a tone.
    for (let tap = 0; tap < taps; tap += 1) row[tap] = (row[tap] ?? 0) / sum;
  }
  return { reach, taps, weights };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function toInteger(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))) || 0;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
