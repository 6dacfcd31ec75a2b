import { parseEvent, type GatewayEvent } from '../../../../src/whatsgate/event';

let number = 0;

/** An event as the gateway would deliver it. */
export function eventOf(
  action: string,
  data: Readonly<Record<string, unknown>> = {},
  envelope: Readonly<Record<string, unknown>> = {},
): GatewayEvent {
  number += 1;
  const event = parseEvent({
    id: number,
    whatsapp_id: 'shop',
    event_action: action,
    event_date: '2026-05-28 20:30:00',
    event_data: data,
    ...envelope,
  });
  if (event === undefined) throw new Error('not an event');
  return event;
}
