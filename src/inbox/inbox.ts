/** An event on its way to the bot. */
export interface InboxItem {
  /** What makes it itself: an item with an id that was accepted before is a repeat. */
  readonly id: string;
  /** Items of one key are handled one after another, in the order of their acceptance. */
  readonly key: string;
  /** The event as it came; JSON, so that an engine can store it. */
  readonly data: unknown;
}

/** What became of an item that was offered. */
export interface Acceptance {
  readonly outcome: 'accepted' | 'duplicate';
  /**
   * Settles when the item has been handled. Only an engine that cannot keep its promise through a crash gives it:
   * then the acknowledgement waits for it, so that the gateway repeats what a crash took.
   * A durable engine leaves it out, and the acknowledgement goes out at once.
   */
  readonly handled: Promise<void> | undefined;
}

/** What an inbox holds right now. */
export interface InboxStatus {
  /** Accepted and not begun. */
  readonly queued: number;
  /** Being handled, turns of other origin (`run`) included. */
  readonly active: number;
}

/**
 * Handles one item. A rejection means that the item could not be handled at all (not that the bot failed over it):
 * the engine forgets it, so that a repeat is accepted.
 */
export type InboxHandler = (item: InboxItem) => Promise<void>;

/**
 * Where accepted events wait for their turn. Every engine behind it promises: an id is accepted once, one item
 * of a key at a time, in order, and `accept` resolves no earlier than the engine can answer for the item.
 */
export interface Inbox {
  /** Begins to hand out items. Called once, before anything else. */
  start(handle: InboxHandler): Promise<void>;
  /**
   * Takes an item.
   * @throws InboxFullError when it holds as much as it may, WhatsGateClosedError after `close`.
   */
  accept(item: InboxItem): Promise<Acceptance>;
  /** Runs work that is no item (a proactive turn) when the turn of its key comes. */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  status(): Promise<InboxStatus>;
  /**
   * Takes nothing new and waits for what is under way.
   * @param graceMs the longest to wait, in milliseconds.
   * @returns how much was not finished by then.
   */
  close(graceMs: number): Promise<number>;
}
