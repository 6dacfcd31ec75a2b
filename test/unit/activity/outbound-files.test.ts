import assert from 'node:assert/strict';
import { LONGEST_CAPTION } from '../../../src/activity/compose';
import { messageTypeOf } from '../../../src/activity/outbound';
import { formatMediaReference } from '../../../src/whatsgate/media-reference';
import { file, planOf, PNG, PNG_URL, stepsOf } from './outbound-helper';

describe('outbound: files', () => {
  it('go in their order, the text as caption of the first', () => {
    const attachments = [file('a.png'), file('b.pdf'), file('c.jpg')];
    assert.deepEqual(stepsOf({ text: 'Look', attachments }), ['file:a.png|Look', 'file:b.pdf', 'file:c.jpg']);
  });

  it('the caption goes to the first file that shows one', () => {
    const attachments = [file('a.webp'), file('b.ogg'), file('c.mp4'), file('d.png')];
    assert.deepEqual(stepsOf({ text: 'Look', attachments }), [
      'file:a.webp',
      'file:b.ogg',
      'file:c.mp4|Look',
      'file:d.png',
    ]);
  });

  it('the text goes before files that show none', () => {
    const attachments = [file('a.webp'), file('b.ogg')];
    assert.deepEqual(stepsOf({ text: 'Look', attachments }), ['text:Look', 'file:a.webp', 'file:b.ogg']);
  });

  const long = 'x'.repeat(LONGEST_CAPTION);
  it(`a text of ${LONGEST_CAPTION} characters is a caption, a longer one a message before the file`, () => {
    assert.deepEqual(stepsOf({ text: long, attachments: [file('a.png')] }), [`file:a.png|${long}`]);
    assert.deepEqual(stepsOf({ text: `${long}!`, attachments: [file('a.png')] }), [
      `text:${long}!`,
      'file:a.png',
    ]);
  });

  it('blanks are no caption', () => {
    assert.deepEqual(stepsOf({ text: '  \n', attachments: [file('a.png')] }), ['file:a.png']);
  });

  it('channelData decides how all of them are sent, and so where the caption goes', () => {
    const channelData = { whatsgate: { type: 'sticker' } };
    assert.deepEqual(stepsOf({ text: 'Hi', attachments: [file('a.png')], channelData }), [
      'text:Hi',
      'file:a.png',
    ]);
    const asDocument = { whatsgate: { type: 'doc' } };
    assert.deepEqual(stepsOf({ text: 'Hi', attachments: [file('a.webp')], channelData: asDocument }), [
      'file:a.webp|Hi',
    ]);
    const [step] = planOf({ attachments: [file('a.png')], channelData }).steps;
    assert.equal(step?.kind === 'file' && step.file.as, 'sticker');
  });

  describe('the kind that decides about the caption is known by', () => {
    const stickers: readonly [string, object][] = [
      ['the declared type', { contentUrl: 'https://h/a', contentType: 'image/webp' }],
      ['the data URL', { contentUrl: 'data:image/webp;base64,UklGRg==' }],
      ['the name', { contentUrl: 'https://h/a', name: 'a.webp' }],
      ['the name when the declared type says nothing', { ...file('a.webp', 'application/octet-stream') }],
      ['the name when the declared type is half a type', { ...file('a.webp', 'image') }],
      ['the end of the URL', { contentUrl: 'https://h/dir/a.webp?size=2#x' }],
    ];
    for (const [name, attachment] of stickers) {
      it(name, () => {
        const kinds = planOf({ text: 'Hi', attachments: [attachment] }).steps.map(({ kind }) => kind);
        assert.deepEqual(kinds, ['text', 'file']);
      });
    }

    it('nothing for a URL that is none: it fails later, where files are read', () => {
      assert.deepEqual(stepsOf({ text: 'Hi', attachments: [{ contentUrl: 'https://' }] }), ['file:|Hi']);
    });
  });

  it('keep source, declared type and name', () => {
    const contentUrl = formatMediaReference({ whatsappId: 'w', messageId: 'false_7@c.us_AA' });
    const attachments = [
      { content: PNG, contentType: 'image/png', name: 'a.png' },
      { content: PNG.toString('base64') },
      { contentUrl: PNG_URL },
      { contentUrl },
      { contentUrl: 'HTTPS://h/a' },
    ];
    const files = planOf({ attachments }).steps.map((step) => (step.kind === 'file' ? step.file : undefined));
    assert.deepEqual(
      files.map((planned) => planned?.source.kind),
      ['bytes', 'base64', 'data-url', 'gateway', 'url'],
    );
    assert.deepEqual(files[0], {
      source: { kind: 'bytes', bytes: PNG },
      contentType: 'image/png',
      name: 'a.png',
      as: undefined,
    });
  });
});

describe('outbound: the type of a file at the gateway', () => {
  const types: readonly [string, string][] = [
    ...[
      'image/jpeg',
      'image/jpg',
      'image/pjpeg',
      'image/png',
      'image/gif',
      'IMAGE/PNG',
      'image/png; q=1',
    ].map((type): [string, string] => [type, 'image']),
    ['image/webp', 'sticker'],
    ['audio/ogg', 'voice'],
    ['audio/ogg; codecs=opus', 'voice'],
    ...[
      ...['image/svg+xml', 'image/tiff', 'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/webm', 'audio/opus'],
      ...['application/ogg', 'application/pdf', 'application/zip', 'application/msword', 'text/plain', ''],
      ...['video/mp4', 'video/ogg', 'video/quicktime', 'application/octet-stream', 'image', 'image/*'],
    ].map((type): [string, string] => [type, 'doc']),
  ];
  for (const [mimetype, expected] of types) {
    it(`'${mimetype}' is ${expected}`, () => assert.equal(messageTypeOf(mimetype, undefined), expected));
  }

  it('is what the bot wishes, whatever the file is', () => {
    for (const wish of ['image', 'sticker', 'doc', 'voice'] as const) {
      assert.equal(messageTypeOf('image/png', wish), wish);
    }
  });
});
