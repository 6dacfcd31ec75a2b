import type { WhatsGateClient } from '../whatsgate/client';
import { parseEvent, type GatewayEvent } from '../whatsgate/event';

/** What a look at past events is given. */
export interface LookParts {
  readonly client: Pick<WhatsGateClient, 'getEvents'>;
  readonly whatsappId: string;
  /** The time from which events count. */
  readonly since: Date;
  readonly signal: AbortSignal;
}

const PAGE_SIZE = 100;
/** A look reads at most this many pages before it goes on from what it has seen. */
const MOST_PAGES = 1000;

/**
 * All events of an account since a time, oldest first. The gateway's dates have whole seconds and nobody says whether
 * the bound is inclusive, so the last second is asked for again: the inbox knows what it had.
 *
 * @throws WhatsGateError when the gateway cannot be asked.
 */
export async function pastEvents({ client, whatsappId, since, signal }: LookParts): Promise<GatewayEvent[]> {
  const oneSecondEarlier = new Date(since.getTime() - 1000);
  const events: GatewayEvent[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await client.getEvents(
      { whatsappId, since: oneSecondEarlier, pageSize: PAGE_SIZE, page },
      signal,
    );
    for (const item of answer.items) {
      const event = parseEvent(item);
      if (event?.whatsappId === whatsappId) events.push(event);
    }
    if (page >= answer.pages || answer.items.length === 0) break;
  }
  return events.sort(byId);
}

/** The time of the latest event, or the given one when none is later. */
export function latestOf(events: readonly GatewayEvent[], since: Date): Date {
  let latest = since;
  for (const { date } of events) if (date !== undefined && date > latest) latest = date;
  return latest;
}

/** The order of pages is not published; event numbers grow. */
function byId(left: GatewayEvent, right: GatewayEvent): number {
  const [first, second] = [Number(left.id), Number(right.id)];
  if (Number.isFinite(first) && Number.isFinite(second)) return first - second;
  return (left.date?.getTime() ?? 0) - (right.date?.getTime() ?? 0);
}
