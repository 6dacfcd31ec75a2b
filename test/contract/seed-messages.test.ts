import assert from 'node:assert/strict';
import { TurnContext, type Activity } from 'botbuilder';
import type { Media, OutgoingMessage, SendRequest } from '../../src/index';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { CONTACT, example, GROUP, SeedSender } from '../fixtures/seed-sender';

function messageIn(name: string): OutgoingMessage {
  return (example(name) as { message: OutgoingMessage }).message;
}

/** The whole body of a synchronous send to the contact. */
function toContact(message: OutgoingMessage): SendRequest {
  return { WhatsappID: 'YOUR_WHATSAPP_ID', async: false, recipient: { id: CONTACT }, message };
}

function attachmentOf({ mimetype, data, filename }: Media): NonNullable<Activity['attachments']>[number] {
  return { contentType: mimetype, content: Buffer.from(data, 'base64'), ...(filename && { name: filename }) };
}

function mediaIn(message: OutgoingMessage): Media {
  assert.ok(typeof message.media?.data === 'string');
  return { ...message.media, data: message.media.data };
}

describe('the send page: messages', () => {
  useRealSockets();
  let sender: SeedSender;
  beforeEach(async () => {
    sender = await SeedSender.start();
  });
  afterEach(() => sender.close());

  describe('text', () => {
    it('without type', async () => {
      const message = messageIn('message-text');
      const body = await sender.sendOne(CONTACT, { type: 'message', text: 'Hello world!' });
      assert.deepEqual(body, toContact(message));
    });

    it('with type text: the page lets it be left out, and it is', async () => {
      const { type, ...withoutType } = messageIn('message-text-with-type');
      assert.equal(type, 'text');
      assert.deepEqual(
        await sender.sendOne(CONTACT, { text: withoutType.body ?? '' }),
        toContact(withoutType),
      );
    });

    it('the whole example, by number', async () => {
      const expected = example('send-text') as SendRequest;
      const body = await sender.sendOne('79999999999', { type: 'message', text: 'Hello, world!' });
      assert.deepEqual(body, { ...expected, recipient: { ...expected.recipient, type: 'contact' } });
    });

    it('the whole example, asynchronously', async () => {
      const expected = example('send-text-asynchronously') as SendRequest;
      const body = await sender.sendOne('79999999999', { text: 'Hello, world!' }, { async: true });
      assert.deepEqual(body, { ...expected, recipient: { ...expected.recipient, type: 'contact' } });
    });
  });

  describe('quote', () => {
    const { quote } = messageIn('message-quote');
    assert.ok(quote !== undefined);
    const quoting = toContact({ body: 'Hello world!', quote });

    it('of the replyToId of a proactive message', async () => {
      assert.deepEqual(await sender.sendOne(CONTACT, { text: 'Hello world!', replyToId: quote }), quoting);
    });

    it('of the bot, in channelData', async () => {
      const channelData = { whatsgate: { quote } };
      assert.deepEqual(await sender.sendOne(CONTACT, { text: 'Hello world!', channelData }), quoting);
    });

    it('of the message that a turn answers, which the SDK puts into replyToId', async () => {
      const adapter = sender.adapter();
      const inbound = { type: 'message', id: quote, channelId: 'whatsgate', conversation: { id: CONTACT } };
      const context = new TurnContext(adapter, inbound as Partial<Activity>);
      await context.sendActivity('Hello world!');
      assert.deepEqual(sender.bodies, [quoting]);
    });

    it('of an activity handed to the adapter itself', async () => {
      const adapter = sender.adapter();
      const context = new TurnContext(adapter, { type: 'event' });
      const activity = {
        type: 'message',
        text: 'Hello world!',
        replyToId: quote,
        conversation: { id: CONTACT },
      };
      const responses = await adapter.sendActivities(context, [activity as Partial<Activity>]);
      assert.deepEqual(sender.bodies, [quoting]);
      assert.match(responses[0]?.id ?? '', /^true_79991112233@c\.us_/);
    });
  });

  it('the whole example of an image in a group, recipient by number on request', async () => {
    const expected = example('send-image-to-group') as SendRequest;
    const { body, quote } = expected.message;
    const activity = {
      text: body ?? '',
      replyToId: quote ?? '',
      attachments: [attachmentOf(mediaIn(expected.message))],
      channelData: { whatsgate: { recipient: { type: 'group', number: 'AA11223344' } } },
    };
    assert.deepEqual(await sender.sendOne(GROUP, activity), expected);
  });

  it('the same without a request: by id, because the id is known', async () => {
    const expected = example('send-image-to-group') as SendRequest;
    const { body, quote } = expected.message;
    const attachments = [attachmentOf(mediaIn(expected.message))];
    const sent = await sender.sendOne(GROUP, { text: body ?? '', replyToId: quote ?? '', attachments });
    assert.deepEqual(sent, { ...expected, recipient: { id: GROUP } });
  });

  for (const name of ['message-sticker', 'message-doc', 'message-voice']) {
    const message = messageIn(name);
    const media = mediaIn(message);
    const caption = message.body === undefined ? {} : { text: message.body };

    it(`${message.type} from bytes`, async () => {
      const body = await sender.sendOne(CONTACT, { ...caption, attachments: [attachmentOf(media)] });
      assert.deepEqual(body, toContact(message));
    });

    it(`${message.type} from base64 and from a data URL`, async () => {
      const { mimetype: contentType, data, filename = '' } = media;
      const bodies = await sender.send(CONTACT, [
        { ...caption, attachments: [{ contentType, content: data, name: filename }] },
        {
          ...caption,
          attachments: [{ contentType, contentUrl: `data:${contentType};base64,${data}`, name: filename }],
        },
      ]);
      assert.deepEqual(bodies, [toContact(message), toContact(message)]);
    });
  }

  it('a voice note keeps the type of the list when the bot adds a codec', async () => {
    const message = messageIn('message-voice');
    const media = { ...mediaIn(message), mimetype: 'audio/ogg; codecs=opus' };
    assert.deepEqual(
      await sender.sendOne(CONTACT, { attachments: [attachmentOf(media)] }),
      toContact(message),
    );
  });

  it('the text of a sticker goes before it, because WhatsApp shows none on stickers', async () => {
    const message = messageIn('message-sticker');
    const bodies = await sender.send(CONTACT, [
      { text: 'A bird', attachments: [attachmentOf(mediaIn(message))] },
    ]);
    assert.deepEqual(bodies, [toContact({ body: 'A bird' }), toContact(message)]);
  });
});

