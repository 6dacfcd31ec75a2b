import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A second of 440 Hz at 44.1 kHz, 32 kbit/s, made with `lame -b 32` of a computed sine. */
export const MP3_440 = readFileSync(join(__dirname, '..', '..', '..', 'fixtures', 'tone-440.mp3'));

/** A sine, the same in each channel. */
export interface Tone {
  readonly hertz: number;
  readonly rate: number;
  readonly seconds: number;
  readonly channels?: number;
}

/** A WAV of 16 bits with a tone at half the loudness. */
export function wavOf({ hertz, rate, seconds, channels = 1 }: Tone): Buffer {
  const length = Math.round(rate * seconds);
  const data = Buffer.alloc(length * channels * 2);
  for (let index = 0; index < length; index += 1) {
    const value = Math.round(16_000 * Math.sin((2 * Math.PI * hertz * index) / rate));
    for (let channel = 0; channel < channels; channel += 1)
      data.writeInt16LE(value, (index * channels + channel) * 2);
  }
  return wavAround(data, { code: 1, channels, rate, bits: 16 });
}

/** The head of a WAV before its sound. */
export function wavAround(
  data: Buffer,
  {
    code,
    channels,
    rate,
    bits,
  }: {
    readonly code: number;
    readonly channels: number;
    readonly rate: number;
    readonly bits: number;
  },
): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(code, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE((rate * channels * bits) / 8, 28);
  head.writeUInt16LE((channels * bits) / 8, 32);
  head.writeUInt16LE(bits, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** How loud a frequency is in a sound (Goertzel), 1 for a sine of full loudness. */
export function loudness(samples: ArrayLike<number>, rate: number, hertz: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let before = 0;
  let previous = 0;
  for (const sample of Array.from(samples)) {
    const next = sample + factor * previous - before;
    before = previous;
    previous = next;
  }
  const power = previous * previous + before * before - factor * previous * before;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}

/** The loudest of frequencies from 100 to 4000 Hz, in steps of 20. */
export function dominantHertz(samples: ArrayLike<number>, rate: number): number {
  let best = { hertz: 0, loud: -1 };
  for (let hertz = 100; hertz <= 4000; hertz += 20) {
    const loud = loudness(samples, rate, hertz);
    if (loud > best.loud) best = { hertz, loud };
  }
  return best.hertz;
}
