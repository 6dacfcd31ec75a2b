import assert from 'node:assert/strict';
import {
  WhatsGateAnswerError,
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  type WhatsGateError,
} from '../../src/whatsgate/errors';
import { API_KEY, TEXT } from '../unit/whatsgate/support/clients';
import { failureOf } from '../unit/whatsgate/support/failures';
import { loadJson } from '../unit/whatsgate/support/fixtures';
import { STAGES } from '../unit/whatsgate/support/stages';

const W = '6a10b2c3d4e5f';
const FAILED = { name: 'Exception', message: 'It broke', code: 0 };
const HTML = `<!DOCTYPE html><html><body>key ${API_KEY}, call +7 999 111-22-33 ${'x'.repeat(300)}</body></html>`;
const REDACTED = `<!DOCTYPE html><html><body>key [redacted], call 799***33 ${'x'.repeat(143)}…`;

for (const { name, install, client, answer, unusedAnswers } of STAGES) {
  describe(`failures that the gateway reports, over the ${name}`, () => {
    install();

    for (const [status, fixture] of [
      [401, 'error-unauthorized-401'],
      [500, 'error-unauthorized-500'],
      [200, 'error-unauthorized-500'],
    ] as const) {
      it(`a wrong key with status ${status} is an authentication error, and is not repeated`, async () => {
        const seen = answer('check', { status, body: loadJson(fixture) });
        const failure = await failureOf(client().check(W, '7'), WhatsGateAuthenticationError);
        assert.equal(failure.code, 'whatsgate_authentication');
        assert.equal(failure.name, 'WhatsGateAuthenticationError');
        assert.deepEqual(
          [failure.status, failure.gatewayName, failure.command, failure.retryable, failure.maybeDelivered],
          [status, 'Unauthorized', 'check', false, false],
        );
        assert.equal(seen.length, 1);
      });
    }

    it('401 without JSON is an authentication error too', async () => {
      answer('send', { status: 401, body: '<html>401</html>' });
      const failure = await failureOf(client().send(TEXT), WhatsGateAuthenticationError);
      assert.deepEqual([failure.gatewayName, failure.maybeDelivered], [undefined, false]);
    });

    it('500 on send is never repeated, and the message may have been delivered', async () => {
      const seen = answer('send', { status: 500, body: FAILED }, { body: { result: 'OK' } });
      const failure = await failureOf(client().send(TEXT), WhatsGateApiError);
      assert.deepEqual(
        [failure.code, failure.status, failure.gatewayName, failure.maybeDelivered, failure.retryable],
        ['whatsgate_api', 500, 'Exception', true, true],
      );
      assert.equal(failure.message, "WhatsGate answered 'send' with status 500: Exception: It broke");
      assert.equal(seen.length, 1);
    });

    it('the failure seen after messages that were really sent says maybe delivered', async () => {
      const seen = answer('send', { status: 500, body: loadJson('error-serialize') });
      const failure = await failureOf(client().send(TEXT), WhatsGateApiError);
      assert.equal(failure.maybeDelivered, true);
      assert.match(failure.message, /reading 'serialize'/);
      assert.equal(seen.length, 1);
    });

    it('500 on check is repeated until it works', async () => {
      const failed = { status: 500, body: FAILED };
      const seen = answer('check', failed, failed, { body: { result: 'OK', data: true } });
      assert.equal(await client().check(W, '7'), true);
      assert.equal(seen.length, 3);
    });

    it('500 on check is given up after two repeats, each announced', async () => {
      const failed = { status: 500, body: FAILED };
      const announced: [string, WhatsGateError, number][] = [];
      answer('check', failed, failed, failed, failed);
      const gateway = client({ onRetry: (...repeat) => void announced.push(repeat) });
      const failure = await failureOf(gateway.check(W, '7'), WhatsGateApiError);
      assert.equal(failure.maybeDelivered, false);
      assert.equal(unusedAnswers(), 1);
      assert.deepEqual(
        announced.map(([command, error]) => [command, error.code]),
        [
          ['check', 'whatsgate_api'],
          ['check', 'whatsgate_api'],
        ],
      );
      assert.ok(announced.every(([, , pauseMs]) => pauseMs >= 0.75 && pauseMs <= 2));
    });

    it('nothing is repeated when repeats are switched off', async () => {
      const seen = answer('check', { status: 500, body: FAILED });
      await failureOf(client({ retry: false }).check(W, '7'), WhatsGateApiError);
      assert.equal(seen.length, 1);
    });

    it('session-create and session-delete are not repeated after an answer', async () => {
      const created = answer('session-create', { status: 500, body: FAILED });
      await failureOf(client().createSession({ name: 'x' }), WhatsGateApiError);
      const deleted = answer('session-delete', { status: 500, body: FAILED });
      const failure = await failureOf(client().deleteSession(W), WhatsGateApiError);
      assert.deepEqual([created.length, deleted.length, failure.maybeDelivered], [1, 1, false]);
    });

    for (const status of [400, 403, 404, 408, 413, 422]) {
      it(`${status} on send, as JSON or as a page, says not delivered and is not repeated`, async () => {
        const seen = answer('send', { status, body: FAILED }, { status, body: '<html>nginx</html>' });
        for (const kind of [WhatsGateApiError, WhatsGateAnswerError]) {
          const failure = await failureOf(client().send(TEXT), kind);
          assert.deepEqual(
            [failure.status, failure.maybeDelivered, failure.retryable],
            [status, false, false],
          );
        }
        assert.equal(seen.length, 2);
      });
    }

    for (const status of [200, 502]) {
      it(`a page with status ${status} is shown by its first 200 characters, redacted`, async () => {
        answer('send', { status, body: HTML, headers: { 'content-type': 'text/html' } });
        const failure = await failureOf(client().send(TEXT), WhatsGateAnswerError);
        assert.deepEqual(
          [failure.code, failure.status, failure.maybeDelivered, failure.retryable],
          ['whatsgate_answer', status, true, status === 502],
        );
        const start = `WhatsGate answered 'send' with status ${status} and something that is not a JSON object: `;
        assert.equal(failure.message, start + REDACTED);
        assert.equal(REDACTED.length, 201);
      });
    }

    it('a page with 502 is repeated for commands that show nothing, with 200 it is not', async () => {
      const healed = answer('check', { status: 502, body: HTML }, { body: { result: 'OK', data: true } });
      assert.equal(await client().check(W, '7'), true);
      assert.equal(healed.length, 2);
      const once = answer('typing', { body: HTML });
      await failureOf(client().typing(W, { id: '7@c.us' }), WhatsGateAnswerError);
      assert.equal(once.length, 1);
    });

    for (const body of ['', '[]', '[{"result":"OK"}]', 'null', '"OK"', '{"result":']) {
      it(`${JSON.stringify(body)} is no answer`, async () => {
        answer('send', { body });
        const failure = await failureOf(client().send(TEXT), WhatsGateAnswerError);
        assert.equal(failure.maybeDelivered, true);
        assert.ok(failure.message.endsWith(`not a JSON object: ${body || '(nothing)'}`), failure.message);
      });
    }

    it('whatever the gateway echoes of the key, a number or a long text stays out', async () => {
      const echo = `${API_KEY} 79991112233 ${'y'.repeat(5000)}`;
      answer('check', { status: 400, body: { name: echo, message: echo, code: 0 } });
      const failure = await failureOf(client().check(W, '79991112233'), WhatsGateApiError);
      assert.ok(failure.message.length < 600, `${failure.message.length}`);
      assert.ok((failure.gatewayName ?? '').length <= 201);
      assert.match(failure.message, /\[redacted\] 799\*\*\*33 yyy/);
    });

    it('an error object without name and message still makes a sentence', async () => {
      answer('check', { status: 400, body: { code: 0 } });
      const failure = await failureOf(client().check(W, '7'), WhatsGateApiError);
      assert.equal(failure.message, "WhatsGate answered 'check' with status 400: error: no reason given");
    });
  });
}
