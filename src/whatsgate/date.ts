const EVENT_DATE = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})$/;

/**
 * Reads `YYYY-MM-DD HH:MM:SS`. The gateway's dates are UTC: its sample event has the same second as the
 * Unix time of the message inside. Gives `undefined` for anything else.
 */
export function parseEventDate(value: unknown): Date | undefined {
  if (typeof value !== 'string') return undefined;
  const match = EVENT_DATE.exec(value);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  // 30 February would roll over into March, 24:00 into the next day.
  if (year < 1000 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** Days of a month, 0 for what is no month. */
function daysIn(year: number, month: number): number {
  if (month < 1 || month > 12) return 0;
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Writes a date the way `events-get` takes it: UTC, whole seconds. */
export function formatEventDate(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
