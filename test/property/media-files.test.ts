import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseDataUrl } from '../../src/media/data-url';
import { safeFileName } from '../../src/media/file-name';
import { openBase64 } from '../../src/media/memory-source';
import type { MediaAccess } from '../../src/media/open-file';
import { readAll } from '../../src/media/opened-source';
import { resolveFile } from '../../src/media/resolve';
import { sourceOf } from '../../src/media/source';
import { WhatsGateActivityError } from '../../src/whatsgate/errors';

/** Separators, control and direction characters, and line ends. */
const HARMFUL = /[/\\\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u;
const nasty = fc.constantFrom(
  '.',
  '..',
  '/',
  '\\',
  ' ',
  '\u202e',
  '\u061c',
  '\u0000',
  ':',
  '.exe',
  '😀',
  'a',
  '\u2028',
);
const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(nasty, { maxLength: 300 }).map((parts) => parts.join('')),
);
const nowhere: MediaAccess = {
  fetchUrl: () => Promise.reject(new Error('nothing is fetched')),
  fetchFromGateway: () => Promise.reject(new Error('nothing is fetched')),
  maximumBytes: 10_000,
};
const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });

async function decode(text: string): Promise<Buffer | undefined> {
  try {
    return await readAll(openBase64(text, 10_000, 'text'));
  } catch (error) {
    assert.ok(error instanceof WhatsGateActivityError);
    return undefined;
  }
}

describe('properties of file names', () => {
  it('are never empty, a path, hidden, too long or written backwards', () => {
    fc.assert(
      fc.property(names, (name) => {
        const safe = safeFileName(name, 'file.bin');
        assert.ok(safe !== '' && safe.length <= 200);
        assert.doesNotMatch(safe, HARMFUL);
        assert.doesNotMatch(safe, /^[.\s]|[<>:"|?*]/);
      }),
      { numRuns: 5000, seed: 15 },
    );
  });

  it('are safe the second time as the first', () => {
    fc.assert(
      fc.property(names, (name) => {
        const once = safeFileName(name, 'file.bin');
        assert.equal(safeFileName(once, 'other'), once);
      }),
      { numRuns: 3000, seed: 16 },
    );
  });
});

describe('properties of base64 and data URLs', () => {
  it('bytes come back from every way of writing them', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (given) => {
        const buffer = Buffer.from(given);
        const base64 = buffer.toString('base64');
        const ways = [
          { content: given },
          { content: JSON.parse(JSON.stringify(buffer)) as unknown },
          { content: base64 },
          { content: base64.replace(/=/g, '') },
          { content: buffer.toString('base64url') },
          { content: base64.replace(/.{1,76}/g, '$&\r\n') },
          { contentUrl: `data:image/png;base64,${base64}` },
          { contentUrl: `data:;base64,${encodeURIComponent(base64)}` },
        ];
        for (const way of ways) {
          const source = sourceOf(way);
          assert.ok(source);
          const file = await resolveFile({ source, contentType: undefined, name: undefined }, nowhere);
          assert.deepEqual(file.bytes, buffer);
        }
      }),
      { numRuns: 300, seed: 17 },
    );
  });

  it('text comes back from a data URL', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (text) => {
        const source = { kind: 'data-url', url: `data:text/plain,${encodeURIComponent(text)}` } as const;
        const file = await resolveFile({ source, contentType: undefined, name: undefined }, nowhere);
        assert.equal(file.bytes.toString(), text);
      }),
      { seed: 18 },
    );
  });

  it('what is decoded is what was written, or nothing is', async () => {
    const texts = fc.oneof(fc.base64String(), fc.string(), fc.stringMatching(/^[A-Za-z0-9+/=_ !-]*$/));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const decoded = await decode(text);
        if (decoded === undefined) return;
        assert.equal(decoded.length, openBase64(text, 10_000, 'text').size);
        const letters = (written: string) =>
          written.replace(/[\s=]/g, '').replaceAll('-', '+').replaceAll('_', '/');
        const again = letters(decoded.toString('base64'));
        // The last letter may carry bits that belong to no byte.
        assert.equal(letters(text).length, again.length);
        assert.equal(letters(text).slice(0, -1), again.slice(0, -1));
      }),
      { numRuns: 3000, seed: 19 },
    );
  });

  it('reading a data URL never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseDataUrl(text);
        const url = `data:${text}`;
        const read = parseDataUrl(url);
        if (read !== undefined) assert.ok(url.endsWith(`,${read.payload}`));
      }),
      { numRuns: 2000, seed: 20 },
    );
  });
});
