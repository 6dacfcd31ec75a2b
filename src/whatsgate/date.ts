const EVENT_DATE = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$/;

/**
 * Reads `YYYY-MM-DD HH:MM:SS`. The gateway's dates are UTC: its sample event has the same second as the
 * Unix time of the message inside. Gives `undefined` for anything else.
 */
export function parseEventDate(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  if (!EVENT_DATE.test(value)) return undefined;
  const date = new Date(`${value.slice(0, 10)}T${value.slice(11)}Z`);
  if (Number.isNaN(date.getTime())) return undefined;
  // 30 February would roll over into March.
  return formatEventDate(date) === value.replace('T', ' ') ? date : undefined;
}

/** Writes a date the way `events-get` takes it: UTC, whole seconds. */
export function formatEventDate(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
