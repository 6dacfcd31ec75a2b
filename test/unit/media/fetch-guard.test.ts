import assert from 'node:assert/strict';
import nock from 'nock';
import { createMediaFetcher, type FetchOptions } from '../../../src/media/fetch';
import { defaultMediaLimits } from '../../../src/media/limits';
import { readAll } from '../../../src/media/opened-source';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';
import { interceptRequests, useRealSockets } from '../whatsgate/support/nock';
import { serveFiles, type FileServer } from './file-server';

/** Fetches a file whole. */
function fetcher(options: Partial<FetchOptions>) {
  const open = createMediaFetcher({ ...defaultMediaLimits, timeoutMs: 5000, ...options });
  return async (url: string) => {
    const file = await open(url);
    try {
      return { bytes: await readAll(file), mimetype: file.mimetype };
    } finally {
      await file.release();
    }
  };
}

const guarded = fetcher({});
const trusting = fetcher({ allowPrivateHosts: true });

describe('fetching files: where from', () => {
  useRealSockets();
  let server: FileServer;
  let redirectTo = '';
  beforeEach(async () => {
    server = await serveFiles((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: redirectTo }).end();
      else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
      else if (/^\/hop[1-9]/.test(request.url ?? ''))
        response.writeHead(301, { location: `/hop${Number(request.url?.at(-1)) - 1}` }).end();
      else response.writeHead(200, { 'content-type': 'image/gif' }).end('GIF89a');
    });
  });
  afterEach(() => server.close());

  it('the loopback address only when private hosts are allowed', async () => {
    await assert.rejects(guarded(`${server.origin}/a`), (error) => {
      assert.ok(error instanceof WhatsGateActivityError);
      assert.match(error.message, /is not a public address.*media\.allowPrivateHosts/);
      return true;
    });
    assert.equal(server.connections, 0);
    const { bytes, mimetype } = await trusting(`${server.origin}/a`);
    assert.deepEqual([bytes.toString(), mimetype], ['GIF89a', 'image/gif']);
  });

  for (const host of ['localhost', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]']) {
    it(`not from ${host}`, async () => {
      await assert.rejects(guarded(`http://${host}:${server.port}/a`), /not a public address/);
      assert.equal(server.connections, 0);
    });
  }

  it('not by https either', async () => {
    await assert.rejects(guarded(`https://127.0.0.1:${server.port}/a`), /not a public address/);
    assert.equal(server.connections, 0);
  });

  describe('with allowed hosts', () => {
    const choosy = fetcher({ allowPrivateHosts: true, allowedHosts: ['127.0.0.1', '*.files.example'] });

    it('from these', async () => {
      assert.equal((await choosy(`${server.origin}/a`)).bytes.toString(), 'GIF89a');
    });

    it('from no other, and nothing is connected to', async () => {
      for (const host of ['localhost', 'files.example', '127.0.0.1.evil.example', 'a.files.example.evil']) {
        await assert.rejects(choosy(`http://${host}:${server.port}/a`), (error) => {
          assert.ok(error instanceof WhatsGateActivityError);
          assert.match(error.message, /may not be fetched from .* \(option media\.allowedHosts\)/);
          return true;
        });
      }
      assert.equal(server.connections, 0);
    });

    it('a redirect to another host is not followed', async () => {
      redirectTo = `http://localhost:${server.port}/b`;
      await assert.rejects(choosy(`${server.origin}/away`), /media\.allowedHosts/);
      assert.deepEqual(server.paths, ['/away']);
    });

    it('an inside address of an allowed name stays refused', async () => {
      const guardedAndChoosy = fetcher({ allowedHosts: ['127.0.0.1'] });
      await assert.rejects(guardedAndChoosy(`${server.origin}/a`), /not a public address/);
      assert.equal(server.connections, 0);
    });
  });

  it('a redirect is followed', async () => {
    redirectTo = `${server.origin}/b`;
    assert.equal((await trusting(`${server.origin}/away`)).bytes.toString(), 'GIF89a');
    assert.deepEqual(server.paths, ['/away', '/b']);
  });

  it('three redirects are followed, four are not', async () => {
    assert.equal((await trusting(`${server.origin}/hop3`)).bytes.length, 6);
    await assert.rejects(trusting(`${server.origin}/hop4`), /redirects/);
  });

  it('a redirect loop ends', async () => {
    await assert.rejects(trusting(`${server.origin}/loop`), WhatsGateActivityError);
    assert.equal(server.paths.length, 4);
  });

  for (const target of ['file:///etc/passwd', 'ftp://127.0.0.1/a', 'data:,x']) {
    it(`a redirect to ${target} is not followed`, async () => {
      redirectTo = target;
      await assert.rejects(trusting(`${server.origin}/away`), WhatsGateActivityError);
    });
  }

  const bad: readonly [string, RegExp][] = [
    ['no url', /is not a URL/],
    ['https://', /is not a URL/],
    ['https://user:secret@files.example/a', /user name or password/],
    ['https://user@files.example/a', /user name or password/],
    ['ftp://127.0.0.1/a', /could not be fetched/],
  ];
  for (const [url, message] of bad) {
    it(`'${url}' is refused, and no secret is told`, async () => {
      await assert.rejects(trusting(url), (error) => {
        assert.ok(error instanceof WhatsGateActivityError);
        assert.match(error.message, message);
        assert.ok(!error.message.includes('secret'));
        return true;
      });
    });
  }

  describe('with a proxy in the environment', () => {
    const names = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];
    const before = names.map((name) => process.env[name]);
    let proxy: FileServer;
    beforeEach(async () => {
      proxy = await serveFiles((_request, response) => response.end('from the proxy'));
      for (const name of names) process.env[name] = proxy.origin;
    });
    afterEach(async () => {
      names.forEach((name, index) => {
        const value = before[index];
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      });
      await proxy.close();
    });

    it('it is passed by: the guard could only check the proxy', async () => {
      assert.equal((await trusting(`${server.origin}/a`)).bytes.toString(), 'GIF89a');
      await assert.rejects(guarded(`${server.origin}/a`), /not a public address/);
      assert.equal(proxy.connections, 0);
    });
  });
});

describe('fetching files: a redirect from outside', () => {
  interceptRequests();
  let inside: FileServer;
  beforeEach(async () => {
    inside = await serveFiles((_request, response) => response.end('inside'));
    nock.enableNetConnect('127.0.0.1');
    nock('http://files.example')
      .get('/a')
      .reply(302, undefined, { location: `${inside.origin}/metadata` });
  });
  afterEach(() => inside.close());
  it('to the inside is refused: the address is checked once more', async () => {
    await assert.rejects(guarded('http://files.example/a'), /not a public address/);
    assert.equal(inside.connections, 0);
  });

  it('to the inside is followed where private hosts are allowed', async () => {
    assert.equal((await trusting('http://files.example/a')).bytes.toString(), 'inside');
  });
});
