import { z } from 'zod';
import type { EventActivityKind } from '../../activity/types';
import { nonEmpty } from './rules';

/** How events become activities. */
export interface ActivitiesOptions {
  /** The `channelId` of activities. Default `'whatsgate'`; not one that the SDK knows, or prompts change their looks. */
  readonly channelId?: string;
  /** Receipts and other events that the bot gets as `event` activities. Default none: they can start dialogs. */
  readonly eventActivities?: readonly EventActivityKind[];
}

/** The same, read. */
export interface ActivitiesSettings {
  readonly channelId: string;
  readonly eventActivities: ReadonlySet<EventActivityKind>;
}

/** What these options have to look like. */
export const activitiesShape = {
  channelId: nonEmpty.regex(/^[^:]+$/, 'must not contain a colon').optional(),
  eventActivities: z
    .array(
      z.enum([
        'receipt',
        'ownMessage',
        'call',
        'groupInvite',
        'groupUpdate',
        'payment',
        'pollVote',
        'contactChanged',
      ]),
    )
    .optional(),
};

/** Fills in what was left out of checked options. */
export function readActivitiesOptions(options: ActivitiesOptions): ActivitiesSettings {
  return {
    channelId: options.channelId ?? 'whatsgate',
    eventActivities: new Set(options.eventActivities),
  };
}
