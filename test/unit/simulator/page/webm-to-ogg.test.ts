import assert from 'node:assert/strict';
import fc from 'fast-check';
import { webmToOgg } from '../../../../src/simulator/page/webm-to-ogg';

const HEAD = Buffer.from('OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00', 'latin1');

/** An element of Matroska; of unknown length where a recorder cannot know it yet. */
function element(id: readonly number[], content: Buffer, isOpen = false): Buffer {
  const size = Buffer.from([0x10, 0, 0, 0]);
  size.writeUIntBE(content.length, 1, 3);
  return Buffer.concat([
    Buffer.from(id),
    isOpen ? Buffer.from([0x01, ...Array<number>(7).fill(0xff)]) : size,
    content,
  ]);
}

function recording(packets: readonly Buffer[], head = HEAD): Buffer {
  const track = element(
    [0xae],
    Buffer.concat([element([0xd7], Buffer.from([1])), element([0x63, 0xa2], head)]),
  );
  const blocks = packets.map((packet) =>
    element([0xa3], Buffer.concat([Buffer.from([0x81, 0, 0, 0x80]), packet])),
  );
  const cluster = element([0x1f, 0x43, 0xb6, 0x75], Buffer.concat(blocks), true);
  const segment = Buffer.concat([element([0x16, 0x54, 0xae, 0x6b], track), cluster]);
  return Buffer.concat([
    element([0x1a, 0x45, 0xdf, 0xa3], Buffer.from('head')),
    element([0x18, 0x53, 0x80, 0x67], segment, true),
  ]);
}

interface Page {
  readonly flags: number;
  readonly granule: number;
  readonly number: number;
  readonly packet: Buffer;
}

/** Checks the checksum by the rule of RFC 3533, bit by bit. */
function checksumOf(page: Buffer): number {
  let sum = 0;
  for (const byte of page) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? 0x04c1_1db7 : 0);
  }
  return sum >>> 0;
}

function pagesOf(ogg: Buffer): readonly Page[] {
  const pages: Page[] = [];
  for (let place = 0; place < ogg.length;) {
    assert.equal(ogg.toString('latin1', place, place + 4), 'OggS');
    const count = ogg[place + 26] ?? 0;
    const lacing = ogg.subarray(place + 27, place + 27 + count);
    const start = place + 27 + count;
    const end = start + lacing.reduce((sum, size) => sum + size, 0);
    const page = Buffer.from(ogg.subarray(place, end));
    const checksum = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    assert.equal(checksum, checksumOf(page));
    pages.push({
      flags: page[5] ?? 0,
      granule: Number(page.readBigUInt64LE(6)),
      number: page.readUInt32LE(18),
      packet: Buffer.from(ogg.subarray(start, end)),
    });
    place = end;
  }
  return pages;
}

describe('a voice note that was recorded as WebM', () => {
  it('becomes OGG with the same packets, their times and right checksums', () => {
    // 20 ms of CELT, 60 ms of SILK, twice 10 ms of hybrid, three times 2.5 ms of CELT.
    const packets = [
      [0xf8, 1],
      [0x18, 2],
      [0x61, 3],
      [0x83, 3, 4],
      [0xf8, ...Array<number>(600).fill(7)],
    ].map((bytes) => Buffer.from(bytes));
    const pages = pagesOf(Buffer.from(webmToOgg(recording(packets)) ?? assert.fail()));
    assert.deepEqual(pages[0]?.packet, HEAD);
    assert.equal(pages[1]?.packet.toString('latin1', 0, 8), 'OpusTags');
    assert.deepEqual(
      pages.slice(2).map(({ packet }) => packet),
      packets,
    );
    assert.deepEqual(
      pages.map(({ flags }) => flags),
      [2, 0, 0, 0, 0, 0, 4],
    );
    assert.deepEqual(
      pages.map(({ number }) => number),
      [0, 1, 2, 3, 4, 5, 6],
    );
    assert.deepEqual(
      pages.slice(2).map(({ granule }) => granule),
      [960, 3840, 4800, 5160, 6120],
    );
  });

  it('stays what it is when it is no Opus in WebM', () => {
    assert.equal(webmToOgg(recording([])), undefined);
    assert.equal(webmToOgg(recording([Buffer.from([1])], Buffer.from('VorbisHead'))), undefined);
    assert.equal(webmToOgg(Buffer.from('ID3 something else')), undefined);
  });

  it('does no harm when it is cut off or made of anything', () => {
    const whole = recording([Buffer.from([0xf8, 1]), Buffer.from([0xf8, 2])]);
    for (let length = 0; length < whole.length; length += 1) webmToOgg(whole.subarray(0, length));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const ogg = webmToOgg(bytes);
        assert.ok(ogg === undefined || ogg.length > 0);
      }),
    );
  });
});
