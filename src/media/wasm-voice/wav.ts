import { checkSound, type Pcm } from './pcm';

const INTEGERS = 1;
const FLOATS = 3;
/** The real format then stands further behind. */
const EXTENSIBLE = 0xfffe;

interface Format {
  readonly code: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/** Whether a file is a WAV, by its bytes. */
export function isWav(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE';
}

/**
 * Reads a WAV of integers of 8, 16, 24 or 32 bits or of floats of 32 or 64 bits, its channels mixed to one.
 * A size of the sound that goes beyond the end or is 0, as programs write that stream it, means: up to the end.
 *
 * @throws Error when it is of another format, broken, or longer than allowed.
 */
export function readWav(bytes: Buffer, maximumSeconds: number): Pcm {
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const isOpen = id === 'data' && size === 0;
    const body = bytes.subarray(at + 8, isOpen ? undefined : at + 8 + size);
    if (id === 'fmt ') format = readFormat(body);
    if (id === 'data') {
      if (format === undefined) break;
      return mix(body, format, maximumSeconds);
    }
    at += 8 + size + (size % 2);
  }
  throw new Error('The WAV file is broken: it has no format or no sound.');
}

function readFormat(body: Buffer): Format {
  if (body.length < 16) throw new Error('The WAV file is broken: its format is cut off.');
  const code = body.readUInt16LE(0);
  return {
    code: code === EXTENSIBLE && body.length >= 26 ? body.readUInt16LE(24) : code,
    channels: body.readUInt16LE(2),
    rate: body.readUInt32LE(4),
    bits: body.readUInt16LE(14),
  };
}

function mix(body: Buffer, format: Format, maximumSeconds: number): Pcm {
  const { channels, rate, bits } = format;
  const read = readerOf(format);
  if (read === undefined || channels === 0) {
    throw new Error(
      `The WAV file has format ${format.code} with ${bits} bits; integers and floats can be read.`,
    );
  }
  const width = bits / 8;
  const length = Math.floor(body.length / (width * channels));
  checkSound(length, rate, maximumSeconds);
  const samples = new Float32Array(length);
  for (let index = 0, at = 0; index < length; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1, at += width) sum += read(body, at);
    samples[index] = sum / channels;
  }
  return { rate, samples };
}

function readerOf({ code, bits }: Format): ((bytes: Buffer, at: number) => number) | undefined {
  switch (code === FLOATS ? `float ${bits}` : code === INTEGERS ? `integer ${bits}` : '') {
    case 'integer 8':
      return (bytes, at) => (bytes.readUInt8(at) - 128) / 128;
    case 'integer 16':
      return (bytes, at) => bytes.readInt16LE(at) / 32_768;
    case 'integer 24':
      return (bytes, at) => bytes.readIntLE(at, 3) / 8_388_608;
    case 'integer 32':
      return (bytes, at) => bytes.readInt32LE(at) / 2_147_483_648;
    case 'float 32':
      return (bytes, at) => bytes.readFloatLE(at);
    case 'float 64':
      return (bytes, at) => bytes.readDoubleLE(at);
    default:
      return undefined;
  }
}
