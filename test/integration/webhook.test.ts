import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { join } from 'node:path';
import net from 'node:net';
import express from 'express';
import fastify from 'fastify';
import type { WhatsGateAdapter } from '../../src/index';
import { listen, startWorld, stop, TOKEN, type World } from './support/world';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** A raw request, so that wrong ones can be sent too. */
function send(base: string, { method = 'POST', path, headers, body = '' }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(path ?? `/api/whatsgate/${TOKEN}`, base);
    const request = http.request(url, {
      method,
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString(),
          headers: response.headers,
        }),
      );
    });
    request.end(body);
  });
}

/** Every way in which people mount the adapter, each on a server of its own. */
const MOUNTS: Readonly<Record<string, (adapter: WhatsGateAdapter) => Promise<Mounted>>> = {
  'node:http': (adapter) => onServer(http.createServer((req, res) => void adapter.process(req, res, echo))),
  'express without a body parser': (adapter) => {
    const app = express();
    app.post('/api/whatsgate/:token', (req, res) => adapter.process(req, res, echo));
    return onServer(http.createServer(app));
  },
  'express with express.json()': (adapter) => {
    const app = express();
    app.use(express.json({ limit: '2mb' }));
    app.post('/api/whatsgate/:token', (req, res) => adapter.process(req, res, echo));
    return onServer(http.createServer(app));
  },
  'a router of express': (adapter) => {
    const app = express();
    const router = express.Router();
    router.post('/:token', (req, res) => adapter.process(req, res, echo));
    app.use('/api/whatsgate', router);
    return onServer(http.createServer(app));
  },
  'fastify, raw, with its body parser': async (adapter) => {
    const app = fastify();
    app.post('/api/whatsgate/:token', async (request, reply) => {
      reply.hijack();
      await adapter.process(Object.assign(request.raw, { body: request.body }), reply.raw, echo);
    });
    const base = await app.listen({ port: 0, host: '127.0.0.1' });
    return { base, close: () => app.close() };
  },
};

interface Mounted {
  readonly base: string;
  close(): Promise<unknown>;
}

async function onServer(server: http.Server): Promise<Mounted> {
  return { base: await listen(server), close: () => stop(server) };
}

const echo = async (context: {
  activity: { text: string };
  sendActivity(text: string): Promise<unknown>;
}) => {
  await context.sendActivity(`Echo: ${context.activity.text}`);
};

