import assert from 'node:assert/strict';
import { isStickerSized, readWebp } from '../../../src/media/webp';
import { MOVING_WEBP, PNG, WEBP, webpOf } from '../../fixtures/media';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('the header of a WebP picture', () => {
  const cases: readonly (readonly [name: string, head: Uint8Array, facts: ReturnType<typeof readWebp>])[] = [
    ['of the lossy form', webpOf(300, 16_383), { isAnimated: false, width: 300, height: 16_383 }],
    [
      'of the lossy form, with the bits for scaling set',
      latin1('RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\x30\0\0\x9d\x01\x2a\0\x42\0\x82'),
      { isAnimated: false, width: 512, height: 512 },
    ],
    [
      'of the lossless form',
      latin1('RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f\xff\x41\0\0'),
      { isAnimated: false, width: 512, height: 2 },
    ],
    ['of the extended form', MOVING_WEBP, { isAnimated: true, width: 512, height: 512 }],
    [
      'of a still picture of the extended form',
      latin1('RIFF\x22\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\0\0\0'),
      { isAnimated: false, width: 16_777_216, height: 1 },
    ],
    ['cut off', WEBP.subarray(0, 29), { isAnimated: false }],
    [
      'of the lossy form without its signature',
      latin1(`RIFF\x16\0\0\0WEBPVP8 ${'\0'.repeat(14)}`),
      { isAnimated: false },
    ],
    [
      'of the lossless form without its signature',
      latin1(`RIFF\x16\0\0\0WEBPVP8L${'\0'.repeat(14)}`),
      { isAnimated: false },
    ],
    [
      'of a form that nobody knows',
      latin1(`RIFF\x16\0\0\0WEBPVP9 ${'\0'.repeat(14)}`),
      { isAnimated: false },
    ],
    ['of something else', PNG, undefined],
  ];
  for (const [name, head, facts] of cases) {
    it(`${name} is read`, () => assert.deepEqual(readWebp(head), facts));
  }

  it('tells the size of a sticker from any other', () => {
    assert.equal(isStickerSized(readWebp(WEBP)), true);
    for (const head of [webpOf(511), webpOf(512, 511), webpOf(511, 512), WEBP.subarray(0, 28), PNG]) {
      assert.equal(isStickerSized(readWebp(head)), false);
    }
  });
});
