import type { Pcm } from './pcm';
import { checkSound } from './pcm';

/** What is used of opusscript. */
interface Encoder {
  setBitrate(bitsPerSecond: number): void;
  encode(pcm: Buffer, samples: number): Buffer;
  delete(): void;
}

/** What is used of mpg123-decoder. */
interface Decoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): {
    readonly channelData: readonly Float32Array[];
    readonly samplesDecoded: number;
    readonly sampleRate: number;
  };
  free(): void;
}

const VOICE = 2048;
/** Bytes of MP3 that are decoded at once, so that a file that unpacks to hours is noticed early. */
const PIECE = 65_536;

/**
 * Encodes samples of 16 bits at 48 kHz into packets of Opus.
 * @param frames where each packet starts and ends; all of the same number of samples.
 * @throws Error when opusscript is missing.
 */
export async function encodeOpus(frames: Iterable<Buffer>, bitrate: number): Promise<Buffer[]> {
  const { default: OpusScript } = (await load('opusscript')) as {
    readonly default: new (rate: number, channels: number, application: number) => Encoder;
  };
  const encoder = new OpusScript(48_000, 1, VOICE);
  try {
    encoder.setBitrate(bitrate);
    const packets: Buffer[] = [];
    for (const frame of frames) packets.push(encoder.encode(frame, frame.length / 2));
    return packets;
  } finally {
    encoder.delete();
  }
}

/** Decodes an MP3, its channels mixed to one. @throws Error when mpg123-decoder is missing, or it is none or too long. */
export async function decodeMp3(bytes: Buffer, maximumSeconds: number): Promise<Pcm> {
  const { MPEGDecoder } = (await load('mpg123-decoder')) as { readonly MPEGDecoder: new () => Decoder };
  const decoder = new MPEGDecoder();
  await decoder.ready;
  try {
    const pieces: Float32Array[] = [];
    let rate = 0;
    let length = 0;
    for (let at = 0; at < bytes.length; at += PIECE) {
      const { channelData, samplesDecoded, sampleRate } = decoder.decode(bytes.subarray(at, at + PIECE));
      if (samplesDecoded === 0) continue;
      if (rate !== 0 && rate !== sampleRate) throw new Error('The MP3 changes its rate on the way.');
      rate = sampleRate;
      length += samplesDecoded;
      checkSound(length, rate, maximumSeconds);
      pieces.push(mixed(channelData, samplesDecoded));
    }
    if (length === 0) throw new Error('The file has no MP3 sound in it.');
    const samples = new Float32Array(length);
    let filled = 0;
    for (const piece of pieces) {
      samples.set(piece, filled);
      filled += piece.length;
    }
    return { rate, samples };
  } finally {
    decoder.free();
  }
}

function mixed(channels: readonly Float32Array[], length: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, index) => channels.reduce((sum, channel) => sum + (channel[index] ?? 0), 0) / channels.length,
  );
}

/** As a parameter, so that the compiler of a user does not look for it. */
async function load(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch (error) {
    throw new Error(`wasmVoiceTranscoder needs the package ${name}: run \`npm install ${name}\`.`, {
      cause: error,
    });
  }
}
