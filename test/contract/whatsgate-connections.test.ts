import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import { stub } from 'sinon';
import { WhatsGateNetworkError, type WhatsGateError } from '../../src/whatsgate/errors';
import { makeClient, REAL_TRANSPORTS, TEXT } from '../unit/whatsgate/support/clients';
import { failureOf } from '../unit/whatsgate/support/failures';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import {
  closeAfterEach,
  json,
  startServer,
  startSocketServer,
  unusedPort,
} from '../unit/whatsgate/support/servers';

const CHECKED = { result: 'OK', data: true };

for (const { name, options } of REAL_TRANSPORTS) {
  describe(`broken connections over the ${name}`, () => {
    useRealSockets();
    const closing = closeAfterEach();

    it('refused ones are repeated for send too, because nothing was written', async () => {
      const announced: WhatsGateError[] = [];
      const client = closing(
        makeClient({
          ...options(),
          baseUrl: `http://127.0.0.1:${await unusedPort()}/api/v1`,
          onRetry: (_command, error) => void announced.push(error),
        }),
      );
      const failure = await failureOf(client.send(TEXT), WhatsGateNetworkError);
      assert.deepEqual(
        [failure.code, failure.command, failure.requestWritten, failure.maybeDelivered, failure.retryable],
        ['whatsgate_network', 'send', false, false, true],
      );
      assert.match(failure.message, /for 'send' could not be made: .*ECONNREFUSED/);
      assert.equal(announced.length, 2);
      await failureOf(client.createSession({ name: 'x' }), WhatsGateNetworkError);
      assert.equal(announced.length, 4);
    });

    it('a refusal by all addresses of a host has a reason', async () => {
      const baseUrl = `http://gateway.test:${await unusedPort()}/api/v1`;
      const addresses = ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 }));
      const lookup = stub(dns, 'lookup').yields(null, addresses);
      try {
        const client = closing(makeClient({ ...options(), baseUrl, retry: false }));
        const failure = await failureOf(client.send(TEXT), WhatsGateNetworkError);
        assert.equal(failure.requestWritten, false);
        assert.match(failure.message, /could not be made: .*ECONNREFUSED/);
      } finally {
        lookup.restore();
      }
    });

    it('a host without address is reported by its name', async () => {
      const error = Object.assign(new Error('getaddrinfo ENOTFOUND gateway.test'), { code: 'ENOTFOUND' });
      const lookup = stub(dns, 'lookup').yields(error);
      try {
        const client = closing(makeClient({ ...options(), baseUrl: 'http://gateway.test/api/v1' }));
        const failure = await failureOf(client.send(TEXT), WhatsGateNetworkError);
        assert.deepEqual([failure.requestWritten, failure.maybeDelivered], [false, false]);
        assert.match(failure.message, /could not be made: .*ENOTFOUND gateway\.test/);
      } finally {
        lookup.restore();
      }
    });

    const breaks = [
      ['reset before the body is read', () => startSocketServer((socket) => void socket.resetAndDestroy())],
      ['closed before the body is read', () => startSocketServer((socket) => void socket.destroy())],
      [
        'closed in the middle of the answer',
        () =>
          startSocketServer((socket) => {
            socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"result":{"id":"true_7@c.us_A"');
          }),
      ],
      ['answered with no HTTP', () => startSocketServer((socket) => void socket.end('SSH-2.0-x\r\n'))],
    ] as const;
    for (const [what, start] of breaks) {
      it(`one that is ${what} is ambiguous for send, and repeated for check`, async () => {
        const server = closing(await start());
        const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl }));
        const failure = await failureOf(client.send(TEXT), WhatsGateNetworkError);
        assert.deepEqual(
          [failure.requestWritten, failure.maybeDelivered, failure.retryable],
          [true, true, true],
        );
        assert.match(failure.message, /'send' broke: .+ may have been sent all the same/);
        assert.equal(server.connections(), 1);
        const checked = await failureOf(client.check('w', '7'), WhatsGateNetworkError);
        assert.equal(checked.maybeDelivered, false);
        assert.equal(server.connections(), 4);
      });
    }

    it('one that is reset after the body is ambiguous for send', async () => {
      const server = closing(await startServer((response) => void response.socket?.resetAndDestroy()));
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl }));
      const failure = await failureOf(client.send(TEXT), WhatsGateNetworkError);
      assert.deepEqual([failure.requestWritten, failure.maybeDelivered], [true, true]);
      assert.deepEqual(JSON.parse(server.requests[0]!.body), TEXT);
      assert.equal(server.requests.length, 1);
    });

    it('a check heals when the gateway comes back', async () => {
      const server = closing(
        await startServer((response, number) => {
          if (number < 3) response.socket?.resetAndDestroy();
          else json(response, CHECKED);
        }),
      );
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl }));
      assert.equal(await client.check('w', '7'), true);
      assert.equal(server.requests.length, 3);
    });

    it('calls one after the other share connections', async () => {
      const server = closing(await startServer((response) => json(response, CHECKED)));
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl }));
      for (let call = 0; call < 10; call += 1) assert.equal(await client.check('w', '7'), true);
      assert.equal(server.requests.length, 10);
      // A pool may open a second one while the first is not quite free yet.
      assert.ok(server.sockets.length <= 2, `${server.sockets.length} connections`);
    });
  });
}

describe('closing a client', () => {
  useRealSockets();
  const closing = closeAfterEach();

  it('ends idle connections', async () => {
    const server = closing(await startServer((response) => json(response, CHECKED)));
    const client = makeClient({ baseUrl: server.baseUrl });
    await client.check('w', '7');
    const [socket = assert.fail()] = server.sockets;
    assert.equal(socket.destroyed, false);
    const ended = once(socket, 'close');
    client.close();
    await ended;
  });

  it('lets calls under way end by themselves', async () => {
    let finish = (): void => assert.fail();
    const server = closing(await startServer((response) => (finish = () => json(response, CHECKED))));
    const client = makeClient({ baseUrl: server.baseUrl, retry: false });
    const checked = client.check('w', '7');
    await server.arrived(1);
    const [socket = assert.fail()] = server.sockets;
    const ended = once(socket, 'close');
    client.close();
    finish();
    assert.equal(await checked, true);
    await ended;
  });

  it('may be done twice, and before any call', () => {
    const client = makeClient();
    client.close();
    assert.doesNotThrow(() => client.close());
  });
});
