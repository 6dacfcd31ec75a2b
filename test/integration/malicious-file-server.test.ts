import assert from 'node:assert/strict';
import type * as http from 'node:http';
import type * as net from 'node:net';
import * as zlib from 'node:zlib';
import { serveBytes, serveFiles, type FileServer } from '../unit/media/file-server';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { startWorld, type World } from './support/world';

const MAXIMUM = 1_000_000;
/** The deadline where it is to be reached, and where it is not, however busy the machine. */
const SHORT_MS = 300;
const LONG_MS = 30_000;
/** What packs to little and unpacks to fifty times what is allowed. */
const ZEROS = Buffer.alloc(MAXIMUM * 50);

const LATE = /it took longer than 300 ms/;
const LARGE = /larger than the 1000000 bytes/;

/** Writes so many bytes at once, and then one every few milliseconds for as long as anybody takes them. */
function trickle(target: http.ServerResponse | net.Socket, atOnce: number): void {
  target.write(Buffer.alloc(atOnce, 'x'));
  const timer = setInterval(() => target.write('x'), 5);
  target.once('close', () => clearInterval(timer));
}

function flood(target: http.ServerResponse): void {
  const more = (): void => {
    while (!target.destroyed && target.write(ZEROS.subarray(0, 65_536)));
    target.once('drain', more);
  };
  more();
}

const packed =
  (encoding: string, bytes: Buffer): http.RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(bytes);

/** The best compression would take seconds. */
const QUICKLY = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } };

/** Servers by what they do, and what the bot is told of it. */
const SERVERS: readonly (readonly [name: string, start: () => Promise<FileServer>, reason: RegExp])[] = [
  ['never answers', () => serveFiles(() => undefined), LATE],
  [
    'never ends its headers',
    () => serveBytes((socket) => void socket.write('HTTP/1.1 200 OK\r\nx-a: b\r\n')),
    LATE,
  ],
  [
    'trickles headers',
    () =>
      serveBytes((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx-a: ');
        trickle(socket, 1);
      }),
    LATE,
  ],
  ['falls silent after its headers', () => serveFiles((_request, response) => response.flushHeaders()), LATE],
  [
    'falls silent after its headers, with a length',
    () =>
      serveFiles((_request, response) => response.writeHead(200, { 'content-length': 5000 }).flushHeaders()),
    LATE,
  ],
  ['trickles', () => serveFiles((_request, response) => trickle(response, 1)), LATE],
  [
    'trickles, with a length',
    () =>
      serveFiles((_request, response) => {
        response.writeHead(200, { 'content-length': MAXIMUM });
        trickle(response, 1);
      }),
    LATE,
  ],
  [
    'trickles once the send has begun',
    () =>
      serveFiles((_request, response) => {
        response.writeHead(200, { 'content-length': MAXIMUM });
        trickle(response, 100_000);
      }),
    LATE,
  ],
  ['never ends', () => serveFiles((_request, response) => flood(response)), LARGE],
  [
    'tells a length that is not allowed',
    () =>
      serveFiles((_request, response) => {
        response.writeHead(200, { 'content-length': MAXIMUM + 1 });
        flood(response);
      }),
    LARGE,
  ],
  [
    'gives less than it tells',
    () =>
      serveBytes((socket) =>
        socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n${'x'.repeat(8000)}`),
      ),
    /could not be fetched/,
  ],
  [
    'tells a length that is none',
    () => serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\nxxxxx')),
    /could not be fetched/,
  ],
  [
    'redirects to itself for ever',
    () => serveFiles((request, response) => response.writeHead(302, { location: request.url }).end()),
    /could not be fetched/,
  ],
  [
    'redirects to ever new places',
    () =>
      serveFiles((request, response) => response.writeHead(307, { location: `${request.url ?? ''}x` }).end()),
    /could not be fetched/,
  ],
  ['gives a gzip bomb', () => serveFiles(packed('gzip', zlib.gzipSync(ZEROS))), LARGE],
  ['gives a deflate bomb', () => serveFiles(packed('deflate', zlib.deflateSync(ZEROS))), LARGE],
  ['gives a bare deflate bomb', () => serveFiles(packed('deflate', zlib.deflateRawSync(ZEROS))), LARGE],
  ['gives a Brotli bomb', () => serveFiles(packed('br', zlib.brotliCompressSync(ZEROS, QUICKLY))), LARGE],
  [
    'trickles something packed',
    () =>
      serveFiles((_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.write(zlib.gzipSync('x').subarray(0, 10));
      }),
    LATE,
  ],
];

describe('a bot that sends a file of a server', () => {
  useRealSockets();
  let world: World;
  let server: FileServer;
  afterEach(async () => {
    await world.close();
    await server.close();
  });

  for (const [name, start, reason] of SERVERS) {
    it(`which ${name} is told so, and its turn goes on`, async () => {
      server = await start();
      const failures: Error[] = [];
      world = await startWorld({
        adapter: {
          quoteReplies: 'never',
          media: {
            allowPrivateHosts: true,
            maximumBytes: MAXIMUM,
            timeoutMs: reason === LATE ? SHORT_MS : LONG_MS,
          },
        },
        logic: async (context) => {
          const file = { contentType: 'application/x-test', contentUrl: `${server.origin}/a.bin` };
          await context.sendActivity({ attachments: [file] }).catch((error: unknown) => {
            failures.push(error as Error);
          });
          await context.sendActivity('No file today.');
        },
      });
      await (
        await world.sim.user('79991112233').says('hi')
      ).delivered;
      assert.equal(failures.length, 1);
      assert.equal(failures[0]?.name, 'WhatsGateActivityError');
      assert.match(failures[0].message, reason);
      assert.equal((failures[0] as Error & { readonly maybeDelivered?: boolean }).maybeDelivered, false);
      const sent = world.sim.messages.filter(({ direction }) => direction === 'out');
      assert.deepEqual(
        sent.map(({ body }) => body),
        ['No file today.'],
      );
      assert.equal(world.sim.messages.length, 2);
    });
  }

  it('which gives more than it tells gets what was told', async () => {
    server = await serveBytes((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n${'x'.repeat(9000)}`),
    );
    world = await startWorld({
      adapter: { media: { allowPrivateHosts: true } },
      logic: async (context) => {
        const file = { contentType: 'application/x-test', contentUrl: `${server.origin}/a.bin` };
        await context.sendActivity({ attachments: [file] });
      },
    });
    await world.sim.user('79991112233').says('hi');
    assert.equal((await world.sim.nextMessage()).media?.data.toString(), 'x'.repeat(5000));
  });
});
