import type { ByteSource } from '../whatsgate/byte-source';

/** A source whose size and beginning are known, and whose bytes are read when they are wanted. */
export interface OpenedSource extends ByteSource {
  /** The beginning, enough to tell what kind of file it is. */
  readonly head: Uint8Array;
  /** The type that the source tells of itself. */
  readonly mimetype: string | undefined;
  readonly filename?: string | undefined;
  /** Lets go of what it holds: a connection, a file handle. To be called once nobody reads any more. */
  release(): Promise<void>;
}

/** As many bytes of the beginning as the kinds of file need that are told apart by them. */
export const HEAD_BYTES = 4096;

/** Reads a source whole into memory. */
export async function readAll(source: ByteSource): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(source.size);
  let filled = 0;
  for await (const piece of source.read()) {
    if (filled + piece.length > bytes.length) throw new Error('The source gave more bytes than it has.');
    bytes.set(piece, filled);
    filled += piece.length;
  }
  if (filled < bytes.length) throw new Error('The source gave fewer bytes than it has.');
  return bytes;
}
