import { WhatsGateConfigurationError } from '../../whatsgate/errors';
import { openDatabase, type SqlDatabase } from './driver';
import { storageError } from './storage-error';

/**
 * Takes an inbox file for this process: an open transaction on a second file beside it. The system gives such a lock
 * back when the process ends, however it ends. Programs that only look at the inbox do not need it.
 *
 * @returns what gives it back.
 * @throws WhatsGateConfigurationError when another process has it.
 */
export function lockFile(path: string): () => void {
  let database: SqlDatabase | undefined;
  try {
    database = openDatabase(`${path}.lock`);
    database.exec('PRAGMA busy_timeout = 0');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (error instanceof WhatsGateConfigurationError) throw error;
    if (!(error instanceof Error && /locked|busy/i.test(error.message))) throw storageError('locked', error);
    throw new WhatsGateConfigurationError(
      `The inbox file '${path}' is in use by another process. One process alone may work on it: ` +
        'stop the other one, give this one a file of its own, or use postgresInbox for several processes.',
      { cause: error },
    );
  }
  const held = database;
  return () => held.close();
}
