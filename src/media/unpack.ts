import type { IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import * as zlib from 'node:zlib';

/**
 * The bytes of an answer, unpacked where a server has packed them although it was asked not to.
 * @throws Error for a packing that nobody asked for. What cannot be unpacked fails while it is read.
 */
export function unpacked(data: IncomingMessage): AsyncIterable<unknown> {
  const encoding = encodingOf(data.headers['content-encoding']);
  if (encoding === undefined) return data;
  if (encoding === 'deflate') return inflated(data);
  const create = UNPACKERS.get(encoding);
  if (create === undefined) throw new Error('the server packs files in a way that nobody asked for');
  return through(data, create());
}

/** How the body of an answer is packed, by its `Content-Encoding`; `undefined` when it is not. */
export function encodingOf(header: unknown): string | undefined {
  const encoding = typeof header === 'string' ? header.trim().toLowerCase() : '';
  return encoding === '' || encoding === 'identity' ? undefined : encoding;
}

type Unpacker = zlib.Gunzip | zlib.BrotliDecompress | zlib.Inflate | zlib.InflateRaw;

const UNPACKERS: ReadonlyMap<string, () => Unpacker> = new Map<string, () => Unpacker>([
  ['gzip', zlib.createGunzip],
  ['x-gzip', zlib.createGunzip],
  ['br', zlib.createBrotliDecompress],
]);

/** Some servers leave out the header of zlib that belongs to `deflate` (RFC 9110, 8.4.1.2). */
async function* inflated(data: IncomingMessage): AsyncGenerator<unknown, void, undefined> {
  const pieces = data[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const next = await pieces.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  if (head.length === 0) return;
  const isWhole = head.length >= 2 && (head.readUInt8(0) & 0x0f) === 8 && head.readUInt16BE(0) % 31 === 0;
  const source = Readable.from(joined(head, { [Symbol.asyncIterator]: () => pieces }));
  yield* through(source, isWhole ? zlib.createInflate() : zlib.createInflateRaw());
}

async function* joined(head: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield head;
  yield* rest;
}

/** Whoever reads gets what breaks the source as well; whoever stops reading ends the source. */
function through(source: Readable, unpacker: Unpacker): AsyncIterable<unknown> {
  pipeline(source, unpacker, () => undefined);
  return unpacker;
}
