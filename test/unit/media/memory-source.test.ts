import assert from 'node:assert/strict';
import { openBase64, openBytes } from '../../../src/media/memory-source';
import { readAll } from '../../../src/media/opened-source';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';

const decode = (text: string): Promise<Buffer> => readAll(openBase64(text, 1_000_000, 'text'));

function refused(text: string): void {
  assert.throws(
    () => openBase64(text, 1_000_000, 'text'),
    (error) =>
      error instanceof WhatsGateActivityError &&
      error.message.includes('The text of an attachment is not base64'),
  );
}

describe('base64', () => {
  const good: readonly [string, string][] = [
    ['', ''],
    ['YQ==', 'a'],
    ['YQ=', 'a'],
    ['YQ', 'a'],
    ['YWI=', 'ab'],
    ['YWI', 'ab'],
    ['YWJj', 'abc'],
    [' Y W\nJ\r\n\tj ', 'abc'],
    ['YWJj\n', 'abc'],
  ];
  for (const [text, expected] of good) {
    it(`${JSON.stringify(text)} is '${expected}'`, async () =>
      assert.equal((await decode(text)).toString(), expected));
  }

  it('of the alphabet for URLs is read', async () => {
    assert.deepEqual(await decode('-_-_'), Buffer.from('+/+/', 'base64'));
  });

  const bad = [
    'A',
    'AAAAA',
    'YQ===',
    'A===',
    'YQ==YQ==',
    'Y=Q=',
    'hello!',
    'data:,YQ==',
    '%3D',
    'YWJj,',
    'Привет',
    '====',
    '=',
  ];
  for (const text of bad) {
    it(`${JSON.stringify(text)} is none`, () => refused(text));
  }

  it('made of padding does not stop the process', () => {
    const start = process.cpuUsage();
    refused(`${'='.repeat(1_000_000)}A`);
    assert.ok(process.cpuUsage(start).user < 2_000_000, 'linear in the length of the text');
  });
});

describe('bytes in memory', () => {
  it('are handed on as they are, not copied', async () => {
    const bytes = Buffer.alloc(200_000, 7);
    for await (const piece of openBytes(bytes, 200_000).read()) {
      assert.equal((piece as Buffer).buffer, bytes.buffer);
      assert.equal(piece.length, bytes.length);
    }
  });

  it('in base64 are decoded piece by piece, as often as they are read', async () => {
    const bytes = Buffer.from(Array.from({ length: 200_001 }, (_, index) => index % 251));
    const source = openBase64(bytes.toString('base64'), 200_001, 'text');
    for (const reading of [source.read(), source.read()]) {
      const sizes: number[] = [];
      const pieces: Uint8Array[] = [];
      for await (const piece of reading) {
        sizes.push(piece.length);
        pieces.push(Buffer.from(piece));
      }
      assert.deepEqual(sizes, [65_535, 65_535, 65_535, 3396]);
      assert.deepEqual(Buffer.concat(pieces), bytes);
    }
    assert.deepEqual(source.head, bytes.subarray(0, source.head.length));
  });
});
