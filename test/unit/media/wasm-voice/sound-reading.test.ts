import assert from 'node:assert/strict';
import { toOpusRate } from '../../../../src/media/wasm-voice/resample';
import { readWav } from '../../../../src/media/wasm-voice/wav';
import { loudness, wavAround, wavOf } from './sounds';

describe('reading a WAV', () => {
  const formats: readonly [number, number, (value: number) => Buffer][] = [
    [1, 8, (value) => Buffer.from([128 + value * 128])],
    [1, 16, (value) => at(2, (bytes) => bytes.writeInt16LE(value * 32_768))],
    [1, 24, (value) => at(3, (bytes) => bytes.writeIntLE(value * 8_388_608, 0, 3))],
    [1, 32, (value) => at(4, (bytes) => bytes.writeInt32LE(value * 2_147_483_648))],
    [3, 32, (value) => at(4, (bytes) => bytes.writeFloatLE(value))],
    [3, 64, (value) => at(8, (bytes) => bytes.writeDoubleLE(value))],
  ];
  function at(size: number, write: (bytes: Buffer) => number): Buffer {
    const bytes = Buffer.alloc(size);
    write(bytes);
    return bytes;
  }

  for (const [code, bits, write] of formats) {
    it(`of format ${code} with ${bits} bits mixes its channels`, () => {
      const data = Buffer.concat([0.5, 0, -0.5, -0.25].map(write));
      const { rate, samples } = readWav(wavAround(data, { code, channels: 2, rate: 8000, bits }), 10);
      assert.equal(rate, 8000);
      assert.deepEqual([...samples], [0.25, -0.375]);
    });
  }

  for (const size of [0xffff_ffff, 0x7fff_f000, 0]) {
    it(`takes a size of ${size}, as of a stream, as up to the end`, () => {
      const wav = wavOf({ hertz: 500, rate: 8000, seconds: 0.1 });
      wav.writeUInt32LE(size, 40);
      assert.equal(readWav(wav, 10).samples.length, 800);
    });
  }

  it('refuses what is compressed, cut off or of no real rate', () => {
    const shape = { code: 1, channels: 1, rate: 8000, bits: 16 };
    const data = Buffer.alloc(16);
    assert.throws(() => readWav(wavAround(data, { ...shape, code: 85 }), 10), /format 85/);
    assert.throws(() => readWav(wavAround(data, { ...shape, channels: 0 }), 10), /integers and floats/);
    assert.throws(() => readWav(wavAround(data, { ...shape, rate: 1 }), 10), /1 samples a second/);
    assert.throws(() => readWav(wavAround(data, shape).subarray(0, 30), 10), /broken/);
    assert.throws(() => readWav(wavAround(data, shape).subarray(0, 36), 10), /no format or no sound/);
  });
});

describe('bringing a sound to 48 kHz', () => {
  it('keeps a tone as loud as it was', () => {
    const sound = toOpusRate(readWav(wavOf({ hertz: 1000, rate: 44_100, seconds: 1 }), 10));
    assert.ok(Math.abs(loudness(sound, 48_000, 1000) - 16_000) < 200);
  });

  it('lets nothing through that 48 kHz cannot hold', () => {
    const sound = toOpusRate(readWav(wavOf({ hertz: 30_000, rate: 96_000, seconds: 1 }), 10));
    assert.ok(loudness(sound, 48_000, 18_000) < 50, 'no mirror of 30 kHz at 18 kHz');
  });
});
