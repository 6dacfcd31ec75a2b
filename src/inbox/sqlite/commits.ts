import type { SqlDatabase } from './driver';
import { storageError } from './storage-error';

interface Waiting {
  readonly operation: () => unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Writes in groups: everything that is asked for within one turn of the event loop is one transaction, and waits
 * for the disk together. A commit costs a wait for the disk, whether it holds one write or a hundred.
 */
export class Commits {
  readonly #database: SqlDatabase;
  #waiting: Waiting[] = [];
  #closed = false;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /**
   * Runs an operation in the next transaction; it may read as well.
   * @returns its result, when that is on the disk.
   * @throws InboxStorageError when it could not be written; nothing of it is then.
   */
  write<Result>(operation: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#closed) {
        reject(storageError('written', new Error('it is closed')));
        return;
      }
      if (this.#waiting.length === 0) setImmediate(() => this.flush());
      this.#waiting.push({ operation, resolve, reject });
    });
  }

  /** Reads outside of a transaction. @throws InboxStorageError */
  read<Result>(operation: () => Result): Promise<Result> {
    try {
      if (this.#closed) throw new Error('it is closed');
      return Promise.resolve(operation());
    } catch (error) {
      return Promise.reject(storageError('read', error));
    }
  }

  /** Writes what waits, now. */
  flush(): void {
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    if (!this.#commit(group, group.length === 1)) for (const one of group) this.#commit([one], true);
  }

  /** Writes what waits and takes nothing more. */
  close(): void {
    this.flush();
    this.#closed = true;
  }

  /** @param isLast whether a failure is told; a group that failed is tried one by one first. */
  #commit(group: readonly Waiting[], isLast: boolean): boolean {
    let results: unknown[];
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      results = group.map(({ operation }) => operation());
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      if (isLast) for (const { reject } of group) reject(storageError('written', error));
      return false;
    }
    for (const [index, { resolve }] of group.entries()) resolve(results[index] as never);
    return true;
  }

  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full.
    }
  }
}
