import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { spy, stub } from 'sinon';
import { WhatsGateNetworkError, WhatsGateTimeoutError } from '../../src/whatsgate/errors';
import { makeClient, REAL_TRANSPORTS, TEXT } from '../unit/whatsgate/support/clients';
import { failureOf } from '../unit/whatsgate/support/failures';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { closeAfterEach, json, startServer } from '../unit/whatsgate/support/servers';

/** Sends a byte every few milliseconds and never comes to an end. */
function trickle(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{');
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(timer));
}

for (const { name, options } of REAL_TRANSPORTS) {
  describe(`deadlines over the ${name}`, () => {
    useRealSockets();
    const closing = closeAfterEach();

    for (const [what, treat] of [
      ['never comes', () => undefined],
      ['comes byte by byte without end', trickle],
    ] as const) {
      it(`an answer to send that ${what} is ambiguous, and not repeated`, async () => {
        const server = closing(await startServer(treat));
        const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl, timeoutMs: 60 }));
        const failure = await failureOf(client.send(TEXT), WhatsGateTimeoutError);
        assert.deepEqual(
          [failure.code, failure.requestWritten, failure.maybeDelivered, failure.retryable],
          ['whatsgate_timeout', true, true, true],
        );
        assert.match(
          failure.message,
          /no complete answer to 'send' within 60 ms \(option timeoutMs\)\. The mess/,
        );
        assert.equal(server.requests.length, 1);
      });

      it(`an answer to check that ${what} is asked for again, each time until the deadline`, async () => {
        const server = closing(
          await startServer((response, number) => {
            if (number < 3) treat(response);
            else json(response, { result: 'OK', data: true });
          }),
        );
        const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl, timeoutMs: 60 }));
        assert.equal(await client.check('w', '7'), true);
        assert.equal(server.requests.length, 3);
      });
    }

    it('answers in time leave no deadlines behind', async () => {
      const server = closing(await startServer((response) => json(response, { result: 'OK', data: true })));
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl, timeoutMs: 600_000 }));
      const timers = (): number =>
        process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
      const before = timers();
      for (let call = 0; call < 20; call += 1) assert.equal(await client.check('w', '7'), true);
      assert.ok(timers() < before + 10, `${timers()} timers, ${before} before`);
    });
  });

  describe(`cancelled calls over the ${name}`, () => {
    useRealSockets();
    const closing = closeAfterEach();

    it('end at once, with their connection, and are not repeated or announced', async () => {
      const responses: ServerResponse[] = [];
      const server = closing(await startServer((response) => void responses.push(response)));
      const cancel = new AbortController();
      const client = closing(
        makeClient({ ...options(), baseUrl: server.baseUrl, onRetry: () => assert.fail('announced') }),
      );
      const failing = failureOf(client.check('w', '7', cancel.signal), WhatsGateNetworkError);
      await server.arrived(1);
      const closed = once(responses[0]!, 'close');
      cancel.abort();
      const failure = await failing;
      assert.equal(failure instanceof WhatsGateTimeoutError, false);
      assert.equal(failure.requestWritten, true);
      await closed;
      assert.equal(server.requests.length, 1);
    });

    it('are ambiguous for send once it was written', async () => {
      const server = closing(await startServer(() => undefined));
      const cancel = new AbortController();
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl }));
      const failing = failureOf(client.send(TEXT, cancel.signal), WhatsGateNetworkError);
      await server.arrived(1);
      cancel.abort();
      assert.equal((await failing).maybeDelivered, true);
    });

    it('are never made when they were cancelled before', async () => {
      const server = closing(await startServer((response) => json(response, { result: 'OK' })));
      const client = closing(
        makeClient({ ...options(), baseUrl: server.baseUrl, onRetry: () => assert.fail('announced') }),
      );
      const failure = await failureOf(client.send(TEXT, AbortSignal.abort()), WhatsGateNetworkError);
      assert.deepEqual([failure.requestWritten, failure.maybeDelivered], [false, false]);
      assert.match(failure.message, /could not be made: the call was cancelled/);
      await client.seen('w', { id: '7@c.us' });
      assert.deepEqual(
        server.requests.map(({ url }) => url),
        ['/api/v1/seen'],
      );
    });

    it('leave a signal without listeners when they are over', async () => {
      const server = closing(await startServer((response) => json(response, { result: 'OK' })));
      const client = closing(makeClient({ ...options(), baseUrl: server.baseUrl }));
      const { signal } = new AbortController();
      const added = spy(signal, 'addEventListener');
      const removed = spy(signal, 'removeEventListener');
      await client.seen('w', { id: '7@c.us' }, signal);
      assert.ok(added.callCount <= removed.callCount, `${added.callCount - removed.callCount} are left`);
    });
  });
}

describe('a deadline before there is a connection', () => {
  useRealSockets();
  const closing = closeAfterEach();

  it('proves that nothing was sent, so send is repeated too', async () => {
    const lookup = stub(dns, 'lookup');
    try {
      const announced: number[] = [];
      const client = closing(
        makeClient({
          baseUrl: 'http://gateway.test/api/v1',
          timeoutMs: 30,
          onRetry: (_command, _error, pauseMs) => void announced.push(pauseMs),
        }),
      );
      const failure = await failureOf(client.send(TEXT), WhatsGateTimeoutError);
      assert.deepEqual([failure.requestWritten, failure.maybeDelivered], [false, false]);
      assert.match(failure.message, /within 30 ms \(option timeoutMs\)\.$/);
      assert.equal(announced.length, 2);
    } finally {
      lookup.restore();
    }
  });
});
