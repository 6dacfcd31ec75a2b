import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { CliError } from '../failure';
import type { Position } from './progress';

const stored = z.object({
  format: z.literal('whatsgate-poll-position'),
  version: z.literal(1),
  since: z.coerce.date(),
  done: z.array(z.string()).max(100_000),
});

/**
 * Reads where an earlier run has stopped; undefined when there is no file yet.
 * @throws CliError when the file holds something else.
 */
export async function readPosition(path: string): Promise<Position | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const read = stored.safeParse(jsonOf(text));
  if (read.success) return { since: read.data.since, done: read.data.done };
  throw new CliError('failed', `${path} holds no position of poll. Move it away, or give another file.`);
}

/** Writes it in one step: after a crash the old or the new one is there. */
export async function writePosition(path: string, { since, done }: Position): Promise<void> {
  const content = { format: 'whatsgate-poll-position', version: 1, since: since.toISOString(), done };
  await writeFileAtomic(path, `${JSON.stringify(content)}\n`, { mode: 0o600 });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
