import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import axios from 'axios';
import { DEFAULT_BASE_URL } from '../../../src/whatsgate/client-options';
import { WhatsGateClient } from '../../../src/whatsgate/client';
import { WhatsGateConfigurationError, WhatsGateNetworkError } from '../../../src/whatsgate/errors';
import { API_KEY, makeClient, TEXT } from './support/clients';
import { assertTellsNoSecret, failureOf } from './support/failures';
import { useRealSockets } from './support/nock';
import { closeAfterEach, json, startServer } from './support/servers';

describe('options of the client', () => {
  const configurationError = (pattern: RegExp) => (error: unknown) => {
    assert.ok(error instanceof WhatsGateConfigurationError);
    assert.equal(error.code, 'whatsgate_configuration');
    assert.match(error.message, pattern);
    return true;
  };

  it('an empty key is refused with the remedy', () => {
    assert.throws(
      () => new WhatsGateClient({ apiKey: '' }),
      configurationError(/apiKey is empty.*dashboard/),
    );
  });

  for (const apiKey of [' ', 'key\n', ' key', 'a b', 'ключ', 'k\u0000']) {
    it(`a key that no header can carry is refused: ${JSON.stringify(apiKey)}`, () => {
      const check = configurationError(/^apiKey holds a blank/);
      assert.throws(() => new WhatsGateClient({ apiKey }), check);
    });
  }

  for (const baseUrl of ['ftp://user:s3cret@host/api', 's3cret']) {
    it(`a base URL that is none is not shown: ${baseUrl}`, () => {
      assert.throws(
        () => makeClient({ baseUrl }),
        (error: Error) => !error.message.includes('s3cret'),
      );
    });
  }

  for (const baseUrl of [
    '',
    'whatsgate.org/api/v1',
    '/api/v1',
    'ftp://whatsgate.org/api/v1',
    'https://',
    'x:y',
  ]) {
    it(`a base URL that is none is refused: '${baseUrl}'`, () => {
      const check = configurationError(/^baseUrl must be an http or https URL such as https:\/\/whatsgate/);
      assert.throws(() => makeClient({ baseUrl }), check);
    });
  }

  for (const baseUrl of [
    'https://whatsgate.org/api/v1?key=s3cr3t',
    'https://whatsgate.org/api/v1#s3cr3t',
    'https://user:s3cr3t@whatsgate.org/api/v1',
    'https://user@whatsgate.org/api/v1',
  ]) {
    it(`a base URL with more than host and path is refused, and not shown: ${baseUrl}`, () => {
      assert.throws(
        () => makeClient({ baseUrl }),
        (error) => {
          assert.ok(error instanceof WhatsGateConfigurationError);
          assert.doesNotMatch(error.message, /s3cr3t|user@/);
          return true;
        },
      );
    });
  }

  it('the base URL is the one of the vendor, or the given one in its normal form', () => {
    assert.equal(makeClient().baseUrl, 'https://whatsgate.org/api/v1');
    assert.equal(makeClient().baseUrl, DEFAULT_BASE_URL);
    for (const [given, normal] of [
      ['https://whatsgate.ru/api/v1/', 'https://whatsgate.ru/api/v1'],
      ['https://whatsgate.ru/api/v1///', 'https://whatsgate.ru/api/v1'],
      ['HTTPS://WhatsGate.RU:443/api/v1', 'https://whatsgate.ru/api/v1'],
      ['https://whatsgate.ru', 'https://whatsgate.ru'],
      [' https://whatsgate.ru/api/v1 ', 'https://whatsgate.ru/api/v1'],
      ['http://[::1]:8080/api/v1', 'http://[::1]:8080/api/v1'],
    ] as const) {
      assert.equal(makeClient({ baseUrl: given }).baseUrl, normal);
    }
  });

  it('neither printing nor serialising a client shows its key', () => {
    for (const client of [makeClient(), makeClient({ axios: axios.create() })]) {
      const printed = inspect(client, { depth: null, showHidden: true });
      assert.ok(!printed.includes(API_KEY), printed);
      assert.equal(JSON.stringify(client), '{"baseUrl":"https://whatsgate.org/api/v1"}');
    }
  });

  it('an HTTP client that rejects with anything is made presentable', async () => {
    const rejections = [
      { config: { headers: { 'X-Api-Key': API_KEY } }, data: '79991112233' },
      `failed with ${API_KEY} for 79991112233`,
      undefined,
      Object.assign(new Error(`failed with ${API_KEY}`), { config: { data: '79991112233' } }),
    ];
    for (const rejection of rejections) {
      const adapter = (): Promise<never> =>
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the point of the test
        Promise.reject(rejection);
      const client = makeClient({ axios: axios.create({ adapter }), retry: false });
      const failure = await failureOf(client.send(TEXT), WhatsGateNetworkError);
      assert.equal(failure.maybeDelivered, true);
      assertTellsNoSecret({ cause: failure.cause });
    }
  });
});

describe('the base URL on the wire', () => {
  useRealSockets();
  const closing = closeAfterEach();

  for (const [what, spell] of [
    ['slashes at the end', (port: number) => `http://127.0.0.1:${port}/api/v1//`],
    ['capitals', (port: number) => `HTTP://LOCALHOST:${port}/api/v1`],
    ['no path', (port: number) => `http://127.0.0.1:${port}`],
  ] as const) {
    it(`may have ${what}`, async () => {
      const server = closing(await startServer((response) => json(response, { result: 'OK', data: true })));
      const client = closing(makeClient({ baseUrl: spell(server.port) }));
      assert.equal(await client.check('w', '7'), true);
      assert.equal(server.requests[0]?.url, what === 'no path' ? '/check' : '/api/v1/check');
    });
  }
});
