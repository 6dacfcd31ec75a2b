import assert from 'node:assert/strict';
import { WhatsGateClient } from '../../src/whatsgate/client';
import { API_KEY, makeClient } from '../unit/whatsgate/support/clients';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { closeAfterEach, json, startServer, type TestServer } from '../unit/whatsgate/support/servers';

const VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

describe('proxies', () => {
  useRealSockets();
  const closing = closeAfterEach();
  let environment: NodeJS.ProcessEnv;
  let proxy: TestServer;
  let gateway: TestServer;

  beforeEach(async () => {
    environment = { ...process.env };
    for (const name of VARIABLES) Reflect.deleteProperty(process.env, name);
    proxy = closing(await startServer((response) => json(response, { result: 'OK', data: true })));
    gateway = closing(await startServer((response) => json(response, { result: 'OK', data: false })));
  });

  afterEach(() => {
    for (const name of VARIABLES) {
      const value = environment[name];
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  const proxyUrl = (): string => `http://127.0.0.1:${proxy.port}`;

  it('the one of the option sees the request', async () => {
    const options = { protocol: 'http', host: '127.0.0.1', port: proxy.port };
    const client = closing(makeClient({ baseUrl: 'http://gateway.test/api/v1', proxy: options }));
    assert.equal(await client.check('w', '7'), true);
    assert.equal(proxy.requests[0]?.url, 'http://gateway.test/api/v1/check');
    assert.equal(proxy.requests[0].headers['x-api-key'], API_KEY);
    assert.deepEqual(JSON.parse(proxy.requests[0].body), { WhatsappID: 'w', number: '7' });
  });

  for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY']) {
    it(`the one of ${name} sees the request when no option says otherwise`, async () => {
      process.env[name] = proxyUrl();
      const client = closing(new WhatsGateClient({ baseUrl: 'http://gateway.test/api/v1', apiKey: API_KEY }));
      assert.equal(await client.check('w', '7'), true);
      assert.equal(proxy.requests[0]?.url, 'http://gateway.test/api/v1/check');
    });
  }

  it('the one of the environment is left out for hosts of NO_PROXY', async () => {
    process.env['HTTP_PROXY'] = proxyUrl();
    process.env['NO_PROXY'] = 'example.test,127.0.0.1';
    const client = closing(new WhatsGateClient({ baseUrl: gateway.baseUrl, apiKey: API_KEY }));
    assert.equal(await client.check('w', '7'), false);
    assert.deepEqual([proxy.requests.length, gateway.requests.length], [0, 1]);
  });

  it('the one of the environment is left out with the option false', async () => {
    process.env['HTTP_PROXY'] = proxyUrl();
    const client = closing(makeClient({ baseUrl: gateway.baseUrl, proxy: false }));
    assert.equal(await client.check('w', '7'), false);
    assert.deepEqual([proxy.requests.length, gateway.requests.length], [0, 1]);
  });

  it('none of the environment means none', async () => {
    const client = closing(new WhatsGateClient({ baseUrl: gateway.baseUrl, apiKey: API_KEY }));
    assert.equal(await client.check('w', '7'), false);
    assert.equal(gateway.requests[0]?.url, '/api/v1/check');
  });
});
