import assert from 'node:assert/strict';
import { Base64Pieces } from '../../../src/whatsgate/base64-pieces';

describe('base64 in pieces', () => {
  it('is what Node makes of the same bytes', () => {
    const bytes = Buffer.from(Array.from({ length: 65_535 * 2 + 300 }, (_, index) => (index * 7919) >>> 3));
    const pieces = [...new Base64Pieces().encode(bytes, bytes.length)].map((piece) =>
      piece.toString('latin1'),
    );
    assert.deepEqual(
      pieces.map((piece) => piece.length),
      [87_380, 87_380, 400],
    );
    assert.equal(pieces.join(''), bytes.toString('base64'));
  });

  it('leaves a piece alone until the fourth after it', () => {
    const pieces = new Base64Pieces().encode(Buffer.alloc(65_535 * 6, 'some text'), 65_535 * 6);
    const first = pieces.next().value ?? assert.fail();
    const was = Buffer.from(first);
    for (let after = 1; after <= 3; after += 1) {
      pieces.next();
      assert.ok(first.equals(was));
    }
  });
});
