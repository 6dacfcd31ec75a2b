/** Elements of Matroska that have others in them: Segment, Cluster, Tracks, TrackEntry, BlockGroup. */
const CONTAINERS: ReadonlySet<number> = new Set([0x18538067, 0x1f43b675, 0x1654ae6b, 0xae, 0xa0]);
const CODEC_PRIVATE = 0x63a2;
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;

/** What is in a recording: the head of the Opus stream, and its packets. */
interface OpusStream {
  head: Uint8Array | undefined;
  readonly packets: Uint8Array[];
}

/** A number of variable length at a place, and where it ends; undefined at the end of the bytes. */
function variableNumber(bytes: Uint8Array, place: number, keepsMarker: boolean) {
  const first = bytes[place] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || place + length > bytes.length) return undefined;
  let value = keepsMarker ? first : first & ((1 << (8 - length)) - 1);
  let isUnknown = value === (1 << (8 - length)) - 1;
  for (let offset = 1; offset < length; offset += 1) {
    const byte = bytes[place + offset] ?? 0;
    isUnknown &&= byte === 0xff;
    value = value * 256 + byte;
  }
  return { value: isUnknown && !keepsMarker ? Infinity : value, end: place + length };
}

function readElements(bytes: Uint8Array, start: number, end: number, stream: OpusStream): void {
  let place = start;
  while (place < end) {
    const id = variableNumber(bytes, place, true);
    const size = id && variableNumber(bytes, id.end, false);
    if (id === undefined || size === undefined) return;
    const next = Math.min(end, size.end + size.value);
    if (CONTAINERS.has(id.value)) readElements(bytes, size.end, next, stream);
    else if (id.value === CODEC_PRIVATE) stream.head = bytes.subarray(size.end, next);
    else if (id.value === SIMPLE_BLOCK || id.value === BLOCK) {
      // The number of the track, two bytes of time and one of flags come before the packet.
      const track = variableNumber(bytes, size.end, false);
      if (track !== undefined) stream.packets.push(bytes.subarray(track.end + 3, next));
    }
    place = next;
  }
}

const FRAME_SAMPLES = [480, 960, 1920, 2880];

/** How many samples of 48 kHz a packet holds (RFC 6716, 3.1). */
function samplesIn(packet: Uint8Array): number {
  const [toc = 0, second = 0] = packet;
  const config = toc >> 3;
  const silk = FRAME_SAMPLES[config & 3] ?? 960;
  const size = config < 12 ? silk : config < 16 ? (config & 1 ? 960 : 480) : 120 << (config & 3);
  const code = toc & 3;
  const frames = code === 0 ? 1 : code === 3 ? second & 63 : 2;
  return size * frames;
}

const CHECKSUMS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum & 0x8000_0000 ? 0x04c1_1db7 : 0);
  return sum >>> 0;
});

function checksumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = ((sum << 8) ^ (CHECKSUMS[(sum >>> 24) ^ byte] ?? 0)) >>> 0;
  return sum;
}

const BEGINS = 2;
const ENDS = 4;

/** One page with one packet (RFC 3533, 6). A packet of a voice note is always smaller than a page may be. */
function pageOf(packet: Uint8Array, flags: number, granule: number, number: number): Uint8Array {
  const lacing = [...Array.from({ length: Math.floor(packet.length / 255) }, () => 255), packet.length % 255];
  const page = new Uint8Array(27 + lacing.length + packet.length);
  const view = new DataView(page.buffer);
  page.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, 1, true);
  view.setUint32(18, number, true);
  page[26] = lacing.length;
  page.set(lacing, 27);
  page.set(packet, 27 + lacing.length);
  view.setUint32(22, checksumOf(page), true);
  return page;
}

const TAGS = new Uint8Array([
  ...new TextEncoder().encode('OpusTags'),
  3,
  0,
  0,
  0,
  0x73,
  0x69,
  0x6d,
  0,
  0,
  0,
  0,
]);
const LARGEST_PACKET = 60_000;

/**
 * Puts what a browser records, Opus in WebM, into OGG, which is what a voice note of WhatsApp is. The sound itself
 * stays as it is.
 * @returns Undefined when there is no Opus stream in it.
 */
export function webmToOgg(webm: Uint8Array): Uint8Array | undefined {
  const stream: OpusStream = { head: undefined, packets: [] };
  readElements(webm, 0, webm.length, stream);
  const packets = stream.packets.filter(({ length }) => length > 0 && length < LARGEST_PACKET);
  const { head } = stream;
  if (packets.length === 0 || head === undefined) return undefined;
  if (new TextDecoder().decode(head.subarray(0, 8)) !== 'OpusHead') return undefined;
  const pages = [pageOf(head, BEGINS, 0, 0), pageOf(TAGS, 0, 0, 1)];
  let granule = 0;
  for (const [place, packet] of packets.entries()) {
    granule += samplesIn(packet);
    pages.push(pageOf(packet, place === packets.length - 1 ? ENDS : 0, granule, place + 2));
  }
  const ogg = new Uint8Array(pages.reduce((sum, page) => sum + page.length, 0));
  let end = 0;
  for (const page of pages) {
    ogg.set(page, end);
    end += page.length;
  }
  return ogg;
}
