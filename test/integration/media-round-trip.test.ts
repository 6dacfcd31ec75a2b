import assert from 'node:assert/strict';
import { MOVING_WEBP, MP3, MP4, OGG_OPUS, PDF, PNG, seededBytes } from '../fixtures/media';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { startWorld, type World } from './support/world';

/** More than one piece of everything on the way: reading, base64 and the socket. */
const LENGTH = 400_000;

describe('files on their way in and out again', () => {
  useRealSockets();
  let world: World;
  afterEach(() => world.close());

  const kinds = [
    ['image', 'image/png', PNG, 'image'],
    ['video', 'video/mp4', MP4, 'doc'],
    ['audio', 'audio/mpeg', MP3, 'doc'],
    ['ptt', 'audio/ogg', OGG_OPUS, 'voice'],
    ['document', 'application/pdf', PDF, 'doc'],
    ['sticker', 'image/webp', MOVING_WEBP, 'sticker'],
  ] as const;
  for (const [at, [type, mimetype, beginning, sentAs]] of kinds.entries()) {
    for (const publicUrl of [undefined, 'https://bot.example/media']) {
      const how = publicUrl === undefined ? 'a reference' : 'a signed URL';
      it(`of kind ${type} arrive byte for byte at the bot by ${how}, and back at the person`, async () => {
        const data = Buffer.concat([beginning, seededBytes(LENGTH + at, at + 1)]);
        const downloads: { readonly mimetype: string; readonly bytes: Buffer }[] = [];
        world = await startWorld({
          adapter: publicUrl === undefined ? {} : { media: { publicUrl } },
          logic: async (context) => {
            const attachments = context.activity.attachments ?? [];
            for (const attachment of attachments) {
              downloads.push(await world.adapter.downloadAttachment(attachment));
            }
            await context.sendActivity({ attachments });
          },
        });
        const { delivered } = await world.sim.user('79991112233').sends({ type, mimetype, data });
        const back = await world.sim.nextMessage();
        await delivered;
        assert.equal(downloads.length, 1);
        assert.equal(downloads[0]?.mimetype, mimetype);
        assert.ok(data.equals(downloads[0].bytes), 'the bytes that were downloaded');
        assert.deepEqual([back.type, back.media?.mimetype], [sentAs, mimetype]);
        assert.ok(data.equals(back.media?.data ?? Buffer.alloc(0)), 'the bytes that came back');
      });
    }
  }
});
