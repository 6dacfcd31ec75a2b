import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openHandle } from './file-handle-source';
import type { OpenedSource } from './opened-source';
import { tooLarge } from './too-large';

/**
 * Writes bytes of an unknown number to a temporary file, because a request has to say its length beforehand.
 * Only this process's user can read the file, and its name is gone before anything is written:
 * whatever becomes of the process, no file is left behind.
 *
 * @throws WhatsGateActivityError when there are more than `maximumBytes`, and whatever the bytes fail with.
 */
export async function spool(
  pieces: AsyncIterable<Uint8Array>,
  maximumBytes: number,
  facts: { readonly mimetype?: string | undefined; readonly filename?: string | undefined } = {},
): Promise<OpenedSource> {
  const path = join(tmpdir(), `whatsgate-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    let size = 0;
    for await (const piece of pieces) {
      size += piece.length;
      if (size > maximumBytes) throw tooLarge(undefined, maximumBytes);
      await writeWhole(handle, piece);
    }
    return await openHandle(handle, size, facts);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function writeWhole(handle: Awaited<ReturnType<typeof open>>, piece: Uint8Array): Promise<void> {
  for (let written = 0; written < piece.length;) {
    written += (await handle.write(piece, written, piece.length - written)).bytesWritten;
  }
}
