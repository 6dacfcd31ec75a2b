import assert from 'node:assert/strict';
import { isMediaKind } from '../../../src/activity/inbound-attachments';
import { KNOWN_MESSAGE_KINDS } from '../../../src/activity/inbound-message';
import { parseMediaReference } from '../../../src/whatsgate/media-reference';
import {
  ACCOUNT,
  activityOfMessage,
  askingForAll,
  JPEG_PREVIEW,
  message,
  messageEvent,
  PERSON,
  reasonOf,
} from './inbound-helper';

/** Every kind of `whatsapp-web.js` (MessageTypes), the two that it sends but does not list, and newer ones. */
const KINDS_OF_THE_LIBRARY = (
  'chat audio ptt image album video document sticker location vcard multi_vcard order revoked product unknown ' +
  'groups_v4_invite list list_response buttons_response payment broadcast_notification call_log ciphertext debug ' +
  'e2e_notification gp2 group_notification hsm interactive native_flow notification notification_template ' +
  'oversized protocol reaction template_button_reply poll_creation scheduled_event_creation event_creation'
).split(' ');

describe('inbound: kinds of message', () => {
  it('each kind of the library is known, apart from the one called unknown', () => {
    const missing = KINDS_OF_THE_LIBRARY.filter((kind) => !KNOWN_MESSAGE_KINDS.includes(kind));
    assert.deepEqual(missing, ['unknown']);
  });

  for (const type of ['chat', 'text', undefined]) {
    it(`${type ?? 'no kind'} is a message with its text`, () => {
      const activity = activityOfMessage({ type, body: 'Line 1\nLine *2*' });
      assert.equal(activity.type, 'message');
      assert.equal(activity.text, 'Line 1\nLine *2*');
    });
  }

  it('a document has no text when nobody has said more than its name', () => {
    const text = (fields: object): unknown =>
      activityOfMessage({ type: 'document', hasMedia: true, filename: 'May.pdf', ...fields }).text;
    assert.equal(text({ body: 'May.pdf' }), '');
    assert.equal(text({ body: 'for May' }), 'for May');
    assert.equal(text({ body: 'May.pdf', filename: undefined }), 'May.pdf');
    assert.equal(text({ body: 'May.pdf', type: 'image' }), 'May.pdf');
  });

  it('a text without a body is a message with an empty text', () => {
    assert.equal(activityOfMessage({ body: undefined }).text, '');
    assert.equal(activityOfMessage({ body: 5 }).text, '');
  });

  describe('files', () => {
    const cases: readonly [type: string, contentType: string, name: string, kind: string][] = [
      ['image', 'image/jpeg', 'image.jpg', 'image'],
      ['video', 'video/mp4', 'video.mp4', 'video'],
      ['sticker', 'image/webp', 'sticker.webp', 'sticker'],
      ['document', 'application/octet-stream', 'document.bin', 'document'],
      ['audio', 'audio/mpeg', 'audio.mp3', 'audio'],
      ['ptt', 'audio/ogg; codecs=opus', 'voice.ogg', 'voice'],
    ];
    for (const [type, contentType, name, kind] of cases) {
      it(`${type} is a message with caption and a lazy attachment`, () => {
        const id = `false_${PERSON}_3EB0AAAA11112222`;
        const activity = activityOfMessage({ type, hasMedia: true, body: 'Look' });
        assert.equal(activity.type, 'message');
        assert.equal(activity.text, 'Look');
        const [file] = activity.attachments ?? [];
        assert.deepEqual({ ...file, contentUrl: undefined }, { contentType, name, contentUrl: undefined });
        assert.deepEqual(parseMediaReference(file?.contentUrl ?? ''), {
          whatsappId: ACCOUNT.whatsappId,
          messageId: id,
        });
        assert.deepEqual(activity.channelData.whatsgate.media, { messageId: id, kind });
        assert.ok(isMediaKind(type));
      });
    }

    it('have the type and name that the gateway tells, made safe', () => {
      const fields = { type: 'document', mimetype: 'application/pdf', filename: '../../etc/Bill\u202e.pdf' };
      const [file] = activityOfMessage(fields).attachments ?? [];
      assert.equal(file?.contentType, 'application/pdf');
      assert.equal(file.name, 'Bill.pdf');
    });

    it('without an id are a text, because nothing can be fetched', () => {
      const activity = activityOfMessage({ type: 'image', id: undefined, body: 'Look' });
      assert.equal(activity.text, 'Look');
      assert.equal(activity.attachments, undefined);
    });

    it('of a kind that nobody has seen yet are attachments too', () => {
      const [file] = activityOfMessage({ type: 'hologram', hasMedia: true, body: '' }).attachments ?? [];
      assert.equal(file?.contentType, 'application/octet-stream');
    });

    it('never get a path for a name from a hostile kind', () => {
      const activity = activityOfMessage({ type: '../../tmp/x', hasMedia: true, body: '' });
      assert.equal(activity.attachments?.[0]?.name, 'file.bin');
    });
  });

  describe('choices', () => {
    const cases: readonly [string, Record<string, unknown>, object][] = [
      ['list_response', { body: 'Tea', selectedRowId: 'tea' }, { id: 'tea', title: 'Tea' }],
      [
        'list_response',
        { body: '', listResponse: { title: 'Tea', singleSelectReply: { selectedRowId: 'tea' } } },
        { id: 'tea', title: 'Tea' },
      ],
      ['buttons_response', { body: 'Yes', selectedButtonId: 'y' }, { id: 'y', title: 'Yes' }],
      ['template_button_reply', { body: '', title: 'Later' }, { title: 'Later' }],
    ];
    for (const [type, fields, value] of cases) {
      it(`${type} ${JSON.stringify(fields)}`, () => {
        const activity = activityOfMessage({ type, ...fields });
        assert.equal(activity.type, 'message');
        assert.equal(activity.text, (value as { title: string }).title);
        assert.deepEqual(activity.value, value);
      });
    }
  });

  it('a poll is a message with its numbered options', () => {
    const pollOptions = [{ name: 'Tea', localId: 0 }, 'Coffee', { localId: 2 }];
    const activity = activityOfMessage({
      type: 'poll_creation',
      body: '',
      pollName: 'What to drink?',
      pollOptions,
    });
    assert.equal(activity.text, 'What to drink?\n1. Tea\n2. Coffee');
    assert.equal(activityOfMessage({ type: 'poll_creation', body: 'Only a name' }).text, 'Only a name');
  });

  const WITH_ANY_TEXT = [
    'interactive',
    'native_flow',
    'hsm',
    'list',
    'product',
    'order',
    'event_creation',
    'scheduled_event_creation',
    'unknown',
    'kind_of_tomorrow',
    'constructor',
    '__proto__',
  ];
  for (const type of WITH_ANY_TEXT) {
    it(`${type} is a message if any text survives, else nothing`, () => {
      assert.equal(activityOfMessage({ type, body: 'Body' }).text, 'Body');
      assert.equal(activityOfMessage({ type, body: JPEG_PREVIEW, title: 'Title' }).text, 'Title');
      assert.equal(activityOfMessage({ type, body: '', description: 'More' }).text, 'More');
      assert.equal(
        reasonOf(messageEvent(message({ type, body: '' }))),
        `a message of kind '${type}' without text`,
      );
    });
  }

  const NEVER = [
    'album',
    'e2e_notification',
    'notification',
    'notification_template',
    'group_notification',
    'broadcast_notification',
    'protocol',
    'debug',
    'ciphertext',
    'oversized',
  ];
  for (const type of NEVER) {
    it(`${type} never reaches the bot, not even with a text or on request`, () => {
      const event = messageEvent(message({ type, body: 'text', hasMedia: true }));
      assert.equal(reasonOf(event, askingForAll), `a message of kind '${type}'`);
    });
  }

  describe('previews in the field of the text', () => {
    const pictures: readonly [string, string][] = [
      ['JPEG', JPEG_PREVIEW],
      ['PNG', `iVBORw0KGgo${'AAAA'.repeat(20)}`],
      ['WebP', `UklGR${'AAAA'.repeat(20)}`],
      ['a data URL', `data:image/jpeg;base64,${JPEG_PREVIEW}`],
      ['a data URL of another picture', `data:image/gif;base64,R0lGOD${'AAAA'.repeat(20)}`],
      ['JPEG with line ends', JPEG_PREVIEW.replace(/.{40}/g, '$&\r\n')],
    ];
    for (const [name, body] of pictures) {
      for (const type of ['image', 'video', 'sticker', 'interactive', 'location', 'list_response']) {
        it(`${name} is no text of a ${type}`, () => {
          const event = messageEvent(message({ type, body, title: 'Shown' }));
          const expected = type === 'interactive' || type === 'list_response' ? 'Shown' : '';
          assert.equal(activityOfMessage({ type, body, title: 'Shown' }).text, expected);
          assert.equal((event.raw['event_data'] as { message: { body: string } }).message.body, body);
        });
      }
      it(`${name} in a chat is what somebody typed`, () => {
        assert.equal(activityOfMessage({ type: 'chat', body }).text, body);
      });
    }

    const captions = [
      '/9j/ is how it starts',
      'A'.repeat(200),
      JPEG_PREVIEW.slice(0, 60),
      `${JPEG_PREVIEW} !`,
    ];
    for (const body of captions) {
      it(`a caption stays: ${body.slice(0, 30)}`, () => {
        assert.equal(activityOfMessage({ type: 'image', body }).text, body);
      });
    }
  });
});
