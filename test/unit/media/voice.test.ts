import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { openBytes } from '../../../src/media/memory-source';
import type { OpenedFile } from '../../../src/media/resolve';
import { openVoice, type VoiceParts, type VoiceTranscoder } from '../../../src/media/voice';
import { readAll } from '../../../src/media/opened-source';
import { silentLogger } from '../../../src/whatsgate/logger';

/** A page whose packet starts as Opus does: what is inside is told by that alone. */
const OGG = Buffer.concat([
  Buffer.from('OggS'),
  Buffer.alloc(22),
  Buffer.from([1, 19]),
  Buffer.from('OpusHead'),
]);
const MP3 = Buffer.from('ID3 and more');

function fileOf(bytes: Uint8Array): OpenedFile {
  return { ...openBytes(bytes, 1000), mimetype: 'audio/mpeg', filename: 'song.mp3' };
}

describe('a sound as a voice note', () => {
  let warnings: string[];
  beforeEach(() => (warnings = []));

  function open(bytes: Uint8Array, voiceTranscoder?: VoiceTranscoder, parts: Partial<VoiceParts> = {}) {
    const logger = {
      ...silentLogger,
      warn: (message: string, fields?: object) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
    };
    return openVoice(fileOf(bytes), {
      voiceTranscoder,
      maximumVoiceBytes: 1000,
      timeoutMs: 5000,
      logger,
      ...parts,
    });
  }

  it('passes as it is when it is Opus in Ogg, without the transcoder', async () => {
    const voice = await open(OGG, () => assert.fail('there is nothing to transcode'));
    assert.ok(voice);
    assert.equal(voice.mimetype, 'audio/ogg');
    assert.deepEqual(await readAll(voice), OGG);
    assert.deepEqual(warnings, []);
  });

  it('is what the transcoder made, with a name to it', async () => {
    const given: unknown[] = [];
    const voice = await open(MP3, (audio, mimetype) => {
      given.push(audio, mimetype);
      return Promise.resolve(OGG);
    });
    assert.ok(voice);
    assert.deepEqual(given, [MP3, 'audio/mpeg']);
    assert.deepEqual([voice.mimetype, voice.filename], ['audio/ogg', 'song.ogg']);
    assert.deepEqual(await readAll(voice), OGG);
  });

  it('is none without a transcoder, with a warning that names the option', async () => {
    assert.equal(await open(MP3), undefined);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /sent as a document.*media\.voiceTranscoder/);
  });

  const failures: readonly [string, VoiceTranscoder][] = [
    ['rejects', () => Promise.reject(new Error('no such codec'))],
    [
      'throws',
      () => {
        throw new Error('no such codec');
      },
    ],
    ['gives something else', () => Promise.resolve(MP3)],
    ['gives a file that is too large', () => Promise.resolve(Buffer.concat([OGG, Buffer.alloc(1000)]))],
  ];
  for (const [name, transcoder] of failures) {
    it(`is none when the transcoder ${name}, with one warning`, async () => {
      assert.equal(await open(MP3, transcoder), undefined);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /could not be made a voice note/);
    });
  }

  it('is none when the transcoder throws at once, and its deadline is no failure of the process', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
    try {
      const throwing = failures.find(([name]) => name === 'throws')?.[1];
      assert.equal(await open(MP3, throwing, { timeoutMs: 5 }), undefined);
      await pause(50);
      assert.deepEqual(unhandled, []);
    } finally {
      process.off('unhandledRejection', note);
      for (const other of others) process.on('unhandledRejection', other);
    }
  });

  it('is none when the transcoder takes too long, and the transcoder is told', async () => {
    let told: AbortSignal | undefined;
    const never: VoiceTranscoder = (_audio, _mimetype, signal) => {
      told = signal;
      return new Promise(() => undefined);
    };
    // The deadline alone does not keep the process alive; a server does so where a bot runs.
    const alive = setInterval(() => undefined, 1000);
    assert.equal(await open(MP3, never, { timeoutMs: 20 }).finally(() => clearInterval(alive)), undefined);
    assert.equal(told?.aborted, true);
    assert.equal(warnings.length, 1);
  });

  it('is none when it is too large, without the transcoder', async () => {
    const voice = await open(MP3, () => assert.fail('it is not asked'), { maximumVoiceBytes: 5 });
    assert.equal(voice, undefined);
    assert.match(warnings[0] ?? '', /too large/);
  });
});
