import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { sourceOf } from '../../../src/media/source';
import { formatMediaReference } from '../../../src/whatsgate/media-reference';

const BYTES = Buffer.from('GIF89a');

describe('where the bytes of an attachment come from', () => {
  const views: readonly [string, unknown][] = [
    ['a Buffer', BYTES],
    ['a Uint8Array', new Uint8Array(BYTES)],
    ['an ArrayBuffer', new Uint8Array(BYTES).buffer],
    ['a Buffer that went through JSON', JSON.parse(JSON.stringify(BYTES))],
  ];
  for (const [name, content] of views) {
    it(`content as ${name}`, () => {
      const source = sourceOf({ content, contentUrl: 'https://h/a' });
      assert.equal(source?.kind, 'bytes');
      assert.deepEqual(Buffer.from(source.bytes), BYTES);
    });
  }

  it('content as text is base64', () => {
    assert.deepEqual(sourceOf({ content: 'R0lG', contentUrl: 'https://h/a' }), {
      kind: 'base64',
      text: 'R0lG',
    });
  });

  const reference = { whatsappId: '66b/1', messageId: 'false_7@c.us_AA' };
  const urls: readonly [string, object][] = [
    ['https://h/a', { kind: 'url', url: 'https://h/a' }],
    ['HTTP://h/a', { kind: 'url', url: 'HTTP://h/a' }],
    ['data:,x', { kind: 'data-url', url: 'data:,x' }],
    ['Data:image/png;base64,AAAA', { kind: 'data-url', url: 'Data:image/png;base64,AAAA' }],
    ['file:///srv/a.pdf', { kind: 'file', url: 'file:///srv/a.pdf' }],
    ['file:a.pdf', { kind: 'file', url: 'file:a.pdf' }],
    [formatMediaReference(reference), { kind: 'gateway', reference }],
  ];
  for (const [contentUrl, expected] of urls) {
    it(`contentUrl ${contentUrl}`, () => assert.deepEqual(sourceOf({ contentUrl }), expected));
  }

  it('content that can be iterated, such as a stream', () => {
    const stream = Readable.from(['x']);
    assert.deepEqual(sourceOf({ content: stream }), { kind: 'stream', pieces: stream });
  });

  const other = [
    'ftp://h/a',
    '//h/a',
    'a.png',
    'javascript:x',
    'whatsgate://media/a',
    'whatsgate://media/%E0/%A4',
    '',
  ];
  for (const contentUrl of other) {
    it(`'${contentUrl}' is none`, () => assert.equal(sourceOf({ contentUrl }), undefined));
  }

  for (const content of [undefined, null, '', 5, {}, [], { type: 'Buffer' }, { type: 'Other', data: [1] }]) {
    it(`content ${JSON.stringify({ content })} leaves it to contentUrl`, () => {
      assert.equal(sourceOf({ content }), undefined);
      assert.equal(sourceOf({ content, contentUrl: 'https://h/a' })?.kind, 'url');
    });
  }
});
