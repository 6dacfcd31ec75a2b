import { z } from 'zod';
import { isDurable, type Inbox } from '../../inbox/inbox';
import { memoryInbox } from '../../inbox/memory';
import { methodsOf, milliseconds } from './rules';

/** Where accepted events wait. */
export interface InboxOptions {
  /** Where accepted events wait. Default `'memory'`. */
  readonly inbox?: 'memory' | Inbox;
  /**
   * Asks the gateway for events that no webhook brought: at the start, after failures, and so often, in milliseconds
   * (`true` for every 300,000). Default `true` with a durable inbox, `false` in memory.
   */
  readonly catchUp?: boolean | number;
}

/** The same, read. */
export interface InboxSettings {
  readonly inbox: Inbox;
  /** `false` for never; how often otherwise, in milliseconds. */
  readonly catchUp: number | false;
}

/** What these options have to look like. */
export const inboxShape = {
  inbox: z
    .union([z.literal('memory'), methodsOf('start', 'accept', 'run', 'reserve', 'status', 'close')])
    .optional(),
  catchUp: z.union([z.boolean(), milliseconds]).optional(),
};

const CATCH_UP_EVERY_MS = 300_000;

/** Fills in what was left out of checked options. */
export function readInboxOptions(options: InboxOptions): InboxSettings {
  const { inbox: given } = options;
  const inbox = given === undefined || given === 'memory' ? memoryInbox() : given;
  const catchUp = options.catchUp ?? isDurable(inbox);
  return { inbox, catchUp: catchUp === true ? CATCH_UP_EVERY_MS : catchUp };
}
