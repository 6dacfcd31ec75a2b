import assert from 'node:assert/strict';
import { openBytes } from '../../../src/media/memory-source';
import type { MediaAccess } from '../../../src/media/open-file';
import { resolveFile, type OutgoingFile } from '../../../src/media/resolve';
import type { MediaSource } from '../../../src/media/source';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';
import type { Media } from '../../../src/whatsgate/wire';

const BYTES = Buffer.from('abc89a');
const DATA = BYTES.toString('base64');
const gateway: MediaSource = {
  kind: 'gateway',
  reference: { whatsappId: 'w', messageId: 'false_7@c.us_AA' },
};

function access(changes: Partial<MediaAccess> = {}, media: Partial<Media> = {}): MediaAccess {
  return {
    fetchUrl: () => Promise.resolve(openBytes(BYTES, 1000)),
    fetchFromGateway: () => Promise.resolve({ mimetype: 'image/gif', data: DATA, ...media }),
    maximumBytes: 1000,
    ...changes,
  };
}

function resolve(file: Partial<OutgoingFile>, from = access(), signal?: AbortSignal) {
  const source = file.source ?? { kind: 'bytes', bytes: BYTES };
  return resolveFile({ contentType: undefined, name: undefined, ...file, source }, from, signal);
}

async function refused(file: Partial<OutgoingFile>, message: RegExp, from = access()): Promise<void> {
  await assert.rejects(
    resolve(file, from),
    (error) => error instanceof WhatsGateActivityError && message.test(error.message),
  );
}

