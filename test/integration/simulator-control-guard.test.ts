import assert from 'node:assert/strict';
import { createSimulator, type Simulator } from '../../src/simulator/index';
import { ask, control } from './simulator-control-client';

describe('simulator: who may reach the control plane', () => {
  let sim: Simulator;
  let port: string;

  beforeEach(async () => {
    sim = await createSimulator({ limits: { bodyBytes: 4096 } });
    ({ port } = new URL(sim.baseUrl));
  });

  afterEach(() => sim.close());

  const state = (headers: Record<string, string>) => ask(sim, 'GET', '/_simulator/api/state', { headers });
  const reset = (headers: Record<string, string>) =>
    ask(sim, 'POST', '/_simulator/api/reset', { headers, body: {} });

  it('programs of this machine may', async () => {
    assert.equal((await state({})).status, 200);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      assert.equal((await state({ host, origin: `http://${host}` })).status, 200, host);
    }
  });

  it('other websites may not, by their origin', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://127.0.0.1:1',
      `https://127.0.0.1:${port}`,
      `http://localhost:${port}`,
    ]) {
      assert.equal((await reset({ origin })).status, 403, origin);
    }
    assert.equal((await state({ origin: 'https://evil.example' })).status, 403);
    for (const site of ['cross-site', 'same-site']) {
      assert.equal((await state({ 'sec-fetch-site': site })).status, 403, site);
    }
  });

  it('other websites may not, by a name of theirs that points here', async () => {
    for (const host of [
      `evil.example:${port}`,
      '127.0.0.1:1',
      'localhost',
      `127.0.0.1.evil.example:${port}`,
    ]) {
      assert.equal((await state({ host, origin: `http://${host}` })).status, 403, host);
      assert.equal((await ask(sim, 'GET', '/_simulator/', { headers: { host } })).status, 403, host);
    }
  });

  it('lets no other website read an answer', async () => {
    const { headers } = await state({ origin: `http://127.0.0.1:${port}` });
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('access-control-')),
      [],
    );
    assert.equal((await ask(sim, 'OPTIONS', '/_simulator/api/reset')).status, 405);
  });

  it('takes no body that a form could send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      assert.equal((await reset({ 'content-type': type })).status, 415, type);
    }
  });

  it('answers everything with a policy that allows no inline script or style', async () => {
    for (const path of [
      '/_simulator/',
      '/_simulator/page.js',
      '/_simulator/api/state',
      '/_simulator/none',
      '/',
    ]) {
      const { headers } = await ask(sim, 'GET', path);
      const policy = String(headers['content-security-policy']);
      assert.match(policy, /default-src 'none'/, path);
      assert.doesNotMatch(policy, /unsafe|\*|https?:|data:/, path);
      assert.match(policy, /frame-ancestors 'none'/, path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
    }
  });

  it('refuses what is too large, malformed or unknown, each with a sentence', async () => {
    const answers = await Promise.all([
      control(sim, 'POST', 'messages', { kind: 'text', text: 'x'.repeat(5000), from: 'a' }),
      control(sim, 'POST', 'messages', '{"kind":'),
      control(sim, 'POST', 'messages', '{"__proto__":{"a":1}}'),
      control(sim, 'POST', 'messages', { kind: 'text', text: 'hi', from: 'a', more: 1 }),
      control(sim, 'POST', 'messages', { kind: 'text', text: 'hi', from: 'nobody@c.us' }),
      control(sim, 'POST', 'faults', {
        target: 'command',
        name: 'send',
        fault: { kind: 'status', status: 99 },
      }),
      control(sim, 'POST', 'faults', { target: 'webhook', name: '*', fault: { kind: 'hang' } }),
      control(sim, 'PATCH', 'assumptions', { nonsense: true }),
      control(sim, 'PUT', 'acks', [{ ack: 9, afterMs: 0 }]),
      control(sim, 'POST', 'users', { name: 'Anna', number: 'none' }),
      control(sim, 'POST', 'clock', { kind: 'advance', ms: 1 }),
      control(sim, 'PATCH', 'accounts/none', { session: 'connect' }),
      control(sim, 'PATCH', `accounts/${sim.whatsappId}`, { webhook: 'ftp://example.com' }),
      control(sim, 'GET', 'timeline/r999'),
      control(sim, 'GET', 'media/%E0%A4%A'),
      control(sim, 'GET', 'nowhere'),
      control(sim, 'DELETE', 'reset', {}),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [413, 400, 400, 400, 404, 400, 400, 400, 400, 400, 409, 404, 400, 404, 400, 404, 405],
    );
    for (const { body } of answers) assert.match(String(body?.['error']), /^[A-Z].*\.$/s);
    assert.deepEqual([sim.messages, sim.faults.active], [[], []]);
  });

  it('is not there without the page, and leaves the gateway alone', async () => {
    await using other = await createSimulator({ page: false });
    assert.equal(other.pageUrl, undefined);
    assert.equal((await ask(other, 'GET', '/_simulator/api/state')).status, 405);
    assert.equal((await ask(sim, 'POST', '/_simulatorx')).status, 404);
  });

  it('lets twenty pages look on, and no more', async () => {
    const open = Array.from({ length: 20 }, () => new AbortController());
    const live = new URL('/_simulator/api/live', sim.baseUrl);
    await Promise.all(open.map(({ signal }) => fetch(live, { signal })));
    assert.equal((await ask(sim, 'GET', live.pathname)).status, 503);
    for (const controller of open) controller.abort();
  });
});
