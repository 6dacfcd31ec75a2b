import { presentableSentence } from '../whatsgate/redact';
import type { InboxHandler, InboxItem, InboxRun, Verdict } from './inbox';
import { insist } from './insist';
import type { SendJournal } from './journal';

/** How the pauses between runs of an item grow. */
export interface GrowingPause {
  /** The pause before the second run, in milliseconds; each further one is twice as long. */
  readonly firstPauseMs: number;
  /** The longest pause, in milliseconds. */
  readonly longestPauseMs: number;
}

const USUAL: GrowingPause = { firstPauseMs: 100, longestPauseMs: 60_000 };

/** Asks for another run after so many. */
export function againAfter(attempt: number, { firstPauseMs, longestPauseMs } = USUAL): Verdict {
  return { againInMs: Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs) };
}

/**
 * Runs an item of a durable engine once.
 *
 * @param attempts how often an item is tried that cannot be handled at all.
 * @returns what is to become of it; `undefined` when it is done.
 */
export async function runItem(
  handle: InboxHandler,
  item: InboxItem,
  run: InboxRun,
  { attempts, journal }: { readonly attempts: number; readonly journal: SendJournal },
): Promise<Verdict | undefined> {
  try {
    return (await handle(item, run)) ?? undefined;
  } catch (error) {
    if (run.attempt < attempts) return againAfter(run.attempt);
    const sent = (await insist(() => journal.of(item.id), run.signal)) ?? [];
    return { dead: { reason: 'poison', error: presentableSentence(error), sent } };
  }
}
