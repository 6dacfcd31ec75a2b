import type { EntryView } from '../control/wire';
import { troubleIn } from './words';

/** Which entries the timeline shows. */
export interface EntryFilter {
  /** Words that have to be in the entry. */
  readonly search: string;
  /** Whether webhooks, and API calls, are shown. */
  readonly webhooks: boolean;
  readonly calls: boolean;
  /** Only what went wrong. */
  readonly troubles: boolean;
  /** Only what belongs to this message. */
  readonly messageId?: string;
}

/** Everything is shown. */
export const NO_FILTER: EntryFilter = { search: '', webhooks: true, calls: true, troubles: false };

/** An event tells something of its own only where no request does. */
function isWorthShowing(entry: EntryView, requested: ReadonlySet<number>): boolean {
  if (entry.kind !== 'event') return true;
  if (entry.outcome === 'given-up') return true;
  return (
    entry.outcome !== 'acknowledged' && entry.outcome !== 'abandoned' && !requested.has(entry.eventId ?? 0)
  );
}

function textOf({ name, excerpt, status, fault, error, eventId }: EntryView): string {
  return [name, excerpt, status, fault, error, eventId].join(' ').toLowerCase();
}

/** The entries that a filter lets through, newest first. */
export function filtered(timeline: Iterable<EntryView>, filter: EntryFilter): readonly EntryView[] {
  const entries = [...timeline];
  const requested = new Set(
    entries.flatMap(({ kind, eventId }) => (kind === 'webhook' ? (eventId ?? []) : [])),
  );
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return entries
    .filter((entry) => {
      if (!isWorthShowing(entry, requested)) return false;
      if (entry.kind === 'api' ? !filter.calls : !filter.webhooks) return false;
      if (filter.messageId !== undefined && entry.messageId !== filter.messageId) return false;
      if (filter.troubles && troubleIn(entry) === undefined && entry.fault === undefined) return false;
      if (words.length === 0) return true;
      const text = textOf(entry);
      return words.every((word) => text.includes(word));
    })
    .reverse();
}
