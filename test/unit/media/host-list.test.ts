import assert from 'node:assert/strict';
import { isAllowedHost } from '../../../src/media/host-list';

describe('a list of hosts', () => {
  const cases: readonly [url: string, entry: string, isAllowed: boolean][] = [
    ['https://files.example.com:8443/a', 'files.example.com', true],
    ['https://FILES.example.com./a', 'Files.Example.com', true],
    ['https://a.files.example.com/a', '*.example.com', true],
    ['https://example.com/a', '*.example.com', false],
    ['https://badexample.com/a', '*.example.com', false],
    ['https://файлы.рф/a', 'файлы.рф', true],
    ['https://xn--80a0bac5b.xn--p1ai/a', '*.рф', true],
    ['http://[2001:db8::1]/a', '2001:db8::1', true],
    ['http://[2001:db8::1]/a', '[2001:DB8:0::1]', true],
    ['http://[2001:db8::2]/a', '2001:db8::1', false],
  ];
  for (const [url, entry, isAllowed] of cases) {
    it(`${entry} ${isAllowed ? 'takes' : 'refuses'} ${url}`, () => {
      assert.equal(isAllowedHost(new URL(url).hostname, [entry]), isAllowed);
    });
  }
});
