import type { DeadLetters, DeathNote } from './dead-letters';
import type { SendJournal } from './journal';
import type { InboxStore } from './store';

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
  readonly handled: Promise<unknown> | undefined;
}

/** What an inbox holds right now. */
export interface InboxStatus {
  /** Accepted and not begun. */
  readonly queued: number;
  /** Being handled, turns of other origin (`run`) included. */
  readonly active: number;
  /** Kept as dead letters. */
  readonly dead: number;
  /** How long the oldest item that waits or runs has been here, in milliseconds; 0 when there is none. */
  readonly oldestMs: number;
}

/** What the handler is told about one run of an item. */
export interface InboxRun {
  /** 1 at first. More when an earlier run was cut off, by a crash or a shutdown, or asked for another one. */
  readonly attempt: number;
  /** Aborted when the inbox closes and its grace is over, or when the item was given to somebody else. */
  readonly signal: AbortSignal;
}

/**
 * What is to become of an item after a run: kept as a dead letter, or run once more after a pause in which its key
 * stays taken. An item that is done has none.
 */
export type Verdict = { readonly dead: DeathNote } | { readonly againInMs: number };

/**
 * Handles one item. A rejection means that the item could not be handled at all (not that the bot failed over it).
 * An engine in memory forgets it then, so that the gateway's repeat is accepted; a durable one tries again by itself
 * and keeps it as a dead letter in the end.
 */
export type InboxHandler = (item: InboxItem, run: InboxRun) => Promise<void> | Promise<Verdict | undefined>;

/** Whether an inbox outlives its process, and may be shared with others: then its store is as well. */
export function isDurable({ journal }: Pick<Inbox, 'journal'>): boolean {
  return journal !== undefined;
}

/**
 * Where accepted events wait for their turn. Every engine behind it promises: an id is accepted once, one item
 * of a key at a time, in order, and `accept` resolves no earlier than the engine can answer for the item.
 * All but `start` and `accept` work before `start` as well.
 */
export interface Inbox {
  /** Small facts beside the items: choices, receipts, marks. */
  readonly store: InboxStore;
  /** What each item has sent. Only engines that outlive a crash have one. */
  readonly journal?: SendJournal;
  /** Items that were given up. */
  readonly dead: DeadLetters;
  /** Begins to hand out items, those of an earlier process first. Called once. */
  start(handle: InboxHandler): Promise<void>;
  /**
   * Takes an item.
   * @throws InboxFullError when it holds as much as it may, WhatsGateClosedError after `close`.
   */
  accept(item: InboxItem): Promise<Acceptance>;
  /**
   * The ids of items of a key that were accepted and wait, the oldest first; one that runs may be among them.
   * @param most how many to give at most.
   */
  waiting(key: string, most: number): Promise<readonly string[]>;
  /** Runs work that is no item (a proactive turn) when the turn of its key comes. */
  run<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  /**
   * Takes the next free place in an account's row of sends, evenly spread, over all processes that share the store.
   * @returns how long to wait until that place, in milliseconds.
   */
  reserve(account: string, perMinute: number): Promise<number>;
  status(): Promise<InboxStatus>;
  /**
   * Takes nothing new and waits for what is under way. A durable engine hands back what was not finished: it runs
   * again in another process, or after the next start.
   * @param graceMs the longest to wait, in milliseconds.
   * @returns how much was not finished by then.
   */
  close(graceMs: number): Promise<number>;
}
