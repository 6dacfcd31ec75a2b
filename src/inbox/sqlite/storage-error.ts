import { InboxStorageError } from '../../whatsgate/errors';

/** What SQLite says, and what to do about it. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/full/i, 'the disk is full: free some space. Events are refused until then, and the gateway repeats them'],
  [/EACCES|EPERM/, 'this user may not write the file: check its owner and its permissions'],
  [
    /readonly|read-only|attempt to write/i,
    'the file cannot be written: check its owner, its permissions and the disk',
  ],
  [
    /malformed|not a database|corrupt/i,
    'the file is damaged: move it away and start anew, or restore a copy of it',
  ],
  [/locked|busy/i, 'another program holds the file'],
  [
    /unable to open|cannot open/i,
    'the file cannot be opened: check that its folder exists and may be written',
  ],
];

/** An error of SQLite as one of ours, with the remedy in the sentence. */
export function storageError(doing: string, error: unknown): InboxStorageError {
  if (error instanceof InboxStorageError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const remedy = REMEDIES.find(([pattern]) => pattern.test(message))?.[1] ?? message;
  return new InboxStorageError(`The inbox file could not be ${doing}: ${remedy}.`, {
    cause: error,
    retryable: true,
  });
}
