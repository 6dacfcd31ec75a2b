import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as sinon from 'sinon';
import { defaultTextSettings } from '../../src/activity/text-format';
import { defaultChoiceSettings } from '../../src/channel/options/cards';
import { readSettings } from '../../src/channel/settings';
import { defaultManners } from '../../src/channel/options/manners';
import { defaultMediaLimits } from '../../src/media/limits';
import { silentLogger } from '../../src/whatsgate/logger';
import { WhatsGateClient } from '../../src/whatsgate/client';
import { DEFAULT_BASE_URL } from '../../src/whatsgate/client-options';
import { defaultRetryPolicy } from '../../src/whatsgate/retry';
import { membersOf } from './support/declarations';
import { codeIn, readDocument, tableOf } from './support/markdown';

const SETTINGS = 'src/channel/settings.ts';
const rows = tableOf(readDocument('README.md'), 'option').map((row) => ({
  name: codeIn(row['option'] ?? '').join(),
  standard: row['default'] ?? '',
  unit: row['unit'] ?? '',
}));
const shown = rows.map(({ name }) => name);

function defaultOf(option: string): string {
  const row = rows.find(({ name }) => name === option);
  assert.ok(row !== undefined, `the table has ${option}`);
  return row.standard;
}

describe('the options in the README', () => {
  it('are those of the adapter, each once', () => {
    const own = shown.filter((name) => !name.includes('.'));
    assert.deepEqual(own.sort(), membersOf(SETTINGS, 'WhatsGateAdapterOptions').sort());
  });

  it('name every part of those that have parts', () => {
    const parts = shown.filter((name) => name.includes('.'));
    const expected = [
      ...Object.keys(defaultManners).map((name) => `manners.${name}`),
      ...Object.keys(defaultTextSettings).map((name) => `text.${name}`),
      ...Object.keys(defaultChoiceSettings).map((name) => `choices.${name}`),
      ...Object.keys(defaultMediaLimits).map((name) => `media.${name}`),
      ...membersOf('src/channel/options/media.ts', 'MediaHandling').map((name) => `media.${name}`),
      ...Object.keys(defaultRetryPolicy).map((name) => `retry.${name}`),
    ];
    assert.deepEqual(parts.sort(), expected.sort());
  });

  it('have the defaults that an adapter without options gets', () => {
    const settings = readSettings({ apiKey: 'a-key', whatsappId: 'an-id', webhookToken: false });
    const real: Readonly<Record<string, unknown>> = {
      ackTimeoutMs: settings.ackTimeoutMs,
      quoteReplies: settings.quoteReplies,
      async: settings.async,
      checkNumbers: settings.checkNumbers,
      telemetry: settings.telemetry,
      outboxCapacity: settings.outboxCapacity,
      disconnectTimeoutMs: settings.disconnectTimeoutMs,
      channelId: settings.channelId,
      eventActivities: [...settings.eventActivities],
      allowedAddresses: settings.allowedAddresses,
      maximumBodyBytes: settings.maximumBodyBytes,
      turnRetry: settings.turnRetry ?? false,
      ...prefixed('manners', settings.manners),
      ...prefixed('text', settings.text),
      cards: settings.cards,
      ...prefixed('choices', settings.choiceSettings ?? {}),
      ...prefixed('media', settings.media),
      ...prefixed('retry', defaultRetryPolicy),
      baseUrl: DEFAULT_BASE_URL,
    };
    for (const [option, value] of Object.entries(real)) {
      assert.equal(defaultOf(option), `\`${written(value)}\``, option);
    }
  });

  it('are silent and in memory when nothing else is said', async () => {
    const settings = readSettings({ apiKey: 'a-key', whatsappId: 'an-id', webhookToken: false });
    assert.equal(settings.logger, silentLogger);
    assert.equal(defaultOf('logger'), 'silent');
    assert.equal(settings.inbox.constructor.name, 'MemoryInbox');
    assert.equal(defaultOf('inbox'), "`'memory'`");
    await settings.inbox.close(0);
  });

  it('leave nothing out of the settings with a default', () => {
    const checkedAbove = new Set(shown.map((name) => name.split('.')[0] ?? ''));
    const renamed = { webhookTokens: 'webhookToken', choiceSettings: 'choices' } as Readonly<
      Record<string, string>
    >;
    for (const name of membersOf(SETTINGS, 'Settings'))
      assert.ok(checkedAbove.has(renamed[name] ?? name), name);
  });

  it('let a call to the gateway take as long as the table says', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = new WhatsGateClient({
      apiKey: 'a-key',
      baseUrl: `http://127.0.0.1:${port}`,
      retry: false,
      proxy: false,
    });
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const arrived = once(server, 'request');
      const call = client.check('an-id', '79991112233');
      await arrived;
      clock.tick(Number(defaultOf('timeoutMs').replaceAll('`', '')));
      await assert.rejects(call, { code: 'whatsgate_timeout' });
    } finally {
      clock.restore();
      client.close();
      server.closeAllConnections();
      server.close();
    }
  });

  it('tell the unit of everything that has one', () => {
    for (const { name, unit } of rows) {
      const expected = name.endsWith('Ms') ? 'ms' : name.endsWith('Bytes') ? 'bytes' : '';
      assert.equal(unit, expected, name);
    }
  });
});

function prefixed(prefix: string, values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]: [string, unknown]) => [`${prefix}.${name}`, value]),
  );
}

/** A value as the table writes it. */
function written(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
