import type { Activity } from 'botbuilder';
import type { InboundActivity, OutboundActivity } from '../../src/activity/types';
import { take } from './take';

// Compiled, never run: each line fails to compile when the types drift apart.

declare const inbound: InboundActivity;
declare const whole: Activity;
declare const partial: Partial<Activity>;

/** What is produced is narrow enough for the SDK. */
take<Partial<Activity>>(inbound);

/** What is consumed is wide enough for the SDK, one by one and in lists. */
take<OutboundActivity>(whole);
take<OutboundActivity>(partial);
take<readonly OutboundActivity[]>([whole, partial]);
take<OutboundActivity>({});
take<OutboundActivity>({ type: undefined, text: undefined, attachments: undefined, conversation: undefined });

/** What was received may be sent back. */
take<OutboundActivity>(inbound);

// @ts-expect-error: an inbound activity is not to be changed
inbound.text = 'changed';
// @ts-expect-error: a text is a string
take<OutboundActivity>({ text: 5 });
// @ts-expect-error: an inbound activity always says who wrote it
take<InboundActivity>({ ...inbound, from: undefined });
// @ts-expect-error: no other types of activity are produced
take<InboundActivity['type']>('typing');
