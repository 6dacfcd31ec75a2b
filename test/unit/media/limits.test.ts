import assert from 'node:assert/strict';
import { checkKind, defaultMediaLimits } from '../../../src/media/limits';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';
import { MOVING_WEBP, PNG, WEBP } from '../../fixtures/media';

const MIB = 1024 * 1024;

describe('limits of each kind', () => {
  const cases: readonly [Parameters<typeof checkKind>[0], Uint8Array, number, string][] = [
    ['image', PNG, 5 * MIB, 'maximumImageBytes'],
    ['sticker', WEBP, 100 * 1024, 'maximumStickerBytes'],
    ['sticker', MOVING_WEBP, 500 * 1024, 'maximumAnimatedStickerBytes'],
    ['voice', PNG, 16 * MIB, 'maximumVoiceBytes'],
  ];
  for (const [type, head, most, option] of cases) {
    it(`${option}: ${most} bytes pass, one more is an error that says what to do`, () => {
      checkKind(type, { size: most, head }, defaultMediaLimits);
      assert.throws(
        () => checkKind(type, { size: most + 1, head }, defaultMediaLimits),
        (error) => {
          assert.ok(error instanceof WhatsGateActivityError);
          assert.match(
            error.message,
            new RegExp(`${most + 1} bytes .* ${most} bytes .*media\\.${option}.*'doc'`),
          );
          return true;
        },
      );
    });
  }

  it('a sticker is WebP or none', () => {
    assert.throws(() => checkKind('sticker', { size: 9, head: PNG }, defaultMediaLimits), /WebP/);
  });

  it('documents have none of their own', () => {
    checkKind('doc', { size: 99 * MIB, head: PNG }, defaultMediaLimits);
  });
});
