/** Samples that the encoder is behind at 48 kHz: a player leaves out as many at the start (RFC 7845, 4.2). */
export const PRE_SKIP = 312;

/** Samples of one packet: 20 ms. */
export const FRAME_SAMPLES = 960;

/** Packets of one page: a second, as RFC 7845 (6) advises, and never more than the 255 pieces that a page may have. */
const PACKETS_PER_PAGE = 50;
const MOST_PIECES = 255;

const BEGINS = 2;
const ENDS = 4;
const SERIAL = 1;

/**
 * Puts packets of Opus, 20 ms each and of one channel, into an Ogg file (RFC 3533, RFC 7845).
 *
 * @param packets enough of them for `samples` and `PRE_SKIP`; what is beyond is cut off by the last position.
 * @param samples how long the sound is, at 48 kHz.
 */
export function oggOpus(packets: readonly Uint8Array[], samples: number): Buffer {
  const pages = [page([opusHead()], BEGINS, 0, 0), page([opusTags()], 0, 0, 1)];
  let waiting: Uint8Array[] = [];
  let pieces = 0;
  let done = 0;
  const flush = (isLast: boolean): void => {
    const position = isLast ? samples + PRE_SKIP : done * FRAME_SAMPLES;
    pages.push(page(waiting, isLast ? ENDS : 0, position, pages.length));
    waiting = [];
    pieces = 0;
  };
  for (const packet of packets) {
    const more = Math.floor(packet.length / 255) + 1;
    if (waiting.length === PACKETS_PER_PAGE || pieces + more > MOST_PIECES) flush(false);
    waiting.push(packet);
    pieces += more;
    done += 1;
  }
  flush(true);
  return Buffer.concat(pages);
}

function opusHead(): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head[8] = 1;
  head[9] = 1;
  head.writeUInt16LE(PRE_SKIP, 10);
  head.writeUInt32LE(48_000, 12);
  return head;
}

function opusTags(): Buffer {
  const vendor = Buffer.from('opusscript');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(vendor.length);
  return Buffer.concat([Buffer.from('OpusTags'), length, vendor, Buffer.alloc(4)]);
}

/** One page of whole packets. */
function page(packets: readonly Uint8Array[], flags: number, position: number, number: number): Buffer {
  const lacing = packets.flatMap((packet) => [
    ...Array.from({ length: Math.floor(packet.length / 255) }, () => 255),
    packet.length % 255,
  ]);
  const header = Buffer.alloc(27);
  header.write('OggS', 'latin1');
  header[5] = flags;
  header.writeBigUInt64LE(BigInt(position), 6);
  header.writeUInt32LE(SERIAL, 14);
  header.writeUInt32LE(number, 18);
  header[26] = lacing.length;
  const whole = Buffer.concat([header, Buffer.from(lacing), ...packets]);
  whole.writeUInt32LE(oggChecksum(whole), 22);
  return whole;
}

const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? 0x04c1_1db7 : 0);
  return sum;
});

function oggChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum << 8) ^ (CHECKSUMS[(sum >>> 24) ^ byte] ?? 0);
  return sum >>> 0;
}
