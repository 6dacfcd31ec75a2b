import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator, type Simulator } from '../../../src/simulator/index';
import { CommandInProcess, CommandLine } from '../support/command-line';
import { startWorld } from '../support/world';
import { startWebhook, type Answer, type TestWebhook } from '../simulator-webhook';

interface Told {
  readonly id: number;
  readonly kind: string;
  readonly from?: string;
  readonly text?: string;
  readonly outcome: string;
  readonly status: number | null;
  readonly attempts: number;
}

const LONG_AGO = '2020-01-01T00:00:00Z';

describe('the command poll', function () {
  // Some start a process that has TypeScript to translate first.
  this.timeout(60_000);

  let sim: Simulator;
  let webhook: TestWebhook;
  let folder: string;
  const running: (CommandLine | CommandInProcess)[] = [];

  beforeEach(async () => {
    sim = await createSimulator();
    webhook = await startWebhook();
    folder = mkdtempSync(join(tmpdir(), 'whatsgate-poll-'));
  });
  afterEach(async () => {
    for (const child of running) child.stop();
    await Promise.all(running.splice(0).map((child) => child.ended));
    await sim.close();
    await webhook.close();
    rmSync(folder, { recursive: true });
  });

  const start = (...words: string[]): CommandInProcess => {
    const settings = { WHATSGATE_API_KEY: sim.apiKey, WHATSGATE_BASE_URL: sim.baseUrl };
    const child = new CommandInProcess(['poll', '--interval', '0.1', ...words], settings);
    running.push(child);
    return child;
  };
  const told = (output: string): Told[] =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Told);

  it('shows what somebody writes in one line, and none of it commands a terminal', async () => {
    await sim.user('79991112233').says('hi\u001b[2J\n- message 9 → acknowledged');
    const { output } = await start('--forward', webhook.url, '--since', LONG_AGO, '--once', '--texts').ended;
    const lines = output.split('\n').filter((line) => line !== '');
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /: hi\ufffd\[2J - message 9 → acknowledged → acknowledged \(200/);
  });

  it('takes a URL whose path is not percent-encoded correctly', async () => {
    await sim.user('79991112233').says('hi');
    const url = `${webhook.url}/%zz`;
    const { output } = await start('--forward', url, '--since', LONG_AGO, '--once', '--json').ended;
    assert.deepEqual(
      told(output).map(({ outcome }) => outcome),
      ['acknowledged'],
    );
  });

  it('shows no token of a URL that ends with a slash', async () => {
    await sim.user('79991112233').says('the token is a-secret-token');
    const url = `${webhook.url}/a-secret-token/`;
    const { output } = await start('--forward', url, '--since', LONG_AGO, '--once', '--texts').ended;
    assert.match(output, /the token is/);
    assert.ok(!output.includes('a-secret-token'));
  });

  it('brings a bot its messages and the bot answers, without a webhook', async () => {
    const world = await startWorld({
      logic: async (context) => {
        await context.sendActivity(`You said: ${context.activity.text}`);
      },
    });
    try {
      world.sim.setWebhook(null);
      const settings = { WHATSGATE_API_KEY: world.sim.apiKey, WHATSGATE_BASE_URL: world.sim.baseUrl };
      const child = new CommandLine(
        ['poll', '--forward', world.url, '--since', LONG_AGO, '--interval', '0.1', '--texts'],
        settings,
      );
      running.push(child);
      const anna = world.sim.user('79991112233', { name: 'Anna' });
      await anna.says('hi');
      assert.equal((await world.sim.nextMessage({ to: anna, timeoutMs: 30_000 })).body, 'You said: hi');
      await child.writes(/message 501 from 799\*\*\*33@c\.us: hi → acknowledged \(200, \d+ ms\)/);
      await anna.says('and again');
      assert.equal(
        (await world.sim.nextMessage({ to: anna, timeoutMs: 30_000 })).body,
        'You said: and again',
      );
      child.stop('SIGINT');
      const { code } = await child.ended;
      assert.equal(code, 0);
      for (const secret of ['a-token-for-integration-tests', world.sim.apiKey, '79991112233']) {
        assert.ok(!child.written.includes(secret), `${secret} is not shown`);
      }
    } finally {
      await world.close();
    }
  });

  it('delivers what the webhook would have had, once and in order', async () => {
    const anna = sim.user('79991112233');
    for (const text of ['one', 'two', 'three']) await anna.says(text);
    const child = start('--forward', webhook.url, '--since', LONG_AGO, '--once', '--json');
    const { code, output } = await child.ended;
    assert.equal(code, 0);
    assert.deepEqual(webhook.ids(), [501, 502, 503]);
    assert.deepEqual(
      webhook.received.map(({ body }) => JSON.parse(body) as unknown),
      sim.events.map(({ envelope }) => envelope),
    );
    assert.deepEqual(
      told(output).map(({ id, outcome, status }) => [id, outcome, status]),
      [501, 502, 503].map((id) => [id, 'acknowledged', 200]),
    );
    assert.ok(!output.includes('three'), 'texts are shown on request only');
  });

  it('loses nothing while the bot is away', async () => {
    const port = Number(new URL(webhook.url).port);
    await webhook.close();
    const child = start('--forward', webhook.url, '--since', LONG_AGO, '--json');
    const anna = sim.user('79991112233');
    for (const text of ['one', 'two']) await anna.says(text);
    await child.writes(/cannot be reached/);
    await anna.says('three');
    const seen: number[] = [];
    const server = await listenAgain(port, seen);
    try {
      await child.writes(/"id":503[^\n]*"acknowledged"/);
      assert.deepEqual(seen, [501, 502, 503]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    child.stop();
    assert.equal((await child.ended).code, 0);
  });

  it('repeats what the bot refuses three times, then goes on', async () => {
    await webhook.close();
    const refuse: Answer = (response) => response.writeHead(400).end('no');
    webhook = await startWebhook(refuse, refuse, refuse, refuse);
    const anna = sim.user('79991112233');
    await anna.says('bad');
    await anna.says('good');
    const child = start('--forward', webhook.url, '--since', LONG_AGO, '--once', '--json');
    const { output } = await child.ended;
    assert.deepEqual(
      told(output).map(({ id, outcome, status, attempts }) => [id, outcome, status, attempts]),
      [
        [501, 'given-up', 400, 4],
        [502, 'acknowledged', 200, 1],
      ],
    );
  });

  it('goes on where an earlier run has stopped', async () => {
    const position = join(folder, 'position.json');
    const anna = sim.user('79991112233');
    await anna.says('one');
    const words = ['--forward', webhook.url, '--position', position, '--once'];
    assert.equal((await start(...words, '--since', LONG_AGO).ended).code, 0);
    await anna.says('two');
    assert.equal((await start(...words).ended).code, 0);
    assert.equal((await start(...words).ended).code, 0);
    assert.deepEqual(webhook.ids(), [501, 502]);
    assert.match(readFileSync(position, 'utf8'), /"format":"whatsgate-poll-position"/);
    writeFileSync(position, '{}');
    const broken = await start(...words).ended;
    assert.equal(broken.code, 1);
    assert.match(broken.errors, /holds no position/);
  });

  it('keeps what was not delivered when it is stopped, and says how to get it', async () => {
    await webhook.close();
    const position = join(folder, 'position.json');
    const anna = sim.user('79991112233');
    await anna.says('one');
    const child = new CommandLine(
      ['poll', '--forward', webhook.url, '--position', position, '--since', LONG_AGO, '--interval', '0.01'],
      { WHATSGATE_API_KEY: sim.apiKey, WHATSGATE_BASE_URL: sim.baseUrl },
    );
    running.push(child);
    await child.writes(/cannot be reached/);
    child.stop();
    const { code, errors } = await child.ended;
    assert.equal(code, 0);
    assert.match(errors, /1 events were not delivered\. They come again with --position/);
    webhook = await startWebhook();
    await start('--forward', webhook.url, '--position', position, '--once').ended;
    assert.deepEqual(webhook.ids(), [501]);
  });

  it('says from when to ask again in a way that can be typed', async () => {
    await webhook.close();
    await sim.user('79991112233').says('one');
    const child = start('--forward', webhook.url, '--since', LONG_AGO);
    await child.writes(/cannot be reached/);
    child.stop();
    const { errors } = await child.ended;
    const [, since = ''] = /They come again with --since (\S+)\.\n/.exec(errors) ?? [];
    webhook = await startWebhook();
    await start('--forward', webhook.url, '--since', since, '--once').ended;
    assert.deepEqual(webhook.ids(), [501]);
  });

  it('ends when the key is wrong, and goes on after other failures', async () => {
    const refused = new CommandInProcess(['poll', '--forward', webhook.url], {
      WHATSGATE_API_KEY: 'another',
      WHATSGATE_BASE_URL: sim.baseUrl,
    });
    assert.equal((await refused.ended).code, 3);
    sim.faults.onCommand('events-get', { kind: 'status', status: 500 }, { times: 3 });
    const child = start('--forward', webhook.url, '--since', LONG_AGO);
    await child.writes(/A look failed and is made again/);
    await sim.user('79991112233').says('hi');
    await webhook.arrived(1);
  });

  it('with --once takes all that is there, however much it is', async () => {
    await using many = await createSimulator({ limits: { events: 3000, messages: 3000 } });
    const anna = many.user('79991112233');
    for (let number = 1; number <= 1005; number += 1) await anna.says(String(number));
    const settings = { WHATSGATE_API_KEY: many.apiKey, WHATSGATE_BASE_URL: many.baseUrl };
    const words = ['poll', '--forward', webhook.url, '--since', LONG_AGO, '--once'];
    const { code } = await new CommandInProcess(words, settings).ended;
    assert.equal(code, 0);
    assert.deepEqual(
      webhook.ids(),
      Array.from({ length: 1005 }, (_, index) => 501 + index),
    );
  });

  it('with --once ends with what went wrong, because it does not look again', async () => {
    sim.faults.onCommand('events-get', { kind: 'status', status: 500 }, { times: 3 });
    const { code, errors } = await start('--forward', webhook.url, '--since', LONG_AGO, '--once').ended;
    assert.equal(code, 5);
    assert.doesNotMatch(errors, /made again/);
  });

  it('follows no redirect', async () => {
    const elsewhere = await startWebhook();
    await webhook.close();
    const redirect: Answer = (response) => response.writeHead(307, { location: elsewhere.url }).end();
    webhook = await startWebhook(redirect, redirect, redirect, redirect);
    await sim.user('79991112233').says('hi');
    const { output } = await start('--forward', webhook.url, '--since', LONG_AGO, '--once', '--json').ended;
    assert.equal(told(output)[0]?.outcome, 'given-up');
    assert.deepEqual(elsewhere.received, []);
    await elsewhere.close();
  });
});

/** A bot that comes back at its port; each event that it takes goes to `seen`. */
async function listenAgain(port: number, seen: number[]): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { id } = JSON.parse(body) as { id: number };
      seen.push(id);
      response.end(JSON.stringify({ result: 'OK', id }));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
