import assert from 'node:assert/strict';
import { readSettings, type WhatsGateAdapterOptions } from '../../../src/channel/settings';
import { WhatsGateConfigurationError } from '../../../src/whatsgate/errors';

const REQUIRED = { apiKey: 'key', whatsappId: 'shop', webhookToken: 'tok-0123456789abcdef' };
const TOO_LONG_MS = 2 ** 31;

function read(options: unknown): unknown {
  return readSettings(options as WhatsGateAdapterOptions);
}

function refusal(options: unknown): string {
  try {
    read(options);
  } catch (error) {
    assert.ok(error instanceof WhatsGateConfigurationError);
    return error.message;
  }
  assert.fail('the options were taken');
}

const notPositive = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null];

/** What each option may not be. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  apiKey: ['', 5, null],
  whatsappId: ['', 5, null],
  baseUrl: ['', 5],
  axios: [{}, 'axios', { request: true }, null],
  proxy: [true, 'http://proxy.example', null],
  timeoutMs: [...notPositive, TOO_LONG_MS],
  ackTimeoutMs: [...notPositive, TOO_LONG_MS],
  maximumBodyBytes: notPositive,
  retry: [
    true,
    3,
    { repeats: -1 },
    { repeats: 1.5 },
    { firstPauseMs: 0 },
    { longestPauseMs: TOO_LONG_MS },
    { more: 1 },
  ],
  inbox: ['sqlite', {}, { start: () => undefined }, null],
  quoteReplies: ['sometimes', true],
  async: ['yes', 1],
  checkNumbers: ['yes', 1],
  outboxCapacity: notPositive,
  disconnectTimeoutMs: [-1, 1.5, '5', TOO_LONG_MS],
  settleTimeoutMs: [-1, 1.5, '5', TOO_LONG_MS],
  telemetry: ['on', 1, {}],
  catchUp: [...notPositive, 'always', TOO_LONG_MS],
  defaultCountry: ['Brazil', 'br', 55, null],
  manners: [
    true,
    { seen: 'yes' },
    { gapMs: -1 },
    { gapMs: TOO_LONG_MS },
    { pausePerCharacterMs: 0.5 },
    { perMinute: -1 },
    { perMinute: 6001 },
    { burst: 0 },
    { jitter: 1.1 },
  ],
  channelId: ['', 'a:b', 5],
  eventActivities: ['receipt', ['receipts'], [5]],
  allowedAddresses: [
    '203.0.113.7',
    ...[
      '',
      'bot.example',
      '203.0.113',
      '203.0.113.0/33',
      '203.0.113.0/',
      '203.0.113.0/-1',
      '203.0.113.0/x',
    ].map((address) => [address]),
    ...['203.0.113.0/24/8', '2001:db8::/129', '203.0.113.0/1e1'].map((address) => [address]),
    [5],
  ],
  cards: [true, { 'application/x': 'none' }],
  choices: [true, 5, { expiresMs: 0 }, { expiresMs: TOO_LONG_MS }, { more: 1 }],
  text: [
    true,
    { defaultFormat: 'html' },
    { maximumLength: 255 },
    { maximumLength: 65_537 },
    { maximumLength: 300.5 },
    { more: 1 },
  ],
  media: [
    true,
    { maximumBytes: 0 },
    { timeoutMs: TOO_LONG_MS },
    { allowPrivateHosts: 'yes' },
    { more: 1 },
    { allowedHosts: ['https://files.example'] },
    { allowedHosts: ['a*.example'] },
    { allowedHosts: ['files.example:8443'] },
    { allowedHosts: ['[::1]:8443'] },
    { allowedHosts: ['files.example?x'] },
    { allowedHosts: ['*.'] },
    { rootFolder: '' },
    { voiceTranscoder: 'ffmpeg' },
    { publicUrl: 'bot.example.com/media' },
    { publicUrl: 'https://bot.example.com/media?x=1' },
    { urlKey: 'short' },
  ],
  logger: [{}, 'console', { debug: () => undefined }, null],
};

const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  axios: [{ request: () => undefined }, Object.assign(() => undefined, { request: () => undefined })],
  proxy: [false, { host: 'proxy.example', port: 1 }],
  retry: [false, {}, { repeats: 0, firstPauseMs: 1, longestPauseMs: 1 }],
  text: [
    {},
    { defaultFormat: 'plain' },
    { defaultFormat: 'xml', maximumLength: 256 },
    { maximumLength: 65_536 },
  ],
  quoteReplies: ['always', 'first', 'groups', 'explicit', 'never'],
  eventActivities: [
    [],
    ['receipt', 'ownMessage', 'call', 'groupInvite', 'groupUpdate', 'payment', 'pollVote', 'contactChanged'],
  ],
  media: [
    {
      allowedHosts: ['files.example', '*.files.example.', '*.файлы.рф', '192.0.2.1', '2001:db8::1', '[::1]'],
    },
  ],
  allowedAddresses: [[], ['0.0.0.0/0', '203.0.113.7/32', '::1', '2001:db8::/128', '::ffff:203.0.113.7']],
  ackTimeoutMs: [1, TOO_LONG_MS - 1],
};

describe('the check of an option', () => {
  for (const [option, values] of Object.entries(WRONG)) {
    for (const value of values) {
      it(`refuses ${option}: ${JSON.stringify(value)}`, () => {
        const message = refusal({ ...REQUIRED, [option]: value });
        assert.match(message, /^The options of WhatsGateAdapter are wrong: .*\.$/);
        const isNested = typeof value === 'object' && value !== null && 'more' in value;
        assert.ok(message.includes(isNested ? "unknown option 'more'" : option), message);
      });
    }
  }

  for (const [option, values] of Object.entries(RIGHT)) {
    it(`takes every right value of ${option}`, () => {
      for (const value of values) read({ ...REQUIRED, [option]: value });
    });
  }

  it('names an option that nobody knows', () => {
    assert.match(refusal({ ...REQUIRED, webhooktoken: 'x' }), /unknown option 'webhooktoken'/);
    assert.match(refusal({ ...REQUIRED, one: 1, two: 2 }), /unknown option 'one', 'two'/);
  });

  it('tells all problems in one message, each once', () => {
    const message = refusal({ webhookToken: 'short', timeoutMs: -1, port: 1, async: 'yes' });
    for (const part of [
      'apiKey is missing',
      'webhookToken: must have',
      'timeoutMs: is not above 0',
      "'port'",
      'async:',
    ]) {
      assert.equal(message.split(part).length, 2, `${part} in ${message}`);
    }
  });

  for (const options of [undefined, null, {}, 'key', 5]) {
    it(`asks for what is needed when it is given ${JSON.stringify(options)}`, () => {
      assert.match(refusal(options), /apiKey is missing/);
    });
  }

  it('shows no value that was given, right or wrong', () => {
    const secret = 'SECRET';
    const wrong = Object.keys(WRONG).map((option) =>
      refusal({ ...REQUIRED, apiKey: '', [option]: [secret] }),
    );
    wrong.push(
      refusal({ ...REQUIRED, apiKey: secret, port: secret }),
      refusal({ ...REQUIRED, webhookToken: secret }),
      refusal({ ...REQUIRED, webhookToken: [secret, secret] }),
      refusal({ ...REQUIRED, quoteReplies: secret }),
      refusal({ ...REQUIRED, eventActivities: [secret] }),
      refusal({ ...REQUIRED, inbox: secret }),
      refusal({ ...REQUIRED, channelId: `${secret}:` }),
      refusal({ ...REQUIRED, proxy: secret }),
      refusal({ ...REQUIRED, accounts: [{ whatsappId: secret }] }),
      refusal({ ...REQUIRED, retry: { repeats: secret } }),
    );
    for (const message of wrong) assert.ok(!message.includes(secret), message);
  });

  it('says what an option may be when it is none of its words', () => {
    assert.match(refusal({ ...REQUIRED, quoteReplies: 'sometimes' }), /quoteReplies: .*'always'.*'never'/);
  });
});
