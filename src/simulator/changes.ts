/** What has changed: a record, named by its id, or everything at once. */
export type ChangeKind =
  'account' | 'contact' | 'chat' | 'message' | 'request' | 'attempt' | 'event' | 'settings' | 'everything';

/** Told of every change. `id` is empty where the kind says it all. */
export type ChangeListener = (kind: ChangeKind, id: string) => void;

/** Tells whoever shows or stores the simulator's state that something in it is new. Costs nothing without listeners. */
export class ChangeFeed {
  readonly #listeners = new Set<ChangeListener>();

  /** @returns A function that ends it. */
  listen(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells the listeners, at once and in the order in which they came. */
  tell(kind: ChangeKind, id = ''): void {
    for (const listener of this.#listeners) listener(kind, id);
  }
}
