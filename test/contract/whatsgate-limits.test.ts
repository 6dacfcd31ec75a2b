import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { WhatsGateAnswerError } from '../../src/whatsgate/errors';
import { API_KEY, makeClient, REAL_TRANSPORTS, TEXT } from '../unit/whatsgate/support/clients';
import { failureOf } from '../unit/whatsgate/support/failures';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { closeAfterEach, json, startServer } from '../unit/whatsgate/support/servers';

const CHECKED = JSON.stringify({ result: 'OK', data: true });

for (const { name, options } of REAL_TRANSPORTS) {
  describe(`answers that are not taken, over the ${name}`, () => {
    useRealSockets();
    const closing = closeAfterEach();

    it('larger than the limit: an error that is not repeated', async () => {
      const server = closing(await startServer((response) => response.end(`${CHECKED} `)));
      const maximumAnswerBytes = CHECKED.length;
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl, maximumAnswerBytes }));
      const checked = await failureOf(client.check('w', '7'), WhatsGateAnswerError);
      assert.deepEqual([checked.retryable, checked.maybeDelivered], [false, false]);
      assert.match(checked.message, new RegExp(`answer to 'check' cannot be used: .*${maximumAnswerBytes}`));
      assert.equal(server.requests.length, 1);
      const sent = await failureOf(client.send(TEXT), WhatsGateAnswerError);
      assert.equal(sent.maybeDelivered, true);
    });

    it('exactly as large as the limit: taken', async () => {
      const server = closing(await startServer((response) => response.end(CHECKED)));
      const maximumAnswerBytes = CHECKED.length;
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl, maximumAnswerBytes }));
      assert.equal(await client.check('w', '7'), true);
    });

    it('without end: the connection is closed as soon as the limit is reached', async () => {
      const responses: ServerResponse[] = [];
      const server = closing(
        await startServer((response) => {
          responses.push(response);
          const more = (): void => {
            while (!response.destroyed && response.write('x'.repeat(16_384)));
          };
          response.on('drain', more);
          more();
        }),
      );
      const client = closing(
        makeClient({ ...options(), baseUrl: server.baseUrl, maximumAnswerBytes: 100_000 }),
      );
      await failureOf(client.check('w', '7'), WhatsGateAnswerError);
      const [response = assert.fail()] = responses;
      if (!response.destroyed) await once(response, 'close');
    });

    it('in many small pieces that cut letters in two: put together', async () => {
      const body = Buffer.from('{"result":{"body":"Привет ☀️"}}');
      const server = closing(
        await startServer((response) => {
          for (const byte of body) response.write(Buffer.of(byte));
          response.end();
        }),
      );
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl }));
      assert.deepEqual(await client.send(TEXT), { queued: false, message: { body: 'Привет ☀️' } });
    });

    for (const status of [301, 302, 307, 308]) {
      it(`a redirect with ${status}: an error, and the key goes nowhere else`, async () => {
        const elsewhere = closing(await startServer((response) => response.end(CHECKED)));
        const server = closing(
          await startServer((response) =>
            response.writeHead(status, { location: `${elsewhere.baseUrl}/check` }).end(),
          ),
        );
        const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl }));
        const failure = await failureOf(client.check('w', '7'), WhatsGateAnswerError);
        assert.equal(failure.status, status);
        assert.equal(server.requests[0]?.headers['x-api-key'], API_KEY);
        assert.deepEqual([server.requests.length, elsewhere.requests.length], [1, 0]);
      });
    }

    it('a redirect that looks like a success is none', async () => {
      const server = closing(
        await startServer((response) => json(response, { result: 'OK', data: true }, 303)),
      );
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl }));
      await assert.rejects(client.check('w', '7'), { name: 'WhatsGateApiError', status: 303 });
    });
  });
}

describe('compressed answers', () => {
  useRealSockets();
  const closing = closeAfterEach();
  const start = () =>
    startServer((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(CHECKED)));

  it('are not asked for by the own transport, and an error when they come all the same', async () => {
    const server = closing(await start());
    const client = closing(makeClient({ baseUrl: server.baseUrl }));
    const failure = await failureOf(client.check('w', '7'), WhatsGateAnswerError);
    assert.match(failure.message, /encoded as gzip although that was not asked for/);
    assert.equal(failure.retryable, false);
    assert.equal(server.requests[0]?.headers['accept-encoding'], 'identity');
    assert.equal((await failureOf(client.send(TEXT), WhatsGateAnswerError)).maybeDelivered, true);
  });

  it('are read by an injected axios, which asks for them', async () => {
    const server = closing(await start());
    const client = closing(makeClient({ ...REAL_TRANSPORTS[1]!.options(), baseUrl: server.baseUrl }));
    assert.equal(await client.check('w', '7'), true);
  });
});
