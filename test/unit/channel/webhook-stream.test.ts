import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import type sinon from 'sinon';
import { readWebhookBody, type BodyLimits, type WebhookBody } from '../../../src/channel/webhook-body';
import { isPending, stopClock } from '../inbox/support';
import { FakeRequest } from './support/http';

const LIMITS: BodyLimits = { maximumBytes: 64, timeoutMs: 10_000 };

describe('a body that arrives as a stream', () => {
  let clock: sinon.SinonFakeTimers;
  let request: FakeRequest;
  let reading: Promise<WebhookBody>;

  beforeEach(() => {
    clock = stopClock();
    request = new FakeRequest();
    reading = Promise.resolve(readWebhookBody(request, LIMITS));
  });
  afterEach(() => {
    assert.equal(clock.countTimers(), 0, 'a timer was left behind');
    clock.restore();
  });

  it('is parsed when it is complete', async () => {
    request.emit('data', Buffer.from('{"id":'));
    assert.equal(await isPending(reading), true);
    request.arrive(Buffer.from('1}'));
    assert.deepEqual(await reading, { value: { id: 1 } });
  });

  it('may be cut in the middle of a character', async () => {
    const bytes = Buffer.from('{"text":"я😀"}');
    request.arrive(...[...bytes].map((byte) => Buffer.of(byte)));
    assert.deepEqual(await reading, { value: { text: 'я😀' } });
  });

  it('may come as text, when something has set an encoding', async () => {
    request.arrive('{"text":"я', '😀"}');
    assert.deepEqual(await reading, { value: { text: 'я😀' } });
  });

  it('may come as bytes that are no Buffer', async () => {
    request.arrive(new TextEncoder().encode('{"text":"я"}'));
    assert.deepEqual(await reading, { value: { text: 'я' } });
  });

  it('keeps what is readable of invalid UTF-8 inside a text', async () => {
    request.arrive(Buffer.from('{"text":"a'), Buffer.of(0xff, 0xc3), Buffer.from('b"}'));
    assert.deepEqual(await reading, { value: { text: 'a\uFFFD\uFFFDb' } });
  });

  it('is refused with invalid UTF-8 between the texts', async () => {
    request.arrive(Buffer.of(0xff), Buffer.from('{"id":1}'));
    assert.deepEqual(await reading, { refused: 400 });
  });

  it('is read when a parser has left it alone, and an empty object in its place', async () => {
    const left = new FakeRequest({ body: {}, readableEnded: false });
    const read = Promise.resolve(readWebhookBody(left, LIMITS));
    left.arrive('{"id":1}');
    request.arrive();
    assert.deepEqual(await read, { value: { id: 1 } });
  });

  it('is refused when it is empty', async () => {
    request.arrive();
    assert.deepEqual(await reading, { refused: 400 });
  });

  it('is refused when it is no JSON', async () => {
    request.arrive(Buffer.from('<xml/>'));
    assert.deepEqual(await reading, { refused: 400 });
  });

  it('loses keys that could change a prototype', async () => {
    request.arrive(Buffer.from('{"__proto__":{"x":1},"id":1}'));
    const read = await reading;
    assert.ok('value' in read);
    assert.deepEqual(Object.getOwnPropertyNames(read.value), ['id']);
  });

  it('may have as many bytes as the limit', async () => {
    request.arrive(Buffer.from(JSON.stringify('x'.repeat(62))));
    assert.deepEqual(await reading, { value: 'x'.repeat(62) });
  });

  for (const [kind, chunk] of [
    ['bytes', Buffer.alloc(33, 0x20)],
    ['text', 'я'.repeat(17)],
  ] as const) {
    it(`is refused as soon as it is over the limit (${kind})`, async () => {
      request.emit('data', chunk);
      assert.equal(await isPending(reading), true);
      request.emit('data', chunk);
      assert.deepEqual(await reading, { refused: 413 });
      request.arrive(chunk);
    });
  }

  it('is refused when it does not arrive in time, however often a piece of it comes', async () => {
    request.emit('data', Buffer.from('{'));
    await clock.tickAsync(9999);
    request.emit('data', Buffer.from('"id"'));
    assert.equal(await isPending(reading), true);
    await clock.tickAsync(1);
    assert.deepEqual(await reading, { refused: 408 });
  });

  it('is refused when the other side goes away before its end', async () => {
    request.emit('data', Buffer.from('{"id":1}'));
    request.emit('close');
    assert.deepEqual(await reading, { refused: 400 });
  });

  it('is refused when it breaks, and a late error disturbs nobody', async () => {
    request.emit('error', new Error('aborted'));
    assert.deepEqual(await reading, { refused: 400 });
    request.emit('error', new Error('ECONNRESET'));
  });
});

describe('a body that arrives as a real stream', () => {
  for (const encoding of [undefined, 'utf8'] as const) {
    it(`is read with ${encoding ?? 'no'} encoding set`, async () => {
      const stream = Object.assign(new PassThrough(), { headers: {} });
      if (encoding !== undefined) stream.setEncoding(encoding);
      const reading = readWebhookBody(stream, LIMITS);
      stream.write(Buffer.from('{"text":"').subarray(0, 5));
      stream.end(Buffer.concat([Buffer.from('{"text":"').subarray(5), Buffer.from('я"}')]));
      assert.deepEqual(await reading, { value: { text: 'я' } });
    });
  }

  it('is refused when the stream is destroyed', async () => {
    const stream = Object.assign(new PassThrough(), { headers: {} });
    const reading = readWebhookBody(stream, LIMITS);
    stream.write('{"text"');
    stream.destroy(new Error('ECONNRESET'));
    assert.deepEqual(await reading, { refused: 400 });
  });
});

describe('a body that comes over HTTP', () => {
  let server: Server;
  let answers: Promise<WebhookBody>[];
  let ends: number;

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.on('close', () => (ends += 1));
      const answer = Promise.resolve(readWebhookBody(request, LIMITS));
      answers.push(answer);
      void answer.then(() => response.end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** Sends the pieces as they are, each once the one before is on its way, and gives all answers. */
  async function exchange(pieces: readonly string[], requests: number): Promise<readonly WebhookBody[]> {
    answers = [];
    ends = 0;
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    for (const piece of pieces) {
      await new Promise((resolve) => socket.write(piece, resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.split('{}').length > requests) break;
    }
    assert.equal(ends, requests);
    return Promise.all(answers);
  }

  const head = (headers: string): string => `POST / HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`;
  const whole = `${head('Content-Length: 8')}{"id":1}`;

  it('is read when it came with its headers', async () => {
    assert.deepEqual(await exchange([whole], 1), [{ value: { id: 1 } }]);
  });

  it('is read when it comes in pieces, or in chunks', async () => {
    const pieces = [head('Content-Length: 8'), '{"id"', ':1}'];
    assert.deepEqual(await exchange(pieces, 1), [{ value: { id: 1 } }]);
    const chunked = `${head('Transfer-Encoding: chunked')}8\r\n{"id":1}\r\n0\r\n\r\n`;
    assert.deepEqual(await exchange([chunked], 1), [{ value: { id: 1 } }]);
  });

  it('leaves the connection to the next one', async () => {
    assert.deepEqual(await exchange([whole, whole, whole], 3), Array(3).fill({ value: { id: 1 } }));
    assert.deepEqual(await exchange([whole + whole], 2), Array(2).fill({ value: { id: 1 } }));
  });

  it('is refused when it is no JSON', async () => {
    assert.deepEqual(await exchange([`${head('Content-Length: 3')}no!`], 1), [{ refused: 400 }]);
  });
});
