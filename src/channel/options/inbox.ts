import { z } from 'zod';
import type { Inbox } from '../../inbox/inbox';
import { memoryInbox } from '../../inbox/memory';
import { methodsOf } from './rules';

/** Where accepted events wait. */
export interface InboxOptions {
  /** Where accepted events wait. Default `'memory'`. */
  readonly inbox?: 'memory' | Inbox;
}

/** The same, read. */
export interface InboxSettings {
  readonly inbox: Inbox;
}

/** What these options have to look like. */
export const inboxShape = {
  inbox: z
    .union([z.literal('memory'), methodsOf('start', 'accept', 'run', 'reserve', 'status', 'close')])
    .optional(),
};

/** Fills in what was left out of checked options. */
export function readInboxOptions({ inbox }: InboxOptions): InboxSettings {
  return { inbox: inbox === undefined || inbox === 'memory' ? memoryInbox() : inbox };
}