/** Beginnings of files whose kind is not taken on trust. */
const REAL: ReadonlyMap<string, string> = new Map([
  ['image/webp', 'RIFF\x12\0\0\0WEBPVP8 \x06\0\0\0\0\0\0\0\0\0'],
  ['audio/ogg', `OggS${'\0'.repeat(22)}\x01\x13OpusHead`],
]);

describe('the send page: media types', () => {
  useRealSockets();
  const special: ReadonlyMap<string, string> = new Map([
    ...['image/gif', 'image/jpeg', 'image/pjpeg', 'image/png'].map((type): [string, string] => [
      type,
      'image',
    ]),
    ['image/webp', 'sticker'],
    ['audio/ogg', 'voice'],
  ]);
  let sender: SeedSender;
  before(async () => {
    sender = await SeedSender.start();
  });
  after(() => sender.close());

  it('each of the list goes out as it is listed, by the type that fits', async () => {
    const types = [...new Set(example('mimetypes') as string[])];
    const data = (type: string): string =>
      Buffer.from(REAL.get(type) ?? 'anything', 'latin1').toString('base64');
    const bodies = await sender.send(
      CONTACT,
      types.map((contentType) => ({ attachments: [{ contentType, content: data(contentType), name: 'a' }] })),
    );
    assert.equal(types.length, 26);
    assert.deepEqual(
      bodies,
      types.map((mimetype) => {
        const type = (special.get(mimetype) ?? 'doc') as 'doc';
        return toContact({ type, media: { mimetype, data: data(mimetype), filename: 'a' } });
      }),
    );
  });
});
