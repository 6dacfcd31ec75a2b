import type { FileHandle } from 'node:fs/promises';
import { HEAD_BYTES, type OpenedSource } from './opened-source';

/** What is read of a file at once: a whole number of pieces that become base64 without a rest. */
const READ_BYTES = 65_535 * 4;

/** A file by its handle, which `release` closes. Nothing is read but its beginning. */
export async function openHandle(
  handle: FileHandle,
  size: number,
  facts: { readonly mimetype?: string | undefined; readonly filename?: string | undefined } = {},
): Promise<OpenedSource> {
  const beginning = Buffer.alloc(Math.min(HEAD_BYTES, size));
  const { bytesRead } = await handle.read(beginning, 0, beginning.length, 0);
  return {
    size,
    head: beginning.subarray(0, bytesRead),
    mimetype: facts.mimetype,
    filename: facts.filename,
    async *read() {
      // One buffer for the whole reading: a piece is valid until the next one is asked for.
      const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, size));
      for (let position = 0; position < size;) {
        const length = Math.min(buffer.length, size - position);
        const read = await handle.read(buffer, 0, length, position);
        if (read.bytesRead === 0) return;
        position += read.bytesRead;
        yield buffer.subarray(0, read.bytesRead);
      }
    },
    release: () => handle.close(),
  };
}
