import assert from 'node:assert/strict';
import { toActivity } from '../../../src/activity/inbound';
import type { InboundContext } from '../../../src/activity/inbound-envelope';
import type { EventActivityKind, InboundActivity } from '../../../src/activity/types';
import { parseEvent, type GatewayEvent } from '../../../src/whatsgate/event';
import { assertActivityRules } from './activity-rules';

export const ACCOUNT = { whatsappId: '66b1f0c2a9d31', wid: '79990000001@c.us', name: 'Shop' };
export const PERSON = '79991112233@c.us';
export const GROUP = '120363043968066561@g.us';
export const LID = '179950657237125@lid';

/** A preview of a picture as it leaks into `body`: base64 of a JPEG's beginning. */
export const JPEG_PREVIEW = `/9j/4AAQSkZJRgABAQAAAQABAAD/${'2wBDAAgGBgcGBQgH'.repeat(4)}AA==`;

export const EVERY_EVENT_KIND: readonly EventActivityKind[] = [
  'receipt',
  'ownMessage',
  'call',
  'groupInvite',
  'groupUpdate',
  'payment',
  'pollVote',
  'contactChanged',
];

/** What the translation knows beside the event; nothing is asked for unless a test says so. */
export function inboundContext(changes: Partial<InboundContext> = {}): InboundContext {
  return {
    channelId: 'whatsgate',
    serviceUrl: 'https://whatsgate.org/api/v1',
    account: ACCOUNT,
    severalAccounts: false,
    eventActivities: new Set(),
    ...changes,
  };
}

/** A context in which every kind of event becomes an activity. */
export const askingForAll = inboundContext({ eventActivities: new Set(EVERY_EVENT_KIND) });

/** The documented message object of a text in a 1:1 chat. */
export function message(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    _id: '3EB0AAAA11112222',
    id: `false_${PERSON}_3EB0AAAA11112222`,
    ack: 0,
    hasMedia: false,
    mediaKey: '',
    body: 'Good morning',
    type: 'chat',
    timestamp: 1_778_751_000,
    from: PERSON,
    from_name: 'Ann',
    to: ACCOUNT.wid,
    isForwarded: false,
    ...fields,
  };
}

/** The same in a group: the author is the last segment of the id. */
export function groupMessage(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return message({ id: `false_${GROUP}_3EB0AAAA11112222_${PERSON}`, from: GROUP, ...fields });
}

/** Reads an event the way the webhook brings it. */
export function eventOf(envelope: Readonly<Record<string, unknown>>): GatewayEvent {
  const event = parseEvent({
    id: 41,
    whatsapp_id: ACCOUNT.whatsappId,
    event_action: 'message',
    event_date: '2026-05-14 09:30:05',
    status_code: null,
    event_data: {},
    ...envelope,
  });
  assert.ok(event !== undefined, 'the test gives something that is no event');
  return event;
}

export function messageEvent(
  fields: Readonly<Record<string, unknown>>,
  envelope: Readonly<Record<string, unknown>> = {},
): GatewayEvent {
  return eventOf({ event_data: { message: fields }, ...envelope });
}

/** The activity of an event, after every rule of the Activity specification was checked on it. */
export function activityOf(event: GatewayEvent, context = inboundContext()): InboundActivity {
  const inbound = toActivity(event, context);
  assert.ok('activity' in inbound, `ignored: ${'ignored' in inbound ? inbound.ignored : ''}`);
  assertActivityRules(inbound.activity);
  return inbound.activity;
}

/** Why an event became no activity. */
export function reasonOf(event: GatewayEvent, context = inboundContext()): string {
  const inbound = toActivity(event, context);
  assert.ok('ignored' in inbound, `became an activity: ${JSON.stringify(inbound)}`);
  return inbound.ignored;
}

/** The activity of a message of a 1:1 chat. */
export function activityOfMessage(
  fields: Readonly<Record<string, unknown>>,
  context = inboundContext(),
): InboundActivity {
  return activityOf(messageEvent(message(fields)), context);
}
