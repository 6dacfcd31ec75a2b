import assert from 'node:assert/strict';
import { decodeBase64, parseDataUrl } from '../../../src/media/data-url';

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

  const none = [
    '',
    'data',
    'data:',
    'data:image/png;base64',
    'https://h/a,b',
    ' data:,x',
    `data:${'x'.repeat(300)},y`,
  ];
  for (const url of none) {
    it(`'${url.slice(0, 30)}' is none`, () => assert.equal(parseDataUrl(url), undefined));
  }
});

describe('base64', () => {
  const good: readonly [string, string][] = [
    ['', ''],
    ['YQ==', 'a'],
    ['YQ=', 'a'],
    ['YQ', 'a'],
    ['YWI=', 'ab'],
    ['YWI', 'ab'],
    ['YWJj', 'abc'],
    [' Y W\nJ\r\n\tj ', 'abc'],
    ['YWJj\n', 'abc'],
  ];
  for (const [text, expected] of good) {
    it(`${JSON.stringify(text)} is '${expected}'`, () =>
      assert.equal(decodeBase64(text)?.toString(), expected));
  }

  it('of the alphabet for URLs is read', () => {
    assert.deepEqual(decodeBase64('-_-_'), Buffer.from('+/+/', 'base64'));
  });

  const bad = [
    'A',
    'AAAAA',
    'YQ===',
    'A===',
    'YQ==YQ==',
    'Y=Q=',
    'hello!',
    'data:,YQ==',
    '%3D',
    'YWJj,',
    'Привет',
    '====',
    '=',
  ];
  for (const text of bad) {
    it(`${JSON.stringify(text)} is none`, () => assert.equal(decodeBase64(text), undefined));
  }

  it('made of padding does not stop the process', () => {
    const start = process.cpuUsage();
    assert.equal(decodeBase64(`${'='.repeat(1_000_000)}A`), undefined);
    assert.ok(process.cpuUsage(start).user < 2_000_000, 'linear in the length of the text');
  });
});
