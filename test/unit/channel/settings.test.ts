import assert from 'node:assert/strict';
import { readSettings, type WhatsGateAdapterOptions } from '../../../src/channel/settings';
import { defaultManners } from '../../../src/channel/options/manners';
import { defaultMediaLimits } from '../../../src/media/limits';
import { memoryInbox } from '../../../src/inbox/memory';
import { WhatsGateConfigurationError } from '../../../src/whatsgate/errors';
import { silentLogger } from '../../../src/whatsgate/logger';

const API_KEY = 'key-that-nobody-may-see';
const TOKEN = 'tok-0123456789abcdef';
const REQUIRED: WhatsGateAdapterOptions = { apiKey: API_KEY, whatsappId: 'shop', webhookToken: TOKEN };

/** The message that options are refused with. They come from JavaScript at times, so anything may be in them. */
function refusal(options: unknown): string {
  try {
    readSettings(options as WhatsGateAdapterOptions);
  } catch (error) {
    assert.ok(error instanceof WhatsGateConfigurationError);
    return error.message;
  }
  assert.fail('the options were taken');
}

describe('settings', () => {
  it('have a default for everything but key, account and token', () => {
    const { inbox, ...settings } = readSettings(REQUIRED);
    assert.deepEqual(settings, {
      apiKey: API_KEY,
      accounts: [{ whatsappId: 'shop' }],
      webhookTokens: [TOKEN],
      baseUrl: undefined,
      axios: undefined,
      proxy: undefined,
      timeoutMs: undefined,
      retry: undefined,
      turnRetry: undefined,
      onInterrupted: undefined,
      ackTimeoutMs: 15_000,
      quoteReplies: 'always',
      async: false,
      checkNumbers: false,
      defaultCountry: undefined,
      outboxCapacity: 10_000,
      disconnectTimeoutMs: 60_000,
      settleTimeoutMs: undefined,
      catchUp: false,
      telemetry: false,
      manners: defaultManners,
      channelId: 'whatsgate',
      eventActivities: new Set(),
      allowedAddresses: [],
      maximumBodyBytes: 1_048_576,
      text: { defaultFormat: 'markdown', maximumLength: 4096 },
      cards: {},
      choiceSettings: { expiresMs: 86_400_000 },
      media: {
        maximumBytes: 100 * 1_048_576,
        maximumImageBytes: 5 * 1_048_576,
        maximumStickerBytes: 100 * 1024,
        maximumAnimatedStickerBytes: 500 * 1024,
        maximumVoiceBytes: 16 * 1_048_576,
        timeoutMs: 60_000,
        allowPrivateHosts: false,
        allowedHosts: [],
        urlLifetimeMs: 3_600_000,
      },
      logger: silentLogger,
    });
    assert.equal(typeof inbox.accept, 'function');
  });

  it('keep everything that is given', () => {
    const given = {
      baseUrl: 'https://gateway.example/api/v1',
      proxy: { host: 'proxy.example', port: 8080 },
      timeoutMs: 1000,
      retry: { repeats: 0 },
      inbox: memoryInbox(),
      ackTimeoutMs: 500,
      quoteReplies: 'groups',
      async: true,
      checkNumbers: true,
      defaultCountry: 'BR',
      outboxCapacity: 5,
      disconnectTimeoutMs: 0,
      settleTimeoutMs: 0,
      catchUp: 1000,
      telemetry: true,
      channelId: 'whatsapp',
      allowedAddresses: ['203.0.113.7', '2001:db8::/32'],
      maximumBodyBytes: 10,
      logger: console,
    } as const;
    const settings = readSettings({
      ...REQUIRED,
      ...given,
      eventActivities: ['receipt', 'receipt', 'call'],
      media: { maximumBytes: 5, allowPrivateHosts: true },
    });
    for (const [name, value] of Object.entries(given)) {
      assert.deepEqual(settings[name as keyof typeof given], value, name);
    }
    assert.deepEqual(settings.eventActivities, new Set(['receipt', 'call']));
    assert.deepEqual(settings.media, {
      ...defaultMediaLimits,
      maximumBytes: 5,
      allowPrivateHosts: true,
    });
  });

  it('take an option that is undefined for one that was left out', () => {
    const names = Object.keys(readSettings(REQUIRED)).filter((name) => name !== 'webhookTokens');
    const undefinedOptions = Object.fromEntries(
      [...names, 'unknownButUndefined'].map((name) => [name, undefined]),
    );
    const { inbox, ...settings } = readSettings({ ...undefinedOptions, ...REQUIRED });
    const { inbox: usualInbox, ...usual } = readSettings(REQUIRED);
    assert.deepEqual(settings, usual);
    assert.equal(typeof inbox, typeof usualInbox);
  });

  it('take undefined inside an option for left out, too', () => {
    const options = {
      ...REQUIRED,
      media: { maximumBytes: undefined, timeoutMs: undefined, allowPrivateHosts: undefined },
      retry: { repeats: undefined, firstPauseMs: 5 },
    };
    const settings = readSettings(options as unknown as WhatsGateAdapterOptions);
    assert.deepEqual(settings.media, readSettings(REQUIRED).media);
    assert.deepEqual(settings.retry, { firstPauseMs: 5 });
  });

  it('give every adapter an inbox in memory of its own', () => {
    assert.notEqual(readSettings(REQUIRED).inbox, readSettings({ ...REQUIRED, inbox: 'memory' }).inbox);
  });

  describe('of the webhook token', () => {
    it('are one, several, or none on purpose', () => {
      const tokens = (webhookToken: WhatsGateAdapterOptions['webhookToken']): readonly string[] =>
        readSettings({ ...REQUIRED, webhookToken }).webhookTokens;
      assert.deepEqual(tokens(TOKEN), [TOKEN]);
      assert.deepEqual(tokens([TOKEN, `${TOKEN}x`]), [TOKEN, `${TOKEN}x`]);
      assert.deepEqual(tokens(false), []);
    });

    it('are asked for', () => {
      assert.match(refusal({ ...REQUIRED, webhookToken: undefined }), /webhookToken/);
    });

    for (const bad of [
      '',
      'short-token',
      'x'.repeat(15),
      `${TOKEN} `,
      `${TOKEN}/`,
      `${TOKEN}я`,
      `${TOKEN}\n`,
    ]) {
      it(`are refused as ${JSON.stringify(bad)}, alone and in a list, with the way to make one`, () => {
        for (const webhookToken of [bad, [TOKEN, bad]]) {
          const message = refusal({ ...REQUIRED, webhookToken });
          assert.match(message, /webhookToken.*at least 16 characters.*randomBytes/);
          if (bad !== '') assert.ok(!message.includes(bad));
        }
      });
    }

    for (const bad of [true, 42, null, [], {}]) {
      it(`are refused as ${JSON.stringify(bad)}`, () => {
        assert.match(refusal({ ...REQUIRED, webhookToken: bad }), /webhookToken/);
      });
    }
  });

  describe('of accounts', () => {
    const others = { apiKey: API_KEY, webhookToken: TOKEN };

    it('may be several, with ids and names', () => {
      const accounts = [{ whatsappId: 'shop', wid: '1@c.us', name: 'Shop' }, { whatsappId: 'help' }];
      assert.deepEqual(readSettings({ ...others, accounts }).accounts, accounts);
    });

    it('are given by one option alone', () => {
      assert.match(
        refusal({ ...REQUIRED, accounts: [{ whatsappId: 'help' }] }),
        /either whatsappId.*or accounts/,
      );
    });

    it('are asked for', () => assert.match(refusal(others), /whatsappId is missing/));

    it('are different ones', () => {
      const accounts = [{ whatsappId: 'shop' }, { whatsappId: 'shop' }];
      assert.match(refusal({ ...others, accounts }), /accounts names the same whatsappId twice/);
    });

    for (const [accounts, problem] of [
      [[], /accounts: is empty/],
      [[{}], /accounts\.0\.whatsappId is missing/],
      [[{ whatsappId: '' }], /accounts\.0\.whatsappId: is empty/],
      [[{ whatsappId: 'a', wid: '' }], /accounts\.0\.wid: is empty/],
      [[{ whatsappId: 'a', name: 5 }], /accounts\.0\.name: Expected string/],
      [[{ whatsappId: 'a', number: '1' }], /unknown option 'number'/],
      ['shop', /accounts: Expected array/],
    ] as const) {
      it(`are refused as ${JSON.stringify(accounts)}`, () => {
        assert.match(refusal({ ...others, accounts }), problem);
      });
    }
  });
});
