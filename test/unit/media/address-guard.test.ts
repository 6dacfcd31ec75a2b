import assert from 'node:assert/strict';
import * as http from 'node:http';
import type { LookupFunction } from 'node:net';
import {
  createGuardedAgents,
  ForbiddenAddressError,
  isPublicAddress,
  type LookupAll,
} from '../../../src/media/address-guard';
import { useRealSockets } from '../whatsgate/support/nock';
import { serveFiles, type FileServer } from './file-server';

describe('public addresses', () => {
  const inside = [
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '100.127.255.254', '127.0.0.1', '127.1.2.3', '169.254.169.254'],
    ...['172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1'],
    ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::2',
      '::ffff:7f00:1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::127.0.0.1',
      '::7f00:1',
    ],
    ...[
      '::ffff:0:7f00:1',
      '64:ff9b::7f00:1',
      '64:ff9b::a9fe:a9fe',
      '64:ff9b:1::1',
      '2002:7f00:1::',
      '2001:0:1::1',
    ],
    ...[
      'fe80::1',
      'fe80::1%eth0',
      'fc00::1',
      'fd00:ec2::254',
      'fec0::1',
      'ff02::1',
      '100::1',
      '2001:db8::1',
      '3fff::1',
    ],
    // Clouds tell their machines secrets here: Azure's WireServer, Alibaba, Oracle's older one, Tencent, AWS, Google.
    ...['168.63.129.16', '::ffff:168.63.129.16', '::ffff:a83f:8110', '100.100.100.200', '192.0.0.192'],
    ...['169.254.0.23', '169.254.170.2', 'fd00:ec2::23', 'fd20:ce::254'],
    ...['4000::1', '5f00::1', 'localhost', '2130706433', '0x7f000001', '0177.0.0.1', '[::1]', '', ' '],
  ];
  for (const address of inside) {
    it(`'${address}' is none`, () => assert.equal(isPublicAddress(address), false));
  }

  for (const address of [
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '168.63.129.15',
    '168.63.129.17',
    '2606:4700::1111',
    '2a00:1450::1',
    '::ffff:8.8.8.8',
  ]) {
    it(`'${address}' is one`, () => assert.equal(isPublicAddress(address), true));
  }
});

/** Answers the lookups of names in turn. */
function lookupOf(...answers: readonly (readonly string[])[]): { lookup: LookupAll; asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupAll = (host, options, done) => {
    assert.equal(options.all, true);
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookup, asked };
}

function get(url: string, agent: http.Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('error', reject);
  });
}

describe('guarded agents', () => {
  useRealSockets();
  let server: FileServer;
  beforeEach(async () => {
    server = await serveFiles((_request, response) => response.end('inside'));
  });
  afterEach(() => server.close());

  const literals = [
    '127.0.0.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '017700000001',
    '127.1',
    '0',
    '0.0.0.0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '100.64.0.1',
    '169.254.169.254',
  ];
  for (const host of literals) {
    it(`do not connect to ${host}`, async () => {
      const { lookup, asked } = lookupOf(['8.8.8.8']);
      const { httpAgent } = createGuardedAgents(lookup);
      await assert.rejects(get(`http://${host}:${server.port}/`, httpAgent), ForbiddenAddressError);
      assert.equal(server.connections, 0);
      assert.deepEqual(asked, [], 'an address needs no lookup');
    });
  }

  const lookups: readonly [string, readonly string[]][] = [
    ['a private address', ['127.0.0.1']],
    ['a public and a private address', ['8.8.8.8', '127.0.0.1']],
    ['an address in an address', ['::ffff:127.0.0.1']],
    ['no address', []],
  ];
  for (const [name, addresses] of lookups) {
    it(`do not connect to a name that stands for ${name}`, async () => {
      const { httpAgent } = createGuardedAgents(lookupOf(addresses).lookup);
      await assert.rejects(get(`http://rebind.example:${server.port}/`, httpAgent), (error) => {
        assert.ok(error instanceof ForbiddenAddressError);
        assert.match(error.message, /'rebind\.example' is not a public address/);
        return true;
      });
      assert.equal(server.connections, 0);
    });
  }

  it('guard https in the same way', async () => {
    const { httpsAgent } = createGuardedAgents(lookupOf(['127.0.0.1']).lookup);
    const { lookup } = httpsAgent.options as { lookup?: LookupFunction };
    assert.ok(lookup);
    const error = await new Promise((resolve) => lookup('rebind.example', {}, resolve));
    assert.ok(error instanceof ForbiddenAddressError);
  });

  it('hand on the failure of a lookup', async () => {
    const failure = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    const { httpAgent } = createGuardedAgents((_host, _options, done) => done(failure, []));
    await assert.rejects(get('http://missing.example/', httpAgent), failure);
  });

  describe('a name that changes its address between two lookups', () => {
    type Answer = [error: unknown, address: unknown];
    async function answersOf(all: boolean): Promise<Answer[]> {
      const { httpAgent } = createGuardedAgents(lookupOf(['8.8.8.8', '1.1.1.1'], ['127.0.0.1']).lookup);
      const { lookup } = (httpAgent as unknown as { options: { lookup: LookupFunction } }).options;
      const ask = () =>
        new Promise<Answer>((resolve) =>
          lookup('rebind.example', { all }, (error, address) => resolve([error, address])),
        );
      return [await ask(), await ask()];
    }

    it('is checked at each, and connected to where the check was', async () => {
      const [first, second] = await answersOf(true);
      assert.deepEqual(first, [
        null,
        [
          { address: '8.8.8.8', family: 4 },
          { address: '1.1.1.1', family: 4 },
        ],
      ]);
      assert.ok(second?.[0] instanceof ForbiddenAddressError);
    });

    it('also where one address is asked for', async () => {
      const [first, second] = await answersOf(false);
      assert.deepEqual(first, [null, '8.8.8.8']);
      assert.ok(second?.[0] instanceof ForbiddenAddressError);
    });
  });
});
