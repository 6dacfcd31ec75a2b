import assert from 'node:assert/strict';
import type * as http from 'node:http';
import axios, { type AxiosResponse } from 'axios';
import { createMediaRoute } from '../../../src/media/media-route';
import { deriveUrlKey, MediaUrls } from '../../../src/media/media-url';
import type { MediaAccess } from '../../../src/media/open-file';
import { WhatsGateApiError } from '../../../src/whatsgate/errors';
import { silentLogger } from '../../../src/whatsgate/logger';
import type { Media } from '../../../src/whatsgate/wire';
import { patternBytes, PDF } from '../../fixtures/media';
import { useRealSockets } from '../whatsgate/support/nock';
import { serveFiles, type FileServer } from './file-server';

const REFERENCE = { whatsappId: 'shop', messageId: 'false_79991112233@c.us_AA' };
const BYTES = patternBytes(200_003);

describe('the media route', () => {
  useRealSockets();
  let server: FileServer;
  let urls: MediaUrls;
  let now = 0;
  let media: Media;
  let asked: unknown[];
  let failure: Error | undefined;
  /** What the gateway waits for before it answers. */
  let gate: Promise<void> | undefined;
  beforeEach(async () => {
    now = 1_800_000_000_000;
    media = { mimetype: 'application/x-test', filename: 'отчёт "1".bin', data: BYTES.toString('base64') };
    asked = [];
    failure = undefined;
    gate = undefined;
    const access: MediaAccess = {
      fetchUrl: () => Promise.reject(new Error('nothing is fetched from the web')),
      fetchFromGateway: async (reference) => {
        asked.push(reference);
        await gate;
        return failure === undefined ? Promise.resolve(media) : Promise.reject(failure);
      },
      maximumBytes: 1_000_000,
    };
    let handler: http.RequestListener = () => undefined;
    server = await serveFiles((request, response) => handler(request, response));
    urls = new MediaUrls({
      publicUrl: `${server.origin}/media/`,
      key: deriveUrlKey('a-key'),
      lifetimeMs: 60_000,
      now: () => now,
    });
    const route = createMediaRoute({ urls, access, logger: silentLogger });
    handler = (request, response) => void route(request, response);
  });
  afterEach(() => server.close());

  const urlOf = (): string => urls.urlOf(REFERENCE) ?? assert.fail('there is a public address');

  function ask(
    url: string,
    headers: Record<string, string> = {},
    method = 'GET',
  ): Promise<AxiosResponse<Buffer>> {
    return axios.request({ url, method, headers, responseType: 'arraybuffer', validateStatus: null });
  }

  it('gives the file of a URL, whole', async () => {
    const { status, data, headers } = await ask(urlOf());
    assert.equal(status, 200);
    assert.ok(BYTES.equals(data));
    assert.deepEqual(asked, [REFERENCE]);
    assert.equal(headers['content-type'], 'application/x-test');
    assert.equal(headers['content-length'], String(BYTES.length));
    assert.equal(headers['accept-ranges'], 'bytes');
    assert.equal(
      headers['content-disposition'],
      `attachment; filename="_____ _1_.bin"; filename*=UTF-8''${encodeURIComponent('отчёт _1_.bin')}`,
    );
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['content-security-policy'], "sandbox; default-src 'none'");
    assert.equal(headers['cache-control'], 'private, no-store');
  });

  it('gives the headers alone to HEAD, those of the whole file whatever part is asked for', async () => {
    for (const asks of [{}, { range: 'bytes=0-9' }, { range: 'bytes=999999-' }]) {
      const { status, data, headers } = await ask(urlOf(), asks, 'HEAD');
      assert.deepEqual([status, data.length, headers['content-length']], [200, 0, String(BYTES.length)]);
    }
  });

  const ranges: readonly [string, number, number][] = [
    ['bytes=0-0', 0, 0],
    ['bytes=0-65534', 0, 65_534],
    ['bytes=65534-65536', 65_534, 65_536],
    ['bytes=100000-', 100_000, 200_002],
    ['bytes=-1', 200_002, 200_002],
    ['bytes=-999999', 0, 200_002],
    ['bytes=200000-999999', 200_000, 200_002],
  ];
  for (const [range, first, last] of ranges) {
    it(`gives the part ${range}`, async () => {
      const { status, data, headers } = await ask(urlOf(), { range });
      assert.equal(status, 206);
      assert.equal(headers['content-range'], `bytes ${first}-${last}/200003`);
      assert.ok(BYTES.subarray(first, last + 1).equals(data));
    });
  }

  for (const range of ['bytes=200003-', 'bytes=-0']) {
    it(`has no part ${range}`, async () => {
      const { status, headers } = await ask(urlOf(), { range });
      assert.deepEqual([status, headers['content-range']], [416, 'bytes */200003']);
    });
  }

  for (const range of ['bytes=5-1', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=-', 'bytes=a-b']) {
    it(`gives the whole file for ${range}`, async () => {
      assert.equal((await ask(urlOf(), { range })).status, 200);
    });
  }

  it('gives the whole file when the part depends on a version', async () => {
    assert.equal((await ask(urlOf(), { range: 'bytes=0-0', 'if-range': '"x"' })).status, 200);
  });

  it('gives nothing for a URL that was tampered with, and asks nobody', async () => {
    const url = urlOf();
    const dot = url.lastIndexOf('.');
    const foreign = new MediaUrls({
      publicUrl: `${server.origin}/media`,
      key: 'another key of 16+',
      lifetimeMs: 9e9,
    });
    const flip = (at: number): string => url.slice(0, at) + (url[at] === 'A' ? 'B' : 'A') + url.slice(at + 1);
    const bad = [
      flip(dot + 1),
      flip(dot - 3),
      url.slice(0, dot),
      url.slice(0, dot + 1),
      `${server.origin}/media/x`,
      `${server.origin}/media/`,
      `${server.origin}/media/.`,
      foreign.urlOf(REFERENCE) ?? '',
    ];
    for (const tampered of bad) assert.equal((await ask(tampered)).status, 404, tampered);
    assert.deepEqual(asked, []);
  });

  it('gives nothing once the URL has expired', async () => {
    const url = urlOf();
    now += 59_999;
    assert.equal((await ask(url)).status, 200);
    now += 1;
    assert.equal((await ask(url)).status, 410);
    assert.equal(asked.length, 1);
  });

  it('knows its own URLs, also expired ones, and no others', () => {
    const url = urlOf();
    now += 1e9;
    assert.deepEqual(urls.referenceOf(url), REFERENCE);
    assert.equal(
      urls.referenceOf(`https://elsewhere.example/media/${url.split('/').at(-1) ?? ''}`),
      undefined,
    );
    assert.equal(urls.referenceOf(`${url}x`), undefined);
  });

  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    it(`refuses ${method}`, async () => {
      const { status, headers } = await ask(urlOf(), {}, method);
      assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD']);
    });
  }

  const active: readonly [string, string][] = [
    ['text/html', '<!doctype html><html><script>alert(1)</script></html>'],
    ['image/png', '<!doctype html><html><script>alert(1)</script></html>'],
    ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['application/xhtml+xml', '<html xmlns="x"></html>          '],
    ['text/javascript', 'alert(1)'],
    ['text/html\r\nX-Evil: 1', 'x'],
  ];
  for (const [mimetype, text] of active) {
    it(`serves what a browser would run as bytes of no kind: ${JSON.stringify(mimetype)}`, async () => {
      media = { mimetype, data: Buffer.from(text).toString('base64'), filename: 'a\r\nX-Evil: 1' };
      const { headers } = await ask(urlOf());
      assert.equal(headers['content-type'], 'application/octet-stream');
      assert.equal(headers['x-evil'], undefined);
    });
  }

  it('tells the type that the bytes say', async () => {
    media = { mimetype: 'image/png', data: PDF.toString('base64') };
    assert.equal((await ask(urlOf())).headers['content-type'], 'application/pdf');
  });

  it('answers 502 when the gateway does not give the file, without its words', async () => {
    failure = new WhatsGateApiError('secret words', { command: 'get-messagemedia', status: 500 });
    const { status, data } = await ask(urlOf());
    assert.equal(status, 502);
    assert.ok(!data.toString().includes('secret'));
  });

  it('serves eight files at once, turns a ninth away without asking the gateway, and goes on after that', async () => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const eight = Array.from({ length: 8 }, () => ask(urlOf()));
    while (asked.length < 8) await new Promise((resolve) => setImmediate(resolve));
    const ninth = await ask(urlOf());
    assert.deepEqual([ninth.status, ninth.headers['retry-after'], asked.length], [503, '1', 8]);
    open();
    assert.deepEqual(
      (await Promise.all(eight)).map(({ status }) => status),
      Array.from({ length: 8 }, () => 200),
    );
    assert.equal((await ask(urlOf())).status, 200);
  });

  it('has a place free again after failures', async () => {
    failure = new WhatsGateApiError('refused', { command: 'get-messagemedia', status: 500 });
    for (let count = 0; count < 8; count += 1) assert.equal((await ask(urlOf())).status, 502);
    failure = undefined;
    assert.equal((await ask(urlOf())).status, 200);
  });
});
