import assert from 'node:assert/strict';
import * as zlib from 'node:zlib';
import * as sinon from 'sinon';
import { createMediaFetcher, type FetchOptions } from '../../../src/media/fetch';
import { readAll } from '../../../src/media/opened-source';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';
import { useRealSockets } from '../whatsgate/support/nock';
import { serveBytes, serveFiles, type FileServer } from './file-server';

const limits: FetchOptions = {
  maximumBytes: 10_000,
  timeoutMs: 5000,
  allowPrivateHosts: true,
  allowedHosts: [],
};

async function fetched(url: string, changes: Partial<FetchOptions> = {}, signal?: AbortSignal) {
  const file = await createMediaFetcher({ ...limits, ...changes })(url, signal);
  try {
    return { bytes: await readAll(file), mimetype: file.mimetype };
  } finally {
    await file.release();
  }
}

async function failure(url: string, changes: Partial<FetchOptions> = {}, signal?: AbortSignal) {
  try {
    await fetched(url, changes, signal);
  } catch (error) {
    assert.ok(error instanceof WhatsGateActivityError, String(error));
    return error;
  }
  return assert.fail('it was fetched');
}

describe('fetching files: bounds', () => {
  useRealSockets();
  let server: FileServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  it('take a file of exactly the largest size', async () => {
    server = await serveFiles((_request, response) => response.end(Buffer.alloc(10_000)));
    assert.equal((await fetched(server.origin)).bytes.length, 10_000);
  });

  it('refuse a file that says it is larger, long before its end', async () => {
    server = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\n');
      socket.write(Buffer.alloc(10_001));
    });
    const error = await failure(server.origin);
    assert.match(
      error.message,
      /larger than the 10000 bytes that are allowed \(option media\.maximumBytes\)/,
    );
  });

  it('refuse a file that turns out to be larger', async () => {
    server = await serveFiles((_request, response) => {
      response.write(Buffer.alloc(6000));
      response.end(Buffer.alloc(6000));
    });
    assert.match((await failure(server.origin)).message, /larger than the 10000 bytes/);
  });

  it('ask again for a file that was opened long before it is read', async () => {
    server = await serveFiles((_request, response) =>
      response.writeHead(200, { 'content-length': 10_000 }).end(Buffer.alloc(10_000)),
    );
    const clock = sinon.useFakeTimers({ toFake: ['performance'] });
    try {
      const file = await createMediaFetcher(limits)(server.origin);
      clock.tick(limits.timeoutMs / 2 + 1);
      assert.equal((await readAll(file)).length, 10_000);
      await file.release();
      assert.equal(server.paths.length, 2);
    } finally {
      clock.restore();
    }
  });

  it('end a body that does not end', async () => {
    let open = true;
    server = await serveFiles((_request, response) => {
      const more = (): void => {
        if (open && !response.destroyed) response.write(Buffer.alloc(1000), () => setTimeout(more, 1));
      };
      response.once('close', () => (open = false));
      more();
    });
    assert.match((await failure(server.origin)).message, /larger than the 10000 bytes/);
  });

  it('end a trickle at the deadline, however regularly it comes', async () => {
    server = await serveFiles((_request, response) => {
      const timer = setInterval(() => response.write('.'), 10);
      response.once('close', () => clearInterval(timer));
    });
    const error = await failure(server.origin, { timeoutMs: 150 });
    assert.match(error.message, /it took longer than 150 ms/);
    assert.equal(error.retryable, true);
  });

  it('end a server that never answers at the deadline', async () => {
    server = await serveBytes(() => undefined);
    assert.match((await failure(server.origin, { timeoutMs: 100 })).message, /it took longer than 100 ms/);
  });

  it('stop at the signal of the caller, which is no delay of the server', async () => {
    server = await serveBytes(() => undefined);
    const error = await failure(server.origin, {}, AbortSignal.timeout(50));
    assert.doesNotMatch(error.message, /took longer/);
    assert.equal(error.retryable, false);
  });

  it('end a server that sends headers without end', async () => {
    let sent = 0;
    server = await serveBytes((socket) => {
      const line = `x-flood: ${'a'.repeat(1000)}\r\n`;
      socket.write('HTTP/1.1 200 OK\r\n');
      const more = (): void => {
        if (socket.destroyed || sent > 10_000_000) return;
        sent += line.length;
        socket.write(line, more);
      };
      more();
    });
    assert.match((await failure(server.origin)).message, /could not be fetched/);
    assert.ok(sent < 10_000_000, `${sent} bytes of headers were taken`);
  });

  it('refuse a body that is shorter than it says', async () => {
    server = await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc'));
    assert.match((await failure(server.origin)).message, /could not be fetched/);
  });

  it('refuse a packed body that is larger when unpacked', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(20 * 1024 * 1024));
    server = await serveFiles((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    assert.match(
      (await failure(server.origin, { maximumBytes: 100_000 })).message,
      /larger than the 100000 bytes/,
    );
  });

  const packings: readonly (readonly [name: string, encoding: string, pack: (bytes: Buffer) => Buffer])[] = [
    ['gzip', 'gzip', zlib.gzipSync],
    ['gzip by its old name', 'X-GZIP', zlib.gzipSync],
    ['deflate', 'deflate', zlib.deflateSync],
    ['deflate without its header, as some servers have it', 'deflate', zlib.deflateRawSync],
    ['Brotli', 'br', zlib.brotliCompressSync],
  ];
  for (const [name, encoding, pack] of packings) {
    it(`unpack a body that is packed by ${name}, in however small pieces it comes`, async () => {
      const packed = pack(Buffer.from('GIF89a'.repeat(100)));
      server = await serveFiles((_request, response) => {
        response.writeHead(200, { 'content-encoding': encoding });
        void (async () => {
          for (const byte of packed) await new Promise((done) => response.write(Buffer.of(byte), done));
          response.end();
        })();
      });
      assert.equal((await fetched(server.origin)).bytes.toString(), 'GIF89a'.repeat(100));
    });
  }

  for (const encoding of ['gzip', 'deflate', 'br']) {
    it(`refuse a body that is said to be packed by ${encoding} and is not`, async () => {
      server = await serveFiles((_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(Buffer.alloc(100, 0xff)),
      );
      assert.match((await failure(server.origin)).message, /could not be fetched from 127\.0\.0\.1/);
    });
  }

  it('take an empty body for an empty one, packed or not', async () => {
    for (const nothing of [zlib.deflateRawSync(''), zlib.deflateSync(''), Buffer.alloc(0)]) {
      await server?.close();
      server = await serveFiles((_request, response) =>
        response.writeHead(200, { 'content-encoding': 'deflate' }).end(nothing),
      );
      assert.equal((await fetched(server.origin)).bytes.length, 0);
    }
  });

  for (const status of [404, 403, 500]) {
    it(`tell status ${status}, and of the URL only the host`, async () => {
      server = await serveFiles((_request, response) =>
        response.writeHead(status).end('<html>secret</html>'),
      );
      const error = await failure(`${server.origin}/path?token=secret`);
      assert.equal(
        error.message,
        `An attachment could not be fetched from 127.0.0.1:${server.port}: the server answered with status ${status}.`,
      );
      assert.ok(!JSON.stringify([error.stack, (error.cause as Error).stack]).includes('secret'));
    });
  }

  it('tell when nobody listens', async () => {
    const gone = await serveFiles(() => undefined);
    await gone.close();
    assert.match((await failure(gone.origin)).message, /ECONNREFUSED/);
  });

  it('know no type when the server tells none', async () => {
    server = await serveFiles((_request, response) => response.end('x'));
    assert.equal((await fetched(server.origin)).mimetype, undefined);
  });
});
