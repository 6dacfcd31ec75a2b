import assert from 'node:assert/strict';
import { createAddressCheck } from '../../../src/channel/address-list';

const CASES: readonly (readonly [allowed: string, address: string | undefined, passes: boolean])[] = [
  ['203.0.113.7', '203.0.113.7', true],
  ['203.0.113.7', '203.0.113.8', false],
  ['203.0.113.7', '::ffff:203.0.113.7', true],
  ['203.0.113.7', '::FFFF:203.0.113.7', true],
  ['203.0.113.7', '::ffff:203.0.113.8', false],
  ['203.0.113.7', '::ffff:cb00:7107', true],
  ['::ffff:203.0.113.7', '203.0.113.7', true],
  ['203.0.113.0/24', '203.0.113.255', true],
  ['203.0.113.0/24', '203.0.114.0', false],
  ['203.0.113.0/24', '::ffff:203.0.113.9', true],
  ['203.0.113.0/24', '2001:db8::1', false],
  ['203.0.113.9/24', '203.0.113.200', true],
  ['0.0.0.0/0', '198.51.100.1', true],
  ['203.0.113.7/32', '203.0.113.6', false],
  ['2001:db8::1', '2001:db8::1', true],
  ['2001:db8::1', '2001:0db8:0:0:0:0:0:1', true],
  ['2001:db8::1', '2001:db8::2', false],
  ['2001:db8::/32', '2001:db8:ffff::1', true],
  ['2001:db8::/32', '2001:db9::1', false],
  ['2001:db8::/32', '203.0.113.7', false],
  ['203.0.113.7', undefined, false],
  ['203.0.113.7', '', false],
  ['203.0.113.7', '/run/bot.sock', false],
];

describe('the list of addresses that may deliver', () => {
  for (const [allowed, address, passes] of CASES) {
    it(`${passes ? 'lets' : 'does not let'} ${String(address)} pass with ${allowed}`, () => {
      assert.equal(createAddressCheck([allowed])({ remoteAddress: address }), passes);
    });
  }

  it('lets everybody pass when it is empty, also a peer without an address', () => {
    const check = createAddressCheck([]);
    for (const address of ['203.0.113.7', '2001:db8::1', undefined]) {
      assert.equal(check({ remoteAddress: address }), true);
    }
    assert.equal(check(undefined), true);
  });

  it('lets pass what any of its entries allows', () => {
    const check = createAddressCheck(['203.0.113.7', '198.51.100.0/24', '2001:db8::/32']);
    for (const address of ['203.0.113.7', '198.51.100.4', '2001:db8::9', '::ffff:198.51.100.4']) {
      assert.equal(check({ remoteAddress: address }), true);
    }
    assert.equal(check({ remoteAddress: '203.0.113.8' }), false);
  });
});
