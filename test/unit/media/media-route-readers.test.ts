import assert from 'node:assert/strict';
import type * as http from 'node:http';
import * as net from 'node:net';
import axios from 'axios';
import * as sinon from 'sinon';
import { createMediaRoute } from '../../../src/media/media-route';
import { deriveUrlKey, MediaUrls } from '../../../src/media/media-url';
import { silentLogger } from '../../../src/whatsgate/logger';
import { useRealSockets } from '../whatsgate/support/nock';
import { serveFiles, type FileServer } from './file-server';

/** More than the buffers of a connection hold. */
const SIZE = 32 * 1024 * 1024;

describe('the media route and slow readers', () => {
  useRealSockets();
  let server: FileServer;
  let url: string;
  let answers: Promise<void>[];
  let readers: net.Socket[];

  async function start(stallMs?: number): Promise<void> {
    let handler: http.RequestListener = () => undefined;
    server = await serveFiles((request, response) => handler(request, response));
    const key = deriveUrlKey('a-key');
    const urls = new MediaUrls({ publicUrl: `${server.origin}/media/`, key, lifetimeMs: 60_000 });
    const media = { mimetype: 'application/x-test', data: Buffer.alloc(SIZE).toString('base64') };
    const access = {
      fetchUrl: () => Promise.reject(new Error('nothing is fetched from the web')),
      fetchFromGateway: () => Promise.resolve(media),
      maximumBytes: SIZE,
    };
    const route = createMediaRoute({ urls, access, logger: silentLogger, ...(stallMs && { stallMs }) });
    answers = [];
    readers = [];
    handler = (request, response) => void answers.push(route(request, response));
    url = urls.urlOf({ whatsappId: 'shop', messageId: 'false_79991112233@c.us_AA' }) ?? '';
  }
  afterEach(async () => {
    for (const reader of readers) reader.destroy();
    await server.close();
  });

  /** Asks for the file and takes nothing of it. */
  function askWithoutReading(): void {
    const reader = net.connect({ port: server.port, host: '127.0.0.1' }).pause();
    reader.on('error', () => undefined);
    reader.write(`GET ${new URL(url).pathname} HTTP/1.1\r\nHost: files\r\n\r\n`);
    readers.push(reader);
  }

  const asked = async (count: number): Promise<void> => {
    while (answers.length < count) await new Promise(setImmediate);
  };

  it('ends answers of which nothing is taken any more, so that others are served', async () => {
    await start(250);
    for (let count = 0; count < 8; count += 1) askWithoutReading();
    await asked(8);
    await Promise.all(answers);
    const { status, data } = await axios.get<Buffer>(url, { responseType: 'arraybuffer' });
    assert.deepEqual([status, data.length], [200, SIZE]);
  });

  it('ends an answer of which ever so little is taken, in the end', async () => {
    await start();
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      askWithoutReading();
      await asked(1);
      while (clock.countTimers() === 0) await new Promise(setImmediate);
      clock.tick(30_000 + SIZE / 4);
      await answers[0];
    } finally {
      clock.restore();
    }
  });
});
