import assert from 'node:assert/strict';
import {
  InboxFullError,
  WhatsGateActivityError,
  WhatsGateAnswerError,
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  WhatsGateClosedError,
  WhatsGateConfigurationError,
  WhatsGateError,
  WhatsGateNetworkError,
  WhatsGateRateLimitError,
  WhatsGateTimeoutError,
  WhatsGateUnsupportedError,
  withSentIds,
} from '../../../src/whatsgate/errors';

const api = { command: 'send', status: 500 };
const network = { command: 'send', requestWritten: true };

const TREE: readonly (readonly [error: WhatsGateError, name: string, code: string, parent: unknown])[] = [
  [
    new WhatsGateConfigurationError('x'),
    'WhatsGateConfigurationError',
    'whatsgate_configuration',
    WhatsGateError,
  ],
  [new WhatsGateUnsupportedError('x'), 'WhatsGateUnsupportedError', 'whatsgate_unsupported', WhatsGateError],
  [new WhatsGateActivityError('x'), 'WhatsGateActivityError', 'whatsgate_activity', WhatsGateError],
  [new WhatsGateApiError('x', api), 'WhatsGateApiError', 'whatsgate_api', WhatsGateError],
  [
    new WhatsGateAuthenticationError('x', api),
    'WhatsGateAuthenticationError',
    'whatsgate_authentication',
    WhatsGateApiError,
  ],
  [
    new WhatsGateRateLimitError('x', api),
    'WhatsGateRateLimitError',
    'whatsgate_rate_limited',
    WhatsGateApiError,
  ],
  [new WhatsGateAnswerError('x', api), 'WhatsGateAnswerError', 'whatsgate_answer', WhatsGateApiError],
  [new WhatsGateNetworkError('x', network), 'WhatsGateNetworkError', 'whatsgate_network', WhatsGateError],
  [
    new WhatsGateTimeoutError('x', network),
    'WhatsGateTimeoutError',
    'whatsgate_timeout',
    WhatsGateNetworkError,
  ],
  [new InboxFullError('x'), 'InboxFullError', 'whatsgate_inbox_full', WhatsGateError],
  [new WhatsGateClosedError('x'), 'WhatsGateClosedError', 'whatsgate_closed', WhatsGateError],
];

describe('the tree of errors', () => {
  for (const [error, name, code, parent] of TREE) {
    it(`${name} has its name, its code and its place`, () => {
      assert.ok(error instanceof Error && error instanceof (parent as typeof Error));
      assert.deepEqual([error.name, error.code, error.message], [name, code, 'x']);
      assert.equal('cause' in error, false);
      assert.deepEqual([error.maybeDelivered, error.sentIds], [false, []]);
      assert.equal(error.retryable, error instanceof WhatsGateRateLimitError);
      assert.match(String(error.stack), new RegExp(`^(${name}|Error): x`));
    });
  }

  it('carries the details that it was given', () => {
    const cause = new Error('why');
    const details = { cause, retryable: true, maybeDelivered: true, sentIds: ['a'] };
    const error = new WhatsGateActivityError('x', details);
    assert.equal(error.cause, cause);
    assert.deepEqual([error.retryable, error.maybeDelivered, error.sentIds], [true, true, ['a']]);
  });

  it('takes up the ids that went out before, and stays the same error', () => {
    const error = new WhatsGateNetworkError('x', network);
    const ids = ['true_7@c.us_A', 'true_7@c.us_B'];
    assert.equal(withSentIds(error, ids), error);
    assert.deepEqual(error.sentIds, ids);
    assert.notEqual(error.sentIds, ids);
    assert.equal(withSentIds(error, []), error);
    assert.deepEqual(error.sentIds, ids);
  });

  it('leaves errors of others alone', () => {
    const error = new TypeError('x');
    assert.equal(withSentIds(error, ['a']), error);
    assert.deepEqual(Object.keys(error), []);
    assert.equal(withSentIds(undefined, ['a']), undefined);
  });
});
