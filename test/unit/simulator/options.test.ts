import assert from 'node:assert/strict';
import { changeAssumptions, defaultAssumptions } from '../../../src/simulator/assumptions';
import { isWebhookUrl, resolveOptions } from '../../../src/simulator/options';

describe('simulator: options', () => {
  it('fills in the defaults', () => {
    const options = resolveOptions({}, {});
    assert.deepEqual(
      [options.port, options.host, options.seed, options.accounts.length],
      [0, '127.0.0.1', 1, 1],
    );
    assert.deepEqual(options.automaticAcks, []);
    assert.equal(options.limits.messages, 1000);
    assert.equal(options.limits.bodyBytes, 104_857_600);
    assert.deepEqual(options.assumptions, defaultAssumptions());
  });

  it('refuses production and what is impossible', () => {
    assert.throws(() => resolveOptions({}, { NODE_ENV: 'production' }), /NODE_ENV=production/);
    assert.throws(() => resolveOptions({ accounts: [] }, {}), /at least one account/);
    assert.throws(() => resolveOptions({ accounts: [{ wid: '7999' }] }, {}), /looks like 79990000001@c\.us/);
    assert.throws(() => resolveOptions({ accounts: [{ callback: 'localhost' }] }, {}), /http or https URL/);
    assert.throws(() => resolveOptions({ limits: { messages: 0 } }, {}), /limit messages/);
  });

  it('takes http and https for webhooks', () => {
    const verdicts = ['http://127.0.0.1:1/x', 'https://example.test', 'ftp://example.test', '/hook', ''].map(
      isWebhookUrl,
    );
    assert.deepEqual(verdicts, [true, true, false, false, false]);
  });

  it('checks the names and values of assumptions when they come from plain JavaScript', () => {
    const untyped = (changes: Record<string, unknown>) => () =>
      changeAssumptions(defaultAssumptions(), changes);
    assert.throws(untyped({ badKeyStatus: 403 }), /badKeyStatus is one of 401, 500, not 403/);
    assert.throws(untyped({ repeatIntervalSeconds: -1 }), /repeatIntervalSeconds is a number from 0/);
    assert.throws(untyped({ repeatIntervalSeconds: '20' }), TypeError);
    assert.throws(untyped({ toString: 1 }), /no assumption toString/);
    const changed = changeAssumptions(defaultAssumptions(), { badKeyStatus: 500 });
    assert.deepEqual([changed.badKeyStatus, changed.repeats], [500, 3]);
    // @ts-expect-error The compiler knows the possible values.
    assert.throws(() => changeAssumptions(defaultAssumptions(), { badKeyStatus: 402 }), TypeError);
  });
});
