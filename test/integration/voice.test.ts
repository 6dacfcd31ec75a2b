import assert from 'node:assert/strict';
import { wasmVoiceTranscoder, type WhatsGateAdapterOptions } from '../../src/index';
import { play } from '../unit/media/wasm-voice/ogg-reader';
import { dominantHertz, MP3_440 } from '../unit/media/wasm-voice/sounds';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { startWorld, type World } from './support/world';

const CHAT = '79991112233@c.us';

describe('an MP3 that a bot sends as a voice note', function () {
  this.timeout(30_000);
  useRealSockets();
  let world: World;
  afterEach(() => world.close());

  async function arrival(media: WhatsGateAdapterOptions['media'] = {}) {
    world = await startWorld({ adapter: { media } });
    const reference = { channelId: 'whatsgate', conversation: { id: CHAT } } as const;
    await world.adapter.continueConversationAsync('', reference as never, async (context) => {
      await context.sendActivity({
        attachments: [{ contentType: 'audio/mpeg', content: MP3_440, name: 'tone.mp3' }],
        channelData: { whatsgate: { type: 'voice' } },
      });
    });
    const { type, media: file } = await world.sim.nextMessage();
    assert.ok(file);
    return { type, file };
  }

  it('arrives as one, with the same tone, by the transcoder in WebAssembly', async () => {
    const { type, file } = await arrival({ voiceTranscoder: wasmVoiceTranscoder() });
    assert.deepEqual([type, file.mimetype, file.filename], ['voice', 'audio/ogg', 'tone.ogg']);
    assert.equal(dominantHertz(play(file.data), 48_000), 440);
  });

  it('arrives as the document it is when no transcoder was given', async () => {
    const { type, file } = await arrival();
    assert.deepEqual([type, file.mimetype, file.filename], ['doc', 'audio/mpeg', 'tone.mp3']);
    assert.deepEqual(file.data, MP3_440);
  });

  it('arrives as the document it is when the transcoder fails', async () => {
    const { type, file } = await arrival({ voiceTranscoder: () => Promise.reject(new Error('no codec')) });
    assert.equal(type, 'doc');
    assert.deepEqual(file.data, MP3_440);
  });

  it('has its thread ended with the adapter', async () => {
    let closed = 0;
    const transcoder = Object.assign(() => Promise.reject(new Error('no codec')), {
      close: () => {
        closed += 1;
        return Promise.resolve();
      },
    });
    await arrival({ voiceTranscoder: transcoder });
    await world.adapter.close();
    assert.equal(closed, 1);
  });
});
