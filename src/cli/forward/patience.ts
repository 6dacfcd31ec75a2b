import type { Delivered } from './deliver';

/** What is done about an event after a delivery. */
export type Verdict =
  /** The bot has it. */
  | 'done'
  /** The bot is away or full: the same again later, however long it takes. */
  | 'wait'
  /** The bot does not want this event: the same again a few times, as the gateway does. */
  | 'repeat';

/** The gateway's own number of repeats (webhook page). */
export const REPEATS = 3;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Away, overloaded or behind a proxy without it; 401 and 403 tell of a wrong token, which can be mended meanwhile. */
const WAITS: ReadonlySet<number> = new Set([401, 403, 408, 429, 502, 503, 504]);

/** Judges a delivery. */
export function judge({ status, acknowledged }: Delivered): Verdict {
  if (acknowledged) return 'done';
  return status === undefined || WAITS.has(status) ? 'wait' : 'repeat';
}

/** The pause before the next delivery, in milliseconds: doubled from half a second to 15. @param count From 0. */
export function pauseAfter(count: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(count, 10));
}

/** What a person can do about an answer, if anything is known. */
export function adviceFor(status: number | undefined): string | undefined {
  switch (status) {
    case undefined:
      return 'The bot cannot be reached. Its events are kept until it can.';
    case 401:
      return 'The bot refuses the token at the end of the URL. Events are kept until it takes it.';
    case 403:
      return 'The bot refuses this address (allowedAddresses). Events are kept until it takes it.';
    case 404:
      return 'The bot has no such route, or does not have this account.';
    case 503:
      return 'The bot is full or closing. Its events are kept.';
    default:
      return undefined;
  }
}
