import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import axios from 'axios';
import type { Activity } from 'botbuilder';
import type { WhatsGateAdapterOptions } from '../../src/index';
import { patternBytes, PDF, PNG } from '../fixtures/media';
import { serveFiles, type FileServer } from '../unit/media/file-server';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { startWorld, type World } from './support/world';

type Attachment = NonNullable<Activity['attachments']>[number];

const CHAT = '79991112233@c.us';

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

describe('files on their way out', () => {
  useRealSockets();
  let world: World;
  let files: FileServer | undefined;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'files-out-'));
  });
  afterEach(async () => {
    await world.close();
    await files?.close();
    files = undefined;
    await rm(folder, { recursive: true });
  });

  async function start(adapter: Partial<WhatsGateAdapterOptions> = {}): Promise<void> {
    world = await startWorld({
      adapter: { ...adapter, media: { allowPrivateHosts: true, rootFolder: folder, ...adapter.media } },
    });
  }

  async function send(attachment: Attachment): Promise<void> {
    const reference = { channelId: 'whatsgate', conversation: { id: CHAT } } as const;
    await world.adapter.continueConversationAsync('', reference as never, async (context) => {
      await context.sendActivity({ attachments: [attachment] });
    });
  }

  /** Sends an attachment and gives the file as it arrived. */
  async function arrivalOf(attachment: Attachment) {
    await send(attachment);
    const { type, media } = await world.sim.nextMessage();
    assert.ok(media);
    return { type, bytes: media.data, mimetype: media.mimetype, filename: media.filename };
  }

  const bytes = patternBytes(300_001);
  const sources: readonly [string, () => Promise<Attachment> | Attachment][] = [
    ['a Buffer', () => ({ contentType: 'application/x-test', content: bytes, name: 'a.bin' })],
    [
      'base64',
      () => ({ contentType: 'application/x-test', content: bytes.toString('base64'), name: 'a.bin' }),
    ],
    [
      'a data: URL',
      () => ({
        contentType: 'application/x-test',
        contentUrl: `data:application/x-test;base64,${bytes.toString('base64')}`,
        name: 'a.bin',
      }),
    ],
    [
      'a stream of Node',
      () => ({
        contentType: 'application/x-test',
        content: Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]),
        name: 'a.bin',
      }),
    ],
    [
      'a stream of the web',
      () => ({
        contentType: 'application/x-test',
        content: new Blob([Uint8Array.from(bytes)]).stream(),
        name: 'a.bin',
      }),
    ],
    [
      'a file of the folder',
      async () => {
        await writeFile(join(folder, 'a.bin'), bytes);
        return { contentType: 'application/x-test', contentUrl: 'file:a.bin' };
      },
    ],
    [
      'a URL whose server tells the length',
      async () => {
        files = await serveFiles((_request, response) =>
          response.writeHead(200, { 'content-length': bytes.length }).end(bytes),
        );
        return { contentType: 'application/x-test', contentUrl: `${files.origin}/a.bin` };
      },
    ],
    [
      'a URL whose server does not tell the length',
      async () => {
        files = await serveFiles((_request, response) => {
          response.write(bytes.subarray(0, 100_000));
          response.end(bytes.subarray(100_000));
        });
        return { contentType: 'application/x-test', contentUrl: `${files.origin}/a.bin` };
      },
    ],
  ];
  for (const [name, attachment] of sources) {
    it(`arrive byte for byte from ${name}`, async () => {
      await start();
      const file = await arrivalOf(await attachment());
      assert.equal(hashOf(file.bytes), hashOf(bytes));
      assert.deepEqual([file.type, file.mimetype, file.filename], ['doc', 'application/x-test', 'a.bin']);
    });

    it(`arrive byte for byte from ${name} through an axios instance of the user's`, async () => {
      await start({ axios: axios.create() });
      assert.equal(hashOf((await arrivalOf(await attachment())).bytes), hashOf(bytes));
    });
  }

  for (const length of [1, 2, 3, 65_534, 65_535, 65_536, 65_537, 262_140, 262_141]) {
    it(`of ${length} bytes arrive whole, however they come in`, async () => {
      await start();
      const some = patternBytes(length);
      for (const size of [1000, 65_536]) {
        const pieces = [];
        for (let at = 0; at < length; at += size) pieces.push(some.subarray(at, at + size));
        const file = await arrivalOf({ contentType: 'application/x-test', content: Readable.from(pieces) });
        assert.equal(hashOf(file.bytes), hashOf(some));
      }
    });
  }

  it('of 64 MB reach the gateway from a file', async function () {
    this.timeout(30_000);
    await start();
    const large = Buffer.alloc(64 * 1024 * 1024, patternBytes(65_521));
    await writeFile(join(folder, 'large.bin'), large);
    const file = await arrivalOf({ contentType: 'application/x-test', contentUrl: 'file:large.bin' });
    assert.equal(hashOf(file.bytes), hashOf(large));
  });

  it('are sent once more without a quote that the gateway refuses, read again from their source', async () => {
    await start();
    files = await serveFiles((_request, response) =>
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes),
    );
    world.sim.assume({ quoteUnknown: 'refuse' });
    const contentUrl = `${files.origin}/a.bin`;
    const reference = { channelId: 'whatsgate', conversation: { id: CHAT } } as const;
    await world.adapter.continueConversationAsync('', reference as never, async (context) => {
      await context.sendActivity({
        attachments: [{ contentType: 'application/x-test', contentUrl }],
        channelData: { whatsgate: { quote: `false_${CHAT}_UNKNOWN` } },
      });
    });
    const { media, quote } = await world.sim.nextMessage();
    assert.equal(quote, undefined);
    assert.equal(hashOf(media?.data ?? Buffer.alloc(0)), hashOf(bytes));
    assert.equal(files.paths.length, 2);
  });

  it('are sent once more after the gateway had too many requests, read again', async () => {
    await start();
    world.sim.faults.onCommand('send', { kind: 'status', status: 429, retryAfterSeconds: 0 }, { times: 1 });
    const content = Readable.from([bytes]);
    const file = await arrivalOf({ contentType: 'application/x-test', content });
    assert.equal(hashOf(file.bytes), hashOf(bytes));
  });

  it('whose source breaks in the middle are certain not to have been sent', async () => {
    await start();
    files = await serveFiles((_request, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 100_000), () => response.destroy());
    });
    const contentUrl = `${files.origin}/a.bin`;
    await assert.rejects(send({ contentType: 'application/x-test', contentUrl }), (error) => {
      const { name, message, maybeDelivered } = error as Error & { readonly maybeDelivered: boolean };
      assert.equal(name, 'WhatsGateActivityError');
      assert.match(message, /could not be fetched from 127\.0\.0\.1/);
      assert.equal(maybeDelivered, false);
      return true;
    });
    assert.equal(world.sim.messages.length, 0);
  });

  it('have the type that their bytes say, whatever was declared', async () => {
    await start();
    const file = await arrivalOf({ contentType: 'application/pdf', content: PNG, name: 'report.pdf' });
    assert.deepEqual([file.type, file.mimetype, file.filename], ['image', 'image/png', 'report.png']);
    const other = await arrivalOf({ contentType: 'image/png', content: PDF, name: 'photo.png' });
    assert.deepEqual([other.type, other.mimetype, other.filename], ['doc', 'application/pdf', 'photo.pdf']);
  });

  it('leave no temporary file behind', async () => {
    await start({ media: { maximumBytes: 200_000 } });
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('whatsgate-'));
    await arrivalOf({ contentType: 'application/x-test', content: Readable.from([bytes.subarray(0, 100)]) });
    await assert.rejects(
      send({ contentType: 'application/x-test', content: Readable.from([bytes]) }),
      /larger than the 200000 bytes that are allowed \(option media\.maximumBytes\)/,
    );
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('whatsgate-'));
    assert.deepEqual(after, before);
  });
});
