import assert from 'node:assert/strict';
import type { Activity } from 'botbuilder';
import type { WhatsGateAdapterOptions } from '../../src/index';
import { OGG_OPUS, PNG, WEBP, webpOf } from '../fixtures/media';
import { RecordingLogger } from '../unit/channel/support/logs';
import { serveFiles, type FileServer } from '../unit/media/file-server';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { startWorld, type World } from './support/world';

const LARGE_WEBP = Buffer.concat([WEBP, Buffer.alloc(200 * 1024)]);

/** What is served under which path, by servers that say of everything that it is a JPEG. */
const FILES: Readonly<Record<string, Buffer>> = {
  '/sticker.jpg': WEBP,
  '/large.jpg': LARGE_WEBP,
  '/wide.jpg': webpOf(1024, 512),
  '/sound.jpg': OGG_OPUS,
  '/picture.jpg': PNG,
};

describe('captions of files that turn out to show none', () => {
  useRealSockets();
  const logger = new RecordingLogger();
  let world: World;
  let files: FileServer;
  beforeEach(async () => {
    files = await serveFiles((request, response) => {
      const bytes = FILES[request.url ?? ''] ?? Buffer.alloc(0);
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': bytes.length }).end(bytes);
    });
  });
  afterEach(async () => {
    await world.close();
    await files.close();
  });

  /** Answers a message with an activity; gives its response, and what arrived. */
  async function arrivals(activity: Partial<Activity>, adapter: Partial<WhatsGateAdapterOptions> = {}) {
    let answer: unknown;
    let failure: unknown;
    world = await startWorld({
      adapter: { logger, media: { allowPrivateHosts: true }, quoteReplies: 'never', ...adapter },
      logic: async (context) => {
        try {
          answer = await context.sendActivity(activity);
        } catch (error) {
          failure = error;
        }
      },
    });
    await (
      await world.sim.user('79991112233').says('hi')
    ).delivered;
    const messages = world.sim.messages.filter(({ direction }) => direction === 'out');
    const shown = messages.map(({ type, body, quote }) => [
      ...[type, body],
      ...(quote === undefined ? [] : ['quotes']),
    ]);
    return { answer, failure, shown, ids: messages.map(({ id }) => id) };
  }

  const hero = (path: string, content: object = { title: 'Title' }) => ({
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.hero',
        content: { images: [{ url: files.origin + path }], ...content },
      },
    ],
  });

  it('a text goes before a picture that is a sticker, and the answer tells both messages', async () => {
    const { shown, ids, answer } = await arrivals({
      text: 'Look',
      attachments: [{ contentType: 'image/jpeg', contentUrl: `${files.origin}/sticker.jpg` }],
    });
    assert.deepEqual(shown, [
      ['chat', 'Look'],
      ['sticker', ''],
    ]);
    assert.deepEqual(answer, { id: ids[0], ids });
  });

  it('a text goes before a sound that is a voice note, and it alone quotes', async () => {
    const { shown } = await arrivals(
      {
        text: 'Listen',
        attachments: [{ contentType: 'audio/mpeg', content: OGG_OPUS, name: 'a.mp3' }],
      },
      { quoteReplies: 'always' },
    );
    assert.deepEqual(shown, [
      ['chat', 'Listen', 'quotes'],
      ['ptt', ''],
    ]);
  });

  it('the text of a card goes after its picture', async () => {
    const { shown, ids, answer } = await arrivals(hero('/sticker.jpg'));
    assert.deepEqual(shown, [
      ['sticker', ''],
      ['chat', '*Title*'],
    ]);
    assert.deepEqual(answer, { id: ids[0], ids });
  });

  it('a caption longer than a text may be is parted', async () => {
    const { shown } = await arrivals(
      hero('/sticker.jpg', { text: `${'a'.repeat(200)}\n\n${'b'.repeat(200)}` }),
      {
        text: { maximumLength: 256 },
      },
    );
    assert.deepEqual(shown, [
      ['sticker', ''],
      ['chat', 'a'.repeat(200)],
      ['chat', 'b'.repeat(200)],
    ]);
  });

  for (const [what, path, type] of [
    ['larger than a sticker may be', '/large.jpg', 'document'],
    // As the vendor's list has it.
    ['of another size than stickers have', '/wide.jpg', 'sticker'],
  ] as const) {
    it(`a WebP picture ${what} goes out as a document with its caption`, async () => {
      const { shown } = await arrivals(hero(path));
      assert.deepEqual(shown, [['document', '*Title*']]);
    });

    it(`a WebP picture ${what} that says what it is goes out as a ${type} after its text`, async () => {
      const { shown } = await arrivals({
        text: 'Look',
        attachments: [{ contentType: 'image/webp', contentUrl: files.origin + path }],
      });
      assert.deepEqual(shown, [
        ['chat', 'Look'],
        [type, ''],
      ]);
    });
  }

  it('a sticker that was asked for goes out whatever its size, with a warning', async () => {
    const { shown } = await arrivals({
      attachments: [{ contentType: 'image/webp', contentUrl: `${files.origin}/wide.jpg` }],
      channelData: { whatsgate: { type: 'sticker' } },
    });
    assert.deepEqual(shown, [['sticker', '']]);
    assert.match(JSON.stringify(logger.lines), /512 by 512 pixels/);
  });

  it('a sticker that was asked for and is too large is an error, and nothing is sent', async () => {
    const { failure, shown } = await arrivals({
      attachments: [{ contentType: 'image/jpeg', contentUrl: `${files.origin}/large.jpg` }],
      channelData: { whatsgate: { type: 'sticker' } },
    });
    assert.match(String(failure), /maximumStickerBytes/);
    assert.deepEqual(shown, []);
  });

  it('a picture that is one keeps its caption', async () => {
    const { shown } = await arrivals(hero('/picture.jpg'));
    assert.deepEqual(shown, [['image', '*Title*']]);
  });

  it('a picture of a card that nothing stands for is left out, and the rest is sent', async () => {
    const images = [{ url: 'data:image/png;base64,%%%' }, { url: `${files.origin}/picture.jpg` }];
    const { shown, failure } = await arrivals(hero('', { images, title: 'Title' }));
    assert.deepEqual([shown, failure], [[['image', '*Title*']], undefined]);
  });

  it('a card of nothing but such a picture is an error', async () => {
    const { shown, failure } = await arrivals(hero('', { images: [{ url: 'data:image/png;base64,%%%' }] }));
    assert.deepEqual(shown, []);
    assert.match(String(failure), /percent-encoded/);
  });
});