describe('the bytes of a file', () => {
  const sources: readonly [string, MediaSource][] = [
    ['bytes', { kind: 'bytes', bytes: BYTES }],
    ['a part of a larger buffer', { kind: 'bytes', bytes: Buffer.concat([BYTES, BYTES]).subarray(6) }],
    ['base64', { kind: 'base64', text: DATA }],
    ['a base64 data URL', { kind: 'data-url', url: `data:image/gif;base64,${DATA}` }],
    [
      'a percent-encoded base64 data URL',
      { kind: 'data-url', url: `data:image/gif;base64,${encodeURIComponent(DATA)}%0A` },
    ],
    ['a data URL of text', { kind: 'data-url', url: 'data:,abc%389a' }],
    ['a URL', { kind: 'url', url: 'https://h/a' }],
    ['the gateway', gateway],
  ];
  for (const [name, source] of sources) {
    it(`come from ${name}`, async () => assert.deepEqual((await resolve({ source })).bytes, BYTES));
  }

  it('come from a percent-encoded data URL also where they are no text', async () => {
    const url = 'data:application/octet-stream,%FF%fe%00%E2%82%ACa é%25';
    const { bytes } = await resolve({ source: { kind: 'data-url', url } });
    assert.deepEqual(bytes, Buffer.concat([Buffer.from([0xff, 0xfe, 0]), Buffer.from('€a é%')]));
  });

  it('are asked for with the reference or URL and the signal', async () => {
    const { signal } = new AbortController();
    const asked: unknown[] = [];
    const spying = access({
      fetchUrl: (...given) => {
        asked.push(given);
        return Promise.resolve(openBytes(BYTES, 1000));
      },
      fetchFromGateway: (...given) => {
        asked.push(given);
        return Promise.resolve({ mimetype: 'image/gif', data: DATA });
      },
    });
    await resolve({ source: { kind: 'url', url: 'https://h/a' } }, spying, signal);
    await resolve({ source: gateway }, spying, signal);
    assert.deepEqual(asked, [
      ['https://h/a', signal],
      [{ whatsappId: 'w', messageId: 'false_7@c.us_AA' }, signal],
    ]);
  });

  const kept: readonly (readonly [name: string, start: string])[] = [
    ['song.flac', 'fLaC\0\0\0\x22aaaaaaaaaaaa'],
    ['a.psd', '8BPS\0\x01\0\0\0\0\0\0aaaaaaaa'],
    ['a.pub', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0\0\0\0\0\0'],
    ['setup.msi', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0\0\0\0\0\0'],
    ['a.oxps', 'PK\x03\x04\x14\0\0\0\x08\0aaaaaaaa'],
    ['a.tgz', '\x1f\x8b\x08\0\0\0\0\0\0\0aaaaaaaa'],
    ['a.sqlite', 'SQLite format 3\0aaaaaaaa'],
    ['a.jfif', '\xff\xd8\xff\xe0\0\x10JFIF\0aaaaaaaa'],
  ];
  for (const [name, start] of kept) {
    it(`keep the name ${name}`, async () => {
      const bytes = Buffer.from(start, 'latin1');
      assert.equal((await resolve({ source: { kind: 'bytes', bytes }, name })).filename, name);
    });
  }

  it('that cannot be read are an error that says what was expected', async () => {
    await refused({ source: { kind: 'base64', text: 'hello, world' } }, /not base64/);
    await refused(
      { source: { kind: 'data-url', url: 'data:image/png;base64' } },
      /expected data:<type>;base64/,
    );
    await refused(
      { source: { kind: 'data-url', url: 'data:image/png;base64,!' } },
      /data URL of an attachment is not base64/,
    );
    await refused({ source: { kind: 'data-url', url: 'data:image/png;base64,%zz' } }, /not percent-encoded/);
    await refused({ source: { kind: 'data-url', url: 'data:,%zz' } }, /not percent-encoded/);
    await refused({ source: gateway }, /at the gateway/, access({}, { data: '?' }));
  });

  const empty: readonly MediaSource[] = [
    { kind: 'bytes', bytes: new Uint8Array() },
    { kind: 'base64', text: '==' },
    { kind: 'data-url', url: 'data:image/png;base64,' },
    { kind: 'data-url', url: 'data:,' },
    { kind: 'url', url: 'https://h/a' },
  ];
  for (const source of empty) {
    it(`that are none are an error: ${JSON.stringify(source)}`, async () => {
      const nothing = access({
        fetchUrl: () => Promise.resolve(openBytes(Buffer.alloc(0), 1000, 'image/png')),
      });
      await refused({ source }, /empty|not base64/, nothing);
    });
  }

  it('that cannot be had fail with the error of their source', async () => {
    const error = new Error('gone');
    const failing = access({ fetchFromGateway: () => Promise.reject(error) });
    await assert.rejects(resolve({ source: gateway }, failing), error);
  });

  describe('are bounded', () => {
    const five = access({ maximumBytes: 5 });
    const six = access({ maximumBytes: 6 });
    const all: readonly MediaSource[] = [
      { kind: 'bytes', bytes: BYTES },
      { kind: 'base64', text: DATA },
      { kind: 'base64', text: DATA.replace(/../g, '$&\r\n\r\n') },
      { kind: 'data-url', url: `data:image/gif;base64,${DATA}` },
      { kind: 'data-url', url: 'data:,abc89a' },
      { kind: 'url', url: 'https://h/a' },
      gateway,
    ];
    for (const source of all) {
      it(JSON.stringify(source), async () => {
        await refused(
          { source },
          /larger than the 5 bytes that are allowed \(option media.maximumBytes\)/,
          five,
        );
        assert.equal((await resolve({ source }, six)).bytes.length, 6);
      });
    }

    it('before they are decoded', async () => {
      const text = `${'A'.repeat(100)}!`;
      await refused({ source: { kind: 'base64', text } }, /larger than the 5 bytes/, five);
    });
  });
});

describe('the type of a file', () => {
  const url: MediaSource = { kind: 'url', url: 'https://h/a.png' };
  const named = (filename: string) => ({ ...openBytes(BYTES, 1000, 'Image/GIF; q=1'), filename });
  const served = access({ fetchUrl: () => Promise.resolve(named('a.png')) });
  const cases: readonly [string, Partial<OutgoingFile>, MediaAccess, string][] = [
    ['is the declared one', { contentType: 'image/jpeg', source: url }, served, 'image/jpeg'],
    [
      'loses parameters: the gateway lists none',
      { contentType: 'Audio/Ogg; codecs=opus' },
      access(),
      'audio/ogg',
    ],
    ["is the server's when none is declared", { source: url }, served, 'image/gif'],
    [
      "is the server's when half a type is declared",
      { source: url, contentType: 'image' },
      served,
      'image/gif',
    ],
    [
      "is the server's before octet-stream",
      { source: url, contentType: 'application/octet-stream' },
      served,
      'image/gif',
    ],
    [
      "is the data URL's",
      { source: { kind: 'data-url', url: `data:image/gif;base64,${DATA}` } },
      access(),
      'image/gif',
    ],
    ["is the gateway's", { source: gateway }, access(), 'image/gif'],
    [
      "is the gateway's before a guess",
      { source: gateway, contentType: 'image/jpeg' },
      access(),
      'image/gif',
    ],
    [
      'is the guess when the gateway knows none',
      { source: gateway, contentType: 'image/jpeg' },
      access({}, { mimetype: '' }),
      'image/jpeg',
    ],
    [
      'is plain text for a data URL without one',
      { source: { kind: 'data-url', url: 'data:,abc89a' } },
      access(),
      'text/plain',
    ],
    ['is the one of the name', { name: 'a.pdf' }, access(), 'application/pdf'],
    ['is the one of the URL', { source: url }, access(), 'image/png'],
    ['is octet-stream when nobody tells', {}, access(), 'application/octet-stream'],
  ];
  for (const [name, file, from, expected] of cases) {
    it(name, async () => assert.equal((await resolve(file, from)).mimetype, expected));
  }
});

describe('the name of a file', () => {
  const cases: readonly [string, Partial<OutgoingFile>, string, MediaAccess?][] = [
    ['is the given one', { name: 'bird.gif', source: { kind: 'url', url: 'https://h/x.gif' } }, 'bird.gif'],
    ['is made safe', { name: '../../b\u202eird.gif' }, 'bird.gif'],
    ['is the one in the URL', { source: { kind: 'url', url: 'https://h/%D0%B0.gif?x=1' } }, 'а.gif'],
    ['in a URL is made safe', { source: { kind: 'url', url: 'https://h/..%2F..%2Fx.gif' } }, 'x.gif'],
    ["is the gateway's", { source: gateway }, 'photo.gif', access({}, { filename: 'photo.gif' })],
    [
      "is the gateway's before a guess",
      { source: gateway, name: 'image.jpg' },
      'photo.gif',
      access({}, { filename: 'photo.gif' }),
    ],
    ['is the guess with the extension of the real type', { source: gateway, name: 'image.jpg' }, 'image.gif'],
    [
      "is the bot's own for a file of the gateway, made safe",
      { source: gateway, name: '../../mine.gif' },
      'mine.gif',
      access({}, { filename: 'photo.gif' }),
    ],
    ['is made from the type', { contentType: 'image/jpeg' }, 'file.jpg'],
    ['is made from the type when nothing else is left', { name: '..', contentType: 'image/png' }, 'file.png'],
    ['is file.bin when nothing is known', {}, 'file.bin'],
  ];
  for (const [name, file, expected, from] of cases) {
    it(name, async () => assert.equal((await resolve(file, from)).filename, expected));
  }
});
