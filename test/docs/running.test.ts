import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { ActivityHandler } from 'botbuilder';
import express from 'express';
import { fastify as createFastify } from 'fastify';
import { WhatsGateAdapter } from '../../src/index';
import { createSimulator, type Simulator } from '../../src/simulator/index';
import { createProject, startNode, type Child, type Project } from './support/child';
import { codeBlocks, readDocument, ROOT } from './support/markdown';

describe('the programs in the README', function () {
  // Each starts a process that has TypeScript to translate first.
  this.timeout(60_000);

  const [wholeBot = '', ...others] = codeBlocks(readDocument('README.md'))
    .filter(({ language }) => language === 'ts')
    .map(({ code }) => code);
  let project: Project;
  let sim: Simulator | undefined;
  let child: Child | undefined;

  beforeEach(() => {
    project = createProject();
  });

  afterEach(async () => {
    child?.stop();
    await child?.ended;
    await sim?.close();
    project.remove();
  });

  it('start with a bot of twelve lines', () => {
    assert.equal(wholeBot.trimEnd().split('\n').length, 12);
  });

  it('run: the bot of twelve lines answers and quotes', async () => {
    sim = await createSimulator();
    const port = await freePort();
    const token = 'a-token-for-the-tests-of-the-documents';
    // The only changes: another port than the one of the README, and the stand-in instead of the gateway.
    const code = replaceOnce(
      replaceOnce(wholeBot, '.listen(3978)', `.listen(${port}, '127.0.0.1')`),
      '{ apiKey, whatsappId, webhookToken }',
      `{ baseUrl: '${sim.baseUrl}', apiKey, whatsappId, webhookToken }`,
    );
    child = startNode([project.write('bot.ts', code)], {
      API_KEY: sim.apiKey,
      WHATSAPP_ID: sim.whatsappId,
      WEBHOOK_TOKEN: token,
    });
    const url = `http://127.0.0.1:${port}/api/whatsgate/${token}`;
    await answers(url, child);
    sim.setWebhook(url);

    const anna = sim.user('79991112233', { name: 'Anna' });
    const question = await anna.says('hi');
    const answer = await sim.nextMessage({ to: anna });

    assert.equal(answer.body, 'You said: hi');
    assert.equal(answer.quote, question.id);
    assert.equal((await question.delivered).outcome, 'acknowledged');
  });

  it('run: the Mocha test passes', async () => {
    const mochaTest = others.find((code) => code.includes("describe('"));
    assert.ok(mochaTest !== undefined, 'the README has a Mocha test');
    const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const file = project.write('greeting.test.ts', mochaTest);

    child = startNode([mocha, '--no-config', '--reporter', 'json', file]);
    const { code, output } = await child.ended;

    assert.equal(code, 0, output);
    assert.match(output, /"passes": 1,/);
  });
});

describe('the routes in the README', () => {
  const blocks = codeBlocks(readDocument('README.md')).map(({ code }) => code);
  const token = 'a-token-for-the-tests-of-the-documents';
  let sim: Simulator;
  let adapter: WhatsGateAdapter;

  beforeEach(async () => {
    sim = await createSimulator();
    const { baseUrl, apiKey, whatsappId } = sim;
    adapter = new WhatsGateAdapter({ baseUrl, apiKey, whatsappId, webhookToken: token });
  });

  afterEach(async () => {
    await adapter.close();
    await sim.close();
  });

  /** Runs a block as it stands, with the names that it uses, and a bot behind it. */
  function addRoute(beginning: string, names: object): void {
    const route = blocks.find((code) => code.startsWith(beginning));
    assert.ok(route !== undefined, `the README has a block that begins with ${beginning}`);
    const bot = new ActivityHandler().onMessage(async (context, next) => {
      await context.sendActivity('Here I am.');
      await next();
    });
    const known = { ...names, adapter, bot };
    const run = compileFunction(route, Object.keys(known)) as (...values: unknown[]) => void;
    run(...Object.values(known));
  }

  async function expectAnswer(port: number): Promise<void> {
    sim.setWebhook(`http://127.0.0.1:${port}/api/whatsgate/${token}`);
    const { delivered } = await sim.user('79991112233').says('hi');
    assert.equal((await sim.nextMessage()).body, 'Here I am.');
    assert.equal((await delivered).outcome, 'acknowledged');
  }

  for (const parsed of [false, true]) {
    it(`serve express ${parsed ? 'with' : 'without'} a body parser before them`, async () => {
      const app = express();
      if (parsed) app.use(express.json());
      addRoute('server.post(', { server: app });
      const server = app.listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        await expectAnswer((server.address() as AddressInfo).port);
      } finally {
        server.close();
      }
    });
  }

  it('serve Fastify', async () => {
    const fastify = createFastify();
    addRoute('fastify.post(', { fastify });
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    try {
      await expectAnswer((fastify.server.address() as AddressInfo).port);
    } finally {
      await fastify.close();
    }
  });
});

function replaceOnce(text: string, part: string, by: string): string {
  assert.equal(text.split(part).length, 2, `the README's bot holds '${part}' once`);
  return text.replace(part, by);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when a server answers there; rejects with what the program wrote when it ends instead. */
async function answers(url: string, child: Child): Promise<void> {
  let ended: { readonly output: string } | undefined;
  void child.ended.then((end) => {
    ended = end;
  });
  while (ended === undefined) {
    const response = await fetch(url).catch(() => undefined);
    if (response !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The program ended:\n${ended.output}`);
}
