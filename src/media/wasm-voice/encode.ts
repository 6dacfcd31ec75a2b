import { decodeMp3, encodeOpus } from './libraries';
import { FRAME_SAMPLES, oggOpus, PRE_SKIP } from './ogg-opus';
import type { Pcm } from './pcm';
import { toOpusRate } from './resample';
import { isWav, readWav } from './wav';

/** How a sound is encoded. */
export interface EncodeRules {
  readonly maximumSeconds: number;
  /** Bits a second. */
  readonly bitrate: number;
}

/**
 * Makes a voice note of a WAV or MP3. It computes all the while, so it is for a thread of its own.
 * @throws Error when it is of another kind, broken, empty or too long, or a package is missing.
 */
export async function encodeVoice(audio: Buffer, mimetype: string, rules: EncodeRules): Promise<Buffer> {
  const samples = toOpusRate(await decode(audio, mimetype, rules.maximumSeconds));
  if (samples.length === 0) throw new Error('The sound is empty.');
  return oggOpus(await encodeOpus(framesOf(samples), rules.bitrate), samples.length);
}

function decode(audio: Buffer, mimetype: string, maximumSeconds: number): Pcm | Promise<Pcm> {
  if (isWav(audio)) return readWav(audio, maximumSeconds);
  if (/^audio\/(?:mpeg|mp3)\b/i.test(mimetype)) return decodeMp3(audio, maximumSeconds);
  throw new Error('Only WAV and MP3 can be made a voice note.');
}

/** Pieces of 20 ms up to where the encoder, which is behind, has given the last sample; silence at the end. */
function* framesOf(samples: Int16Array): Generator<Buffer> {
  for (let at = 0; at < samples.length + PRE_SKIP; at += FRAME_SAMPLES) {
    const frame = Buffer.alloc(FRAME_SAMPLES * 2);
    const end = Math.min(samples.length, at + FRAME_SAMPLES);
    for (let index = at; index < end; index += 1) frame.writeInt16LE(samples[index] ?? 0, (index - at) * 2);
    yield frame;
  }
}
