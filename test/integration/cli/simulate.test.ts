import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WhatsGateClient } from '../../../src/index';
import { CommandInProcess, CommandLine, runCommand } from '../support/command-line';
import { startWebhook } from '../simulator-webhook';

interface Started {
  readonly pageUrl: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly whatsappId: string;
  readonly webhook: string;
  readonly environment: Readonly<Record<string, string>>;
}

describe('the command simulate', function () {
  // Each starts a process that has TypeScript to translate first.
  this.timeout(60_000);

  const running: CommandLine[] = [];
  const start = async (...words: string[]): Promise<{ child: CommandLine; told: Started }> => {
    const child = new CommandLine(['simulate', '--port', '0', '--json', ...words]);
    running.push(child);
    const [line] = await child.writes(/\{.*\}/);
    return { child, told: JSON.parse(line) as Started };
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((child) => child.end()));
  });

  it('tells everything that a bot needs, and is a gateway that delivers to the bot', async () => {
    const webhook = await startWebhook();
    try {
      const { child, told } = await start('--webhook', webhook.url);
      assert.match(told.pageUrl, /^http:\/\/127\.0\.0\.1:\d+\/$/);
      assert.equal(told.webhook, webhook.url);
      assert.deepEqual(told.environment, {
        WHATSGATE_API_KEY: told.apiKey,
        WHATSGATE_WHATSAPP_ID: told.whatsappId,
        WHATSGATE_WEBHOOK_TOKEN: 'hook',
        WHATSGATE_BASE_URL: told.baseUrl,
      });
      const client = new WhatsGateClient({ baseUrl: told.baseUrl, apiKey: told.apiKey });
      const answer = await client.send({
        WhatsappID: told.whatsappId,
        async: true,
        recipient: { id: '79991112233@c.us' },
        message: { body: 'hi' },
      });
      assert.deepEqual(answer, { queued: true });
      await webhook.arrived(1);
      client.close();
      child.stop('SIGTERM');
      assert.equal((await child.ended).code, 0);
    } finally {
      await webhook.close();
    }
  });

  it('prints a block for the .env that names the same values again with the same seed', async () => {
    const children = ['SIGINT', 'SIGTERM'].map(() => new CommandLine(['simulate', '-p', '0', '-s', 'tea']));
    running.push(...children);
    const blocks = await Promise.all(
      children.map(async (child) => (await child.writes(/WHATSGATE_API_KEY=[^]*?TOKEN=\w{32}\n/))[0]),
    );
    assert.equal(blocks[0], blocks[1]);
    assert.match(blocks[0] ?? '', /^WHATSGATE_API_KEY=\w{32}\nWHATSGATE_WHATSAPP_ID=\w{13}\n/);
    const [first, second] = children;
    first?.stop('SIGINT');
    second?.stop('SIGTERM');
    assert.deepEqual(await Promise.all(children.map(async (child) => (await child.ended).code)), [0, 0]);
  });

  it('has as many accounts as it is told', async () => {
    const { told } = await start('--accounts', '3', '--acks', 'off');
    const client = new WhatsGateClient({ baseUrl: told.baseUrl, apiKey: told.apiKey });
    const { items } = await client.getSessions();
    client.close();
    assert.deepEqual(
      items.map(({ callback }) => callback),
      [told.webhook, told.webhook, told.webhook],
    );
  });

  it('brings everything back with a state file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'whatsgate-simulate-'));
    try {
      const state = join(folder, 'state.json');
      const webhook = 'http://127.0.0.1:9/hook';
      const once = new CommandInProcess(['simulate', '-p', '0', '--json', '--state', state, '-w', webhook]);
      await once.writes(/"pageUrl"/);
      once.stop();
      const first = await once.ended;
      const again = new CommandInProcess(['simulate', '-p', '0', '--json', '--state', state, '-s', 'other']);
      await again.writes(/"pageUrl"/);
      again.stop();
      const second = await again.ended;
      const [before, after] = [first, second].map(({ output }) => JSON.parse(output) as Started);
      assert.equal(after?.apiKey, before?.apiKey);
      assert.equal(after?.whatsappId, before?.whatsappId);
      assert.equal(after?.webhook, webhook);
      assert.deepEqual([first.code, second.code], [0, 0]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('does not start in production', async () => {
    const { code, output, errors } = await runCommand(['simulate', '-p', '0'], { NODE_ENV: 'production' });
    assert.equal(code, 2);
    assert.equal(output, '');
    assert.match(errors, /NODE_ENV=production/);
  });

  it('says which port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, errors } = await runCommand(['simulate', '--port', String(port)]);
    server.close();
    assert.equal(code, 1);
    assert.match(errors, new RegExp(`Port ${port} is taken`));
  });
});

describe('the command line', function () {
  this.timeout(60_000);

  it('says what it did not understand, and ends as a usage error', async () => {
    const wrong = [['simulat'], ['simulate', '--port', 'x'], ['simulate', '--webhook', 'localhost'], []];
    const results = await Promise.all(wrong.map((words) => runCommand(words)));
    assert.deepEqual(
      results.map(({ code, output }) => [code, output]),
      wrong.map(() => [2, '']),
    );
    const [mistyped, port, url, nothing] = results.map(({ errors }) => errors);
    assert.match(mistyped ?? '', /Did you mean simulate\?/);
    assert.match(port ?? '', /A whole number from 0 to 65535/);
    assert.match(url ?? '', /An absolute http or https URL/);
    assert.match(nothing ?? '', /Usage:/);
  });

  it('tells its version and its help', async () => {
    const [version, help] = await Promise.all([
      runCommand(['--version']),
      runCommand(['simulate', '--help']),
    ]);
    assert.match(version.output, /^\d+\.\d+\.\d+/);
    assert.match(help.output, /--webhook <url>/);
    assert.deepEqual([version.code, help.code], [0, 0]);
  });
});
