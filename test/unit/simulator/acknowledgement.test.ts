import assert from 'node:assert/strict';
import { isAcknowledgement } from '../../../src/simulator/acknowledgement';
import { defaultAssumptions } from '../../../src/simulator/assumptions';
import { typeAfterSending } from '../../../src/simulator/messages';

describe('simulator: acknowledgement', () => {
  const verdict = (status: number | undefined, responseBody: string | undefined): boolean =>
    isAcknowledgement(
      {
        requestHeaders: {},
        durationMs: 1,
        ...(status === undefined ? {} : { status }),
        ...(responseBody === undefined ? {} : { responseBody }),
      },
      501,
      defaultAssumptions(),
    );

  const cases: readonly [number | undefined, string | undefined, boolean][] = [
    [200, '{"result":"OK","id":501}', true],
    [202, ' {"id":501,"result":"OK","more":1} ', true],
    [200, '{"result":"OK","id":"501"}', true],
    [200, '{"result":"OK","id":"0501"}', false],
    [200, '{"result":"OK","id":502}', false],
    [200, '{"result":"OK"}', false],
    [200, '{"result":"ok","id":501}', false],
    [200, '{"id":501}', false],
    [200, '[]', false],
    [200, 'null', false],
    [200, 'OK', false],
    [200, '', false],
    [302, '{"result":"OK","id":501}', false],
    [500, '{"result":"OK","id":501}', false],
    [200, undefined, false],
    [undefined, undefined, false],
  ];
  for (const [status, body, expected] of cases) {
    it(`${status ?? 'no status'} ${body ?? 'no body'}: ${expected ? 'yes' : 'no'}`, () => {
      assert.equal(verdict(status, body), expected);
    });
  }
});

describe('simulator: message types', () => {
  it('turn from what is sent into what is shown', () => {
    assert.equal(typeAfterSending('image', undefined), 'image');
    assert.equal(typeAfterSending('image', 'audio/mpeg'), 'audio');
    assert.equal(typeAfterSending('sticker', 'image/webp'), 'sticker');
  });
});
