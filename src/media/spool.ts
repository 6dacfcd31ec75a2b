import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WhatsGateActivityError } from '../whatsgate/errors';
import { openHandle } from './file-handle-source';
import type { OpenedSource } from './opened-source';
import { tooLarge } from './too-large';

/**
 * Writes bytes of an unknown number to a temporary file, because a request has to say its length beforehand.
 * Only this process's user can read the file, and its name is gone before anything is written:
 * whatever becomes of the process, no file is left behind.
 *
 * @throws WhatsGateActivityError when there are more than `maximumBytes`, or no file can be made, and whatever the bytes fail with.
 */
export async function spool(
  pieces: AsyncIterable<Uint8Array>,
  maximumBytes: number,
  facts: { readonly mimetype?: string | undefined; readonly filename?: string | undefined } = {},
): Promise<OpenedSource> {
  const path = join(tmpdir(), `whatsgate-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600).catch((error: unknown) => {
    throw unwritable(error);
  });
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

/** Where a machine lets nobody write, as many containers do. The path is not told. */
function unwritable(error: unknown): WhatsGateActivityError {
  const { code } = error as NodeJS.ErrnoException;
  return new WhatsGateActivityError(
    `A file of an attachment cannot be written to the folder for temporary files (${code ?? 'no reason given'}).`,
  );
}

async function writeWhole(handle: Awaited<ReturnType<typeof open>>, piece: Uint8Array): Promise<void> {
  for (let written = 0; written < piece.length;) {
    written += (await handle.write(piece, written, piece.length - written)).bytesWritten;
  }
}
