import assert from 'node:assert/strict';
import { parseDataUrl } from '../../../src/media/data-url';

describe('data URLs', () => {
  const cases: readonly [string, string | undefined, boolean, string][] = [
    ['data:image/png;base64,AAAA', 'image/png', true, 'AAAA'],
    ['DATA:image/png;BASE64,AAAA', 'image/png', true, 'AAAA'],
    ['data:image/png; base64 ,AAAA', 'image/png', true, 'AAAA'],
    ['data:text/plain;charset=utf-8,a%20b', 'text/plain;charset=utf-8', false, 'a%20b'],
    ['data:text/plain;charset=utf-8;base64,AA==', 'text/plain;charset=utf-8', true, 'AA=='],
    ['data:;base64,AAAA', undefined, true, 'AAAA'],
    ['data:,a,b', undefined, false, 'a,b'],
    ['data:,', undefined, false, ''],
    ['data:base64,AAAA', undefined, true, 'AAAA'],
  ];
  for (const [url, mimetype, base64, payload] of cases) {
    it(url, () => assert.deepEqual(parseDataUrl(url), { mimetype, base64, payload }));
  }

  it('may carry a long name', () => {
    const mimetype = `application/pdf;name=${encodeURIComponent('Очень длинное название документа за май.pdf')}`;
    const expected = { mimetype, base64: true, payload: 'AAAA' };
    assert.deepEqual(parseDataUrl(`data:${mimetype};base64,AAAA`), expected);
  });

  const none = [
    '',
    'data',
    'data:',
    'data:image/png;base64',
    'https://h/a,b',
    ' data:,x',
    `data:${'x'.repeat(5000)},y`,
  ];
  for (const url of none) {
    it(`'${url.slice(0, 30)}' is none`, () => assert.equal(parseDataUrl(url), undefined));
  }
});
