import type { OutboundActivity } from './types';

/**
 * When an activity must not be shown any more (Activity specification, A3090), in milliseconds since 1970;
 * `undefined` for never, and for what is no time.
 */
export function expirationOf({ expiration }: Pick<OutboundActivity, 'expiration'>): number | undefined {
  if (expiration instanceof Date) return timeOf(expiration.getTime());
  return typeof expiration === 'string' ? timeOf(Date.parse(expiration)) : undefined;
}

function timeOf(time: number): number | undefined {
  return Number.isNaN(time) ? undefined : time;
}
