import { constants } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WhatsGateActivityError } from '../whatsgate/errors';
import { openHandle } from './file-handle-source';
import type { OpenedSource } from './opened-source';
import { tooLarge } from './too-large';

/**
 * Opens a file of this machine, named by a `file:` URL: absolute (`file:///srv/reports/may.pdf`) or relative to
 * the root folder (`file:may.pdf`).
 *
 * @param rootFolder the only folder whose files may be sent; `undefined` when none may.
 * @throws WhatsGateActivityError when it may not be sent, is no file, or is too large. The path is not told.
 */
export async function openLocalFile(
  url: string,
  rootFolder: string | undefined,
  maximumBytes: number,
): Promise<OpenedSource> {
  if (rootFolder === undefined) {
    throw new WhatsGateActivityError(
      'An attachment names a file of this machine. Set the option media.rootFolder to the folder whose files may be sent.',
    );
  }
  const root = await realpath(rootFolder).catch((cause: unknown) => {
    throw new WhatsGateActivityError('The folder of the option media.rootFolder cannot be read.', { cause });
  });
  const path = pathOf(url, root, resolve(rootFolder));
  const real = await realpath(path).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  if (!isUnder(root, real)) throw outside();
  // Without waiting for the other end of a pipe that somebody has put there.
  const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  try {
    const facts = await handle.stat();
    if (!(await isStill(real, root, handle))) throw outside();
    if (!facts.isFile())
      throw new WhatsGateActivityError('An attachment names a folder or device, not a file.');
    if (facts.size > maximumBytes) throw tooLarge(facts.size, maximumBytes);
    return await openHandle(handle, facts.size, { filename: basename(path) });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The path that a URL names, as far as its words alone stay inside. */
function pathOf(url: string, root: string, named: string): string {
  const isRelative = !/^file:\/\//i.test(url);
  let path: string;
  try {
    path = isRelative ? resolve(root, decodeURIComponent(url.slice('file:'.length))) : fileURLToPath(url);
  } catch (cause) {
    throw new WhatsGateActivityError('The contentUrl of an attachment is no file: URL of this machine.', {
      cause,
    });
  }
  if (path.includes('\0') || !(isUnder(root, path) || isUnder(named, path))) throw outside();
  return path;
}

/** Whether the file that is open is the one that was looked at, and not what somebody put into its place. */
async function isStill(real: string, root: string, handle: FileHandle): Promise<boolean> {
  const now = await realpath(real);
  const [opened, found] = await Promise.all([handle.stat({ bigint: true }), stat(now, { bigint: true })]);
  return isUnder(root, now) && opened.ino === found.ino && opened.dev === found.dev;
}

function isUnder(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function outside(): WhatsGateActivityError {
  return new WhatsGateActivityError(
    'An attachment names a file outside the folder whose files may be sent (option media.rootFolder).',
  );
}

function unreadable(cause: unknown): WhatsGateActivityError {
  const { code } = cause as NodeJS.ErrnoException;
  return new WhatsGateActivityError(
    `A file that an attachment names cannot be read (${code ?? 'no reason given'}).`,
  );
}
