import assert from 'node:assert/strict';
import axios, { AxiosHeaders, type AxiosInstance } from 'axios';
import { useFakeTimers, type SinonFakeTimers } from 'sinon';
import { WhatsGateRateLimitError, type WhatsGateError } from '../../src/whatsgate/errors';
import { makeClient, TEXT } from '../unit/whatsgate/support/clients';
import { failureOf } from '../unit/whatsgate/support/failures';
import { STAGES } from '../unit/whatsgate/support/stages';

const BUSY = { status: 429, body: { name: 'Too Many Requests', message: 'Rate limit exceeded.', code: 0 } };
const SENT = { body: { result: { id: 'true_7@c.us_A' } } };

for (const { name, install, client, answer } of STAGES) {
  describe(`too many requests, over the ${name}`, () => {
    install();

    it('are repeated for send too, because nothing was sent', async () => {
      const seen = answer('send', BUSY, BUSY, SENT);
      assert.deepEqual(await client().send(TEXT), { queued: false, message: { id: 'true_7@c.us_A' } });
      assert.equal(seen.length, 3);
    });

    it('are given up after the repeats', async () => {
      const seen = answer('send', BUSY, BUSY, { ...BUSY, headers: { 'retry-after': '7' } });
      const failure = await failureOf(client().send(TEXT), WhatsGateRateLimitError);
      assert.deepEqual(
        [failure.code, failure.status, failure.retryAfterMs, failure.retryable, failure.maybeDelivered],
        ['whatsgate_rate_limited', 429, 7000, true, false],
      );
      assert.match(failure.message, /Try again in 7 s\.$/);
      assert.equal(seen.length, 3);
    });

    it('without Retry-After say later, also on a page that is no JSON', async () => {
      for (const body of [BUSY.body, '<html>429</html>']) {
        answer('check', { status: 429, body });
        const failure = await failureOf(client({ retry: false }).check('w', '7'), WhatsGateRateLimitError);
        assert.equal(failure.retryAfterMs, undefined);
        assert.match(failure.message, /Try again later\.$/);
      }
    });

    it('with a date in Retry-After wait until then', async () => {
      const date = new Date(Date.now() + 60_000).toUTCString();
      answer('check', { ...BUSY, headers: { 'retry-after': date } });
      const failure = await failureOf(client({ retry: false }).check('w', '7'), WhatsGateRateLimitError);
      assert.ok(failure.retryAfterMs! > 50_000 && failure.retryAfterMs! <= 60_000, `${failure.retryAfterMs}`);
    });
  });
}

describe('pauses before a repeat', () => {
  let clock: SinonFakeTimers;
  let calls: number;

  /** An HTTP client of the user's own that answers 429 at first. */
  function busyAxios(times: number, retryAfter: string | undefined): AxiosInstance {
    return axios.create({
      adapter: (config) => {
        calls += 1;
        const status = calls <= times ? 429 : 200;
        const headers = new AxiosHeaders(retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
        const data = JSON.stringify(calls <= times ? BUSY.body : { result: 'OK', data: true });
        return Promise.resolve({ data, status, statusText: '', headers, config });
      },
    });
  }

  beforeEach(() => {
    calls = 0;
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.UTC(2026, 4, 28) });
  });

  afterEach(() => clock.restore());

  for (const retryAfter of ['7', new Date(Date.UTC(2026, 4, 28, 0, 0, 7)).toUTCString()]) {
    it(`last as long as Retry-After says: ${retryAfter}`, async () => {
      const pauses: number[] = [];
      const client = makeClient({
        axios: busyAxios(1, retryAfter),
        retry: { repeats: 2 },
        onRetry: (_command, _error, pauseMs) => void pauses.push(pauseMs),
      });
      const checked = client.check('w', '7');
      await clock.tickAsync(6999);
      assert.equal(calls, 1);
      await clock.tickAsync(1);
      assert.equal(await checked, true);
      assert.deepEqual([calls, pauses], [2, [7000]]);
    });
  }

  it('without Retry-After double from half a second, spread by a quarter', async () => {
    const pauses: number[] = [];
    const client = makeClient({
      axios: busyAxios(3, undefined),
      retry: { repeats: 3 },
      onRetry: (_command, _error, pauseMs) => void pauses.push(pauseMs),
    });
    const checked = client.check('w', '7');
    await clock.runAllAsync();
    assert.equal(await checked, true);
    assert.equal(pauses.length, 3);
    pauses.forEach((pauseMs, repeat) => {
      const middle = 500 * 2 ** repeat;
      assert.ok(pauseMs >= middle * 0.75 && pauseMs <= middle * 1.25, `${pauseMs} around ${middle}`);
    });
  });

  it('end at once when the call is cancelled, with the failure that they followed', async () => {
    const cancel = new AbortController();
    const announced: WhatsGateError[] = [];
    const client = makeClient({
      axios: busyAxios(9, '20'),
      retry: { repeats: 2 },
      onRetry: (_command, error) => void announced.push(error),
    });
    const checked = failureOf(client.check('w', '7', cancel.signal), WhatsGateRateLimitError);
    await clock.tickAsync(1000);
    assert.equal(announced.length, 1);
    cancel.abort();
    const failure = await checked;
    assert.equal(failure, announced[0]);
    assert.deepEqual([calls, clock.countTimers()], [1, 0]);
  });

  it('end at once when nothing is to be repeated any more, which leaves a send under way alone', async () => {
    const until = new AbortController();
    const client = makeClient({ axios: busyAxios(9, '20'), retry: { repeats: 2 } });
    const sent = failureOf(client.send(TEXT, undefined, until.signal), WhatsGateRateLimitError);
    await clock.tickAsync(1000);
    until.abort();
    assert.equal((await sent).maybeDelivered, false);
    assert.deepEqual([calls, clock.countTimers()], [1, 0]);
    await failureOf(client.send(TEXT, undefined, until.signal), WhatsGateRateLimitError);
    assert.equal(calls, 2);
  });

  it('leave nothing behind on the signal when they are over', async () => {
    const cancel = new AbortController();
    const client = makeClient({ axios: busyAxios(1, undefined), retry: { repeats: 1 } });
    const checked = client.check('w', '7', cancel.signal);
    await clock.runAllAsync();
    assert.equal(await checked, true);
    cancel.abort();
    await clock.runAllAsync();
    assert.equal(calls, 2);
  });
});
