import assert from 'node:assert/strict';
import OpusScript from 'opusscript';

/** A page of an Ogg file as it is written. */
export interface OggPage {
  readonly flags: number;
  readonly position: number;
  readonly number: number;
  readonly packets: readonly Buffer[];
}

/** The pages of an Ogg file whose packets do not go across pages. Checks each checksum, bit by bit. */
export function readPages(ogg: Buffer): OggPage[] {
  const pages: OggPage[] = [];
  for (let at = 0; at < ogg.length;) {
    assert.equal(ogg.toString('latin1', at, at + 4), 'OggS');
    const pieces = [...ogg.subarray(at + 27, at + 27 + (ogg[at + 26] ?? 0))];
    const start = at + 27 + pieces.length;
    const end = start + pieces.reduce((sum, piece) => sum + piece, 0);
    const copy = Buffer.from(ogg.subarray(at, end));
    const stored = copy.readUInt32LE(22);
    copy.writeUInt32LE(0, 22);
    assert.equal(remainderOf(copy), stored, `checksum of page ${pages.length}`);
    const packets: Buffer[] = [];
    let from = start;
    let to = start;
    for (const piece of pieces) {
      to += piece;
      if (piece === 255) continue;
      packets.push(ogg.subarray(from, to));
      from = to;
    }
    assert.equal(from, end, 'the last packet of a page ends in it');
    pages.push({
      flags: ogg[at + 5] ?? 0,
      position: Number(ogg.readBigUInt64LE(at + 6)),
      number: ogg.readUInt32LE(at + 18),
      packets,
    });
    at = end;
  }
  return pages;
}

/** The remainder by x³² + 0x04c11db7, as RFC 3533 defines the checksum; without a table, unlike what is tested. */
function remainderOf(bytes: Buffer): number {
  let sum = 0n;
  for (const byte of bytes) {
    sum ^= BigInt(byte) << 24n;
    for (let bit = 0; bit < 8; bit += 1) {
      sum <<= 1n;
      if (sum & 0x1_0000_0000n) sum ^= 0x1_04c1_1db7n;
    }
  }
  return Number(sum);
}

/** Plays a voice note as RFC 7845 says: without the skipped beginning, up to the last position. */
export function play(ogg: Buffer): Int16Array {
  const pages = readPages(ogg);
  const head = pages[0]?.packets[0] ?? assert.fail('there is a first page');
  assert.equal(head.toString('latin1', 0, 8), 'OpusHead');
  const skip = head.readUInt16LE(10);
  const decoder = new OpusScript(48_000, 1);
  try {
    const sound = Buffer.concat(
      pages.slice(2).flatMap(({ packets }) => packets.map((packet) => decoder.decode(packet))),
    );
    const samples = Int16Array.from({ length: sound.length / 2 }, (_, index) => sound.readInt16LE(index * 2));
    return samples.subarray(skip, pages.at(-1)?.position);
  } finally {
    decoder.delete();
  }
}
