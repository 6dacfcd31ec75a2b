import assert from 'node:assert/strict';
import { readWebhookBody, type BodyLimits, type WebhookBody } from '../../../src/channel/webhook-body';
import { isRecord } from '../../../src/whatsgate/json';
import { FakeRequest, type RequestParts } from './support/http';

const LIMITS: BodyLimits = { maximumBytes: 64, timeoutMs: 10_000 };

/** Headers are checked and parsed bodies taken without waiting for anything. */
function readNow(parts: RequestParts): WebhookBody {
  const body = readWebhookBody(new FakeRequest(parts), LIMITS);
  assert.ok(!(body instanceof Promise), 'the body was read from the stream');
  return body;
}

describe('the headers of a webhook', () => {
  const body = { id: 1 };

  for (const type of [
    undefined,
    'application/json',
    'Application/JSON',
    ' application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json ; charset=utf-8',
    'application/cloudevents+json',
    'application/vnd.whatsgate.v1+json; charset=utf-8',
  ]) {
    it(`may say ${String(type)}`, () => {
      assert.deepEqual(readNow({ body, headers: { 'content-type': type } }), { value: body });
    });
  }

  for (const type of [
    'text/plain',
    'text/json',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json-seq',
    'application/json.x',
    'application/json+xml',
    'application/+json',
    'x-application/json',
    '',
  ]) {
    it(`may not say ${JSON.stringify(type)}`, () => {
      const request = new FakeRequest({ body, headers: { 'content-type': type } });
      assert.deepEqual(readWebhookBody(request, LIMITS), { refused: 415 });
      assert.equal(request.resumed, 1);
    });
  }

  for (const [encoding, refused] of [
    ['identity', false],
    ['Identity', false],
    ['gzip', true],
    ['gzip, identity', true],
    ['br', true],
  ] as const) {
    it(`${refused ? 'may not' : 'may'} say that the encoding is ${encoding}`, () => {
      const read = readNow({ body, headers: { 'content-encoding': encoding } });
      assert.deepEqual(read, refused ? { refused: 415 } : { value: body });
    });
  }

  it('may announce a body up to the limit and not above', () => {
    assert.deepEqual(readNow({ body, headers: { 'content-length': '64' } }), { value: body });
    const request = new FakeRequest({ headers: { 'content-length': '65' } });
    assert.deepEqual(readWebhookBody(request, LIMITS), { refused: 413 });
    assert.equal(request.resumed, 1);
    assert.equal(request.listenerCount('data'), 0);
  });
});

describe('a body that a framework has read', () => {
  it('is taken as it is when it was parsed', () => {
    const body = { id: 1, nested: { list: [1, 'two'] } };
    assert.deepEqual(readNow({ body }), { value: body });
  });

  for (const [kind, body] of [
    ['text', '{"id":"я"}'],
    ['text with a byte order mark', '\uFEFF{"id":"я"}'],
    ['a Buffer', Buffer.from('{"id":"я"}')],
    ['bytes', new TextEncoder().encode('{"id":"я"}')],
  ] as const) {
    it(`is parsed when it is ${kind}`, () => assert.deepEqual(readNow({ body }), { value: { id: 'я' } }));
  }

  it('is read from the middle of a larger piece of memory', () => {
    const memory = Buffer.from('xx{"id":1}yy');
    assert.deepEqual(readNow({ body: new Uint8Array(memory.buffer, memory.byteOffset + 2, 8) }), {
      value: { id: 1 },
    });
  });

  for (const body of ['', 'no json', '{"id":1', Buffer.alloc(0), Buffer.from('{')]) {
    it(`is refused when it is ${JSON.stringify(String(body))}`, () => {
      assert.deepEqual(readNow({ body }), { refused: 400 });
    });
  }

  it('may have as many bytes as the limit, counted as bytes', () => {
    const exact = JSON.stringify('x'.repeat(62));
    assert.deepEqual(readNow({ body: exact }), { value: 'x'.repeat(62) });
    assert.deepEqual(readNow({ body: `${exact} ` }), { refused: 413 });
    assert.deepEqual(readNow({ body: Buffer.from(`${exact} `) }), { refused: 413 });
    assert.deepEqual(readNow({ body: JSON.stringify('я'.repeat(32)) }), { refused: 413 });
    assert.deepEqual(readNow({ body: JSON.stringify('я'.repeat(31)) }), { value: 'я'.repeat(31) });
  });

  for (const [kind, parsed] of [
    ['text', '{"a":{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"b":2}}'],
    ['parsed', JSON.parse('{"a":{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"b":2}}') as object],
  ] as const) {
    it(`loses keys that could change a prototype (${kind})`, () => {
      const read = readWebhookBody(new FakeRequest({ body: parsed }), { ...LIMITS, maximumBytes: 1000 });
      assert.ok('value' in read && isRecord(read.value));
      const inner = read.value['a'] as object;
      assert.deepEqual(Object.getOwnPropertyNames(inner), ['b']);
      assert.equal((Object.assign({}, inner) as { x?: number }).x, undefined);
    });
  }

  it('may be an empty object', () => {
    assert.deepEqual(readNow({ body: {}, readableEnded: true }), { value: {} });
    assert.deepEqual(readNow({ body: {} }), { value: {} });
  });

  it('that was read and left nowhere is refused, instead of waited for', () => {
    assert.deepEqual(readNow({ readableEnded: true }), { refused: 400 });
    assert.deepEqual(readWebhookBody({ headers: {} }, LIMITS), { refused: 400 });
    assert.deepEqual(readNow({ body: null, readableEnded: true }), { refused: 400 });
  });
});
