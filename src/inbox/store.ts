import { LRUCache } from 'lru-cache';

/** A JSON value. */
export type StoredValue =
  string | number | boolean | null | readonly StoredValue[] | { readonly [name: string]: StoredValue };

/** Small facts that belong to the inbox, each for a while. With a durable engine they outlive a restart. */
export interface InboxStore {
  /** The value of a key; `undefined` when there is none or its time is over. */
  get(key: string): Promise<unknown>;
  /** Sets a value. @param expiresInMs how long it is kept, in milliseconds. */
  set(key: string, value: StoredValue, expiresInMs: number): Promise<void>;
  /** Forgets a value. */
  delete(key: string): Promise<void>;
}

/** The store of the memory engine: at most this many values, the least used go first. */
export function memoryStore(capacity: number): InboxStore {
  const values = new LRUCache<string, { readonly value: StoredValue }>({ max: capacity });
  return {
    get: (key) => Promise.resolve(values.get(key)?.value),
    set: (key, value, expiresInMs) => {
      values.set(key, { value }, { ttl: expiresInMs });
      return Promise.resolve();
    },
    delete: (key) => {
      values.delete(key);
      return Promise.resolve();
    },
  };
}
