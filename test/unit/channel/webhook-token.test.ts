import assert from 'node:assert/strict';
import { createTokenCheck } from '../../../src/channel/webhook-token';

const TOKEN = 'Tok-0123_456.789~abc';
const NEXT = 'another-token-of-some-length';

describe('the token of a webhook', () => {
  const knows = createTokenCheck([TOKEN, NEXT]);

  for (const url of [
    `/${TOKEN}`,
    TOKEN,
    `/api/whatsgate/${TOKEN}`,
    `/api/whatsgate/${TOKEN}/`,
    `/api/whatsgate/${TOKEN}//`,
    `/api/whatsgate/${TOKEN}?a=1`,
    `/api/whatsgate/${TOKEN}/?a=1`,
    `/api/whatsgate/${TOKEN}?`,
    `/api/whatsgate/${TOKEN}?token=wrong`,
    `https://bot.example/api/whatsgate/${TOKEN}`,
    `/api/whatsgate?token=${TOKEN}`,
    `/api/whatsgate/?a=1&token=${TOKEN}&b=2`,
    `?token=${TOKEN}`,
    `/api/whatsgate/${NEXT}`,
    `/api/whatsgate?token=${NEXT}`,
    `/api/whatsgate/${TOKEN.replace('~', '%7E')}`,
    `/api/whatsgate/${TOKEN.replace('-', '%2d')}/`,
    `/api/whatsgate?token=${TOKEN.replace('~', '%7e')}`,
  ]) {
    it(`passes in ${url}`, () => assert.equal(knows(url), true));
  }

  for (const url of [
    undefined,
    '',
    '/',
    '//',
    '/?token=',
    '/?token',
    '/api/whatsgate',
    `/api/whatsgate/${TOKEN.slice(0, -1)}`,
    `/api/whatsgate/${TOKEN.slice(1)}`,
    `/api/whatsgate/${TOKEN}x`,
    `/api/whatsgate/x${TOKEN}`,
    `/api/whatsgate/${TOKEN}${TOKEN}`,
    `/api/whatsgate/${TOKEN}%00`,
    `/api/whatsgate/${TOKEN}\0`,
    `/api/whatsgate/${TOKEN.toLowerCase()}`,
    `/api/whatsgate/${TOKEN.replace('o', 'о')}`,
    `/api/whatsgate/${'я'.repeat(TOKEN.length)}`,
    `/api/whatsgate/${'я'.repeat(TOKEN.length / 2)}`,
    `/api/whatsgate/${TOKEN.slice(0, -1)}я`,
    `/api/whatsgate/${TOKEN}/other`,
    `/${TOKEN}/other?token=wrong`,
    `/api/whatsgate/%zz${TOKEN}`,
    `/api/whatsgate/%`,
    `/api/whatsgate/%FF`,
    `/api/whatsgate?TOKEN=${TOKEN}`,
    `/api/whatsgate?key=${TOKEN}`,
    `/api/whatsgate?token=wrong&token=${TOKEN}`,
    `/api/whatsgate?token=%zz`,
    `/api/whatsgate/${TOKEN}${NEXT}`,
  ]) {
    it(`does not pass in ${JSON.stringify(url)}`, () => assert.equal(knows(url), false));
  }

  it('remembers nothing of the request before', () => {
    assert.equal(knows(`/${TOKEN}`), true);
    assert.equal(knows(`/${TOKEN.slice(0, 4)}`), false);
    assert.equal(knows('/'), false);
    assert.equal(knows(`/${NEXT}`), true);
  });

  it('passes nothing when there are no tokens', () => {
    assert.equal(createTokenCheck([])(`/${TOKEN}`), false);
    assert.equal(createTokenCheck([])('/'), false);
  });

  it('takes about as long for many slashes as for few', () => {
    const slashes = `${'/'.repeat(200_000)}x`;
    const before = process.hrtime.bigint();
    assert.equal(knows(slashes), false);
    const milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
    // Looking at each of them again from every other one takes half a minute.
    assert.ok(milliseconds < 2000, `it took ${milliseconds} ms`);
  });
});
