import assert from 'node:assert/strict';
import { isOggOpus } from '../../../../src/media/ogg';
import { wasmVoiceTranscoder, type WasmVoiceOptions } from '../../../../src/media/wasm-voice/transcoder';
import type { VoiceTranscoder } from '../../../../src/media/voice';
import { play, readPages } from './ogg-reader';
import { dominantHertz, MP3_440, wavOf } from './sounds';

describe('the transcoder in WebAssembly', function () {
  this.timeout(30_000);
  let transcoder: VoiceTranscoder;
  afterEach(() => transcoder.close?.());

  const never = new AbortController().signal;
  function start(options: WasmVoiceOptions = {}): void {
    transcoder = wasmVoiceTranscoder(options);
  }
  async function voiceOf(audio: Buffer, mimetype = 'audio/wav'): Promise<Buffer> {
    return Buffer.from(await transcoder(audio, mimetype, never));
  }

  for (const rate of [8000, 22_050, 44_100, 48_000, 96_000]) {
    it(`makes a voice note of a WAV of ${rate} Hz: as long, and of the same tone`, async () => {
      start();
      const ogg = await voiceOf(wavOf({ hertz: 1000, rate, seconds: 1.52, channels: 2 }));
      assert.ok(isOggOpus(ogg));
      const sound = play(ogg);
      assert.equal(sound.length, 72_960);
      assert.equal(dominantHertz(sound, 48_000), 1000);
    });
  }

  it('makes a voice note of an MP3, of the same tone', async () => {
    start();
    const sound = play(await voiceOf(MP3_440, 'audio/mpeg'));
    assert.ok(Math.abs(sound.length - 48_000) < 4000, `${sound.length} samples`);
    assert.equal(dominantHertz(sound, 48_000), 440);
  });

  it('takes a bound that is undefined as left out', async () => {
    const none = { maximumBytes: undefined, timeoutMs: undefined, bitrate: undefined };
    start(none as unknown as WasmVoiceOptions);
    assert.ok(isOggOpus(await voiceOf(wavOf({ hertz: 1000, rate: 8000, seconds: 0.1 }))));
  });

  it('loses nothing of the beginning', async () => {
    start();
    const sound = play(await voiceOf(wavOf({ hertz: 500, rate: 48_000, seconds: 0.5 })));
    assert.ok(Math.max(...sound.subarray(0, 480)) > 8000, 'the first 10 ms are heard');
  });

  it('writes pages of a second at most, numbered, with the positions of their ends', async () => {
    start();
    const pages = readPages(await voiceOf(wavOf({ hertz: 500, rate: 48_000, seconds: 2.5 })));
    assert.deepEqual(
      pages.map(({ number, flags, packets }) => [number, flags, packets.length]),
      [
        [0, 2, 1],
        [1, 0, 1],
        [2, 0, 50],
        [3, 0, 50],
        [4, 4, 26],
      ],
    );
    assert.deepEqual(
      pages.map(({ position }) => position),
      [0, 0, 48_000, 96_000, 120_312],
    );
  });

  it('refuses what is neither WAV nor MP3', async () => {
    start();
    await assert.rejects(voiceOf(Buffer.from('ftypM4A '), 'audio/mp4'), /Only WAV and MP3/);
    await assert.rejects(voiceOf(Buffer.alloc(5000, 7), 'audio/mpeg'), /no MP3 sound/);
  });

  it('goes on after a refusal, and does one after another', async () => {
    start();
    const results = await Promise.allSettled([
      voiceOf(wavOf({ hertz: 600, rate: 16_000, seconds: 0.2 })),
      voiceOf(Buffer.from('x')),
      voiceOf(wavOf({ hertz: 1200, rate: 16_000, seconds: 0.2 })),
    ]);
    assert.deepEqual(
      results.map((result) =>
        result.status === 'fulfilled' ? dominantHertz(play(result.value), 48_000) : 'refused',
      ),
      [600, 'refused', 1200],
    );
  });

  it('refuses what is too large, too long or one too many', async () => {
    start({ maximumBytes: 100_000, maximumSeconds: 1, maximumWaiting: 1 });
    await assert.rejects(voiceOf(Buffer.alloc(100_001)), /larger than the 100000 bytes/);
    await assert.rejects(
      voiceOf(wavOf({ hertz: 500, rate: 8000, seconds: 1.1 })),
      /longer than the 1 seconds/,
    );
    const short = wavOf({ hertz: 500, rate: 8000, seconds: 0.1 });
    const taken = [voiceOf(short), voiceOf(short)];
    await assert.rejects(voiceOf(short), /Too many sounds wait/);
    await Promise.all(taken);
    await voiceOf(short);
  });

  it('gives up at the deadline, and takes the next sound with a new thread', async () => {
    start({ timeoutMs: 1 });
    await assert.rejects(voiceOf(wavOf({ hertz: 500, rate: 44_100, seconds: 60 })), /longer than 1 ms/);
    await assert.rejects(voiceOf(wavOf({ hertz: 500, rate: 44_100, seconds: 60 })), /longer than 1 ms/);
  });

  it('stops at the signal', async () => {
    start();
    const gone = new AbortController();
    const voice = transcoder(wavOf({ hertz: 500, rate: 44_100, seconds: 60 }), 'audio/wav', gone.signal);
    const next = voiceOf(wavOf({ hertz: 500, rate: 8000, seconds: 0.1 }));
    setImmediate(() => gone.abort());
    await assert.rejects(voice, /not wanted any more/);
    assert.ok(isOggOpus(await next));
  });

  it('is closed once and for all', async () => {
    start();
    const voice = voiceOf(wavOf({ hertz: 500, rate: 44_100, seconds: 60 }));
    const refused = assert.rejects(voice, /thread that makes voice notes has ended|is closed/);
    await transcoder.close?.();
    await refused;
    await assert.rejects(voiceOf(MP3_440, 'audio/mpeg'), /is closed/);
  });
});
