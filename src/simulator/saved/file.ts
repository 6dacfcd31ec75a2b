import { readFile, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { parseUntrustedJson } from '../json';
import { savedState, type SavedState, type WrittenState } from './schema';

/** The largest file that is read, in bytes: more than is ever written. */
const LARGEST_FILE = 384 * 1024 ** 2;

/**
 * Reads a state file.
 * @returns Undefined when there is none yet.
 * @throws (as a rejection) Error naming the file and what is wrong with it. Nothing is changed then.
 */
export async function readStateFile(path: string): Promise<SavedState | undefined> {
  const problem = (sentence: string, cause?: unknown): Error =>
    new Error(`The state file ${path} ${sentence} Move it away to start anew.`, { cause });
  try {
    const { size } = await stat(path);
    if (size > LARGEST_FILE) throw problem(`has ${size} bytes, more than the ${LARGEST_FILE} that are read.`);
    const read = savedState.safeParse(parseUntrustedJson(await readFile(path, 'utf8')));
    if (read.success) return read.data;
    const { path: place = [], message = 'unknown' } = read.error.issues[0] ?? {};
    throw problem(`is none of this version: at ${place.join('.') || 'its top'}: ${message}.`);
  } catch (error) {
    if (error instanceof SyntaxError) throw problem('holds no valid JSON.', error);
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a state file in one step, readable by its owner only: after a crash the old or the new one is there. */
export async function writeStateFile(path: string, state: WrittenState): Promise<void> {
  await writeFileAtomic(path, JSON.stringify(state), { mode: 0o600 });
}