describe('A webhook', () => {
  let world: World;
  let base: string;
  beforeEach(async () => {
    world = await startWorld({ logic: echo });
    base = new URL(world.url).origin;
  });
  afterEach(() => world.close());

  const event = (id: number | string, changes: object = {}): string =>
    JSON.stringify({
      id,
      whatsapp_id: world.sim.whatsappId,
      event_action: 'message',
      event_date: '2026-05-28 20:28:20',
      event_data: {
        message: { id: `false_79991112233@c.us_A${id}`, body: 'hi', type: 'chat', from: '79991112233@c.us' },
      },
      ...changes,
    });

  describe('is acknowledged', () => {
    it('with the number of its event', async () => {
      const answer = await send(base, { body: event(501) });
      assert.equal(answer.status, 200);
      assert.deepEqual(JSON.parse(answer.body), { result: 'OK', id: 501 });
      assert.match(String(answer.headers['content-type']), /^application\/json/);
    });

    it('with the token in the query', async () => {
      const answer = await send(base, { path: `/hook?token=${TOKEN}`, body: event(502) });
      assert.equal(answer.status, 200);
    });

    it('when its kind is unknown, or it is of no use to a bot', async () => {
      for (const changes of [
        { event_action: 'brand_new' },
        { event_data: null },
        { event_data: { message: 7 } },
      ]) {
        const answer = await send(base, { body: event(Math.random(), changes) });
        assert.equal(answer.status, 200);
      }
    });

    it('when a content type is missing or names a charset', async () => {
      const odd = { 'content-type': 'application/json; charset=utf-8' };
      assert.equal((await send(base, { body: event(503), headers: odd })).status, 200);
      const socket = await talk(
        base,
        `POST /api/whatsgate/${TOKEN} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(event(504))}\r\n\r\n${event(504)}`,
      );
      assert.match(socket, /^HTTP\/1\.1 200 /);
    });
  });

  const refusals: readonly (readonly [what: string, status: number, request: (base: Base) => Sent])[] = [
    ['without a token', 401, () => ({ path: '/api/whatsgate' })],
    ['with a wrong token', 401, () => ({ path: '/api/whatsgate/another-token-of-some-length' })],
    ['with the start of the token', 401, () => ({ path: `/api/whatsgate/${TOKEN.slice(0, -1)}` })],
    ['with more than the token', 401, () => ({ path: `/api/whatsgate/${TOKEN}x` })],
    ['of another account', 404, (b) => ({ body: b.event(1, { whatsapp_id: 'somebody-else' }) })],
    ['by GET', 405, () => ({ method: 'GET' })],
    ['by PUT', 405, () => ({ method: 'PUT' })],
    ['that announces a huge body', 413, () => ({ body: 'x'.repeat(1024 * 1024 + 1) })],
    ['as a form', 415, () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' } })],
    ['as compressed JSON', 415, () => ({ headers: { 'content-encoding': 'gzip' } })],
    ['with an empty body', 400, () => ({ body: '' })],
    ['with half a body', 400, (b) => ({ body: b.event(1).slice(0, 40) })],
    ['with an array', 400, () => ({ body: '[]' })],
    ['with null', 400, () => ({ body: 'null' })],
    ['with an object that is no event', 400, () => ({ body: '{"hello":"world"}' })],
    ['with a body that is not UTF-8', 400, () => ({ body: Buffer.from([0xff, 0xfe, 0x00]) })],
  ];
  for (const [what, status, request] of refusals) {
    it(`is refused with ${status} ${what}, and says nothing from inside`, async () => {
      const answer = await send(base, request({ event }));
      assert.equal(answer.status, status);
      const body = JSON.parse(answer.body) as { result: string; message: string };
      assert.equal(body.result, 'ERROR');
      assert.doesNotMatch(answer.body, new RegExp(`${TOKEN}|${world.sim.apiKey}|at |Error:`));
      assert.equal(world.sim.messages.length, 0);
    });
  }

  it('is refused when its body grows too large while it comes', async () => {
    const chunk = 'x'.repeat(64 * 1024);
    const head = `POST /api/whatsgate/${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const body = `10000\r\n${chunk}\r\n`.repeat(17);
    assert.match(await talk(base, head + body), /^HTTP\/1\.1 413 /);
  });

  it('does not stop the bot when the other side goes away in the middle of it', async () => {
    const socket = net.connect(Number(new URL(base).port), '127.0.0.1');
    socket.write(
      `POST /api/whatsgate/${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"id":`,
    );
    await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    assert.equal((await send(base, { body: event(600) })).status, 200);
  });

  it('cannot change a prototype', async () => {
    const body = event(601).replace(
      '"body":"hi"',
      '"body":"hi","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}',
    );
    assert.equal((await send(base, { body })).status, 200);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('is refused from an address that is not allowed', async () => {
    await world.close();
    world = await startWorld({ logic: echo, adapter: { allowedAddresses: ['203.0.113.0/24'] } });
    assert.equal((await send(new URL(world.url).origin, { body: event(1) })).status, 403);
  });

  it('is taken with a second token while one is being replaced', async () => {
    await world.close();
    const next = 'the-next-token-in-use';
    world = await startWorld({ logic: echo, adapter: { webhookToken: [TOKEN, next] } });
    const origin = new URL(world.url).origin;
    assert.equal((await send(origin, { path: `/x/${next}`, body: event(1) })).status, 200);
    assert.equal((await send(origin, { body: event(2) })).status, 200);
  });

  describe('reaches the bot and is answered alike', () => {
    const talksTo = async (mounted: string): Promise<void> => {
      world.sim.setWebhook(`${mounted}/api/whatsgate/${TOKEN}`);
      const message = await world.sim.user('79991112233').says('hi');
      assert.equal((await world.sim.nextMessage()).body, 'Echo: hi');
      assert.equal((await message.delivered).outcome, 'acknowledged');
      const wrong = await send(mounted, { path: '/api/whatsgate/a-wrong-token-again', body: event(1) });
      assert.equal(wrong.status, 401);
      const foreign = await send(mounted, { body: event(2, { whatsapp_id: 'other' }) });
      assert.equal(foreign.status, 404);
    };

    for (const [name, mount] of Object.entries(MOUNTS)) {
      it(`on ${name}`, async () => {
        const mounted = await mount(world.adapter);
        try {
          await talksTo(mounted.base);
        } finally {
          await mounted.close();
        }
      });
    }

    it('on restify, with and without its body parser', async () => {
      const { apiKey, whatsappId, baseUrl } = world.sim;
      const options = JSON.stringify({ apiKey, whatsappId, baseUrl, webhookToken: TOKEN });
      const child = fork(join(__dirname, 'support', 'restify-server.ts'), [options], {
        execArgv: ['--import=tsx', '--disable-warning=DEP0111'],
      });
      try {
        const [ports] = (await once(child, 'message')) as [number[]];
        assert.equal(ports.length, 2);
        for (const port of ports) await talksTo(`http://127.0.0.1:${port}`);
      } finally {
        child.kill('SIGKILL');
      }
    });
  });
});

interface Base {
  event(id: number, changes?: object): string;
}

/** Writes raw bytes and gives everything that comes back until the other side closes or answers. */
function talk(base: string, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(bytes));
    const finish = (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (answer.includes('\r\n\r\n')) finish();
    });
    socket.on('error', finish);
    socket.on('close', finish);
  });
}
