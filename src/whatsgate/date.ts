const EVENT_DATE = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$/;

/**
 * Reads `YYYY-MM-DD HH:MM:SS`. The gateway's dates are UTC: its sample event has the same second as the
 * Unix time of the message inside. Gives `undefined` for anything else.
 */
export function parseEventDate(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !EVENT_DATE.test(value)) return undefined;
  const [year, month, day] = [numberAt(value, 0, 4), numberAt(value, 5, 7), numberAt(value, 8, 10)];
  const [hour, minute, second] = [numberAt(value, 11, 13), numberAt(value, 14, 16), numberAt(value, 17, 19)];
  // 30 February would roll over into March, 24:00 into the next day.
  if (year < 1000 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

function numberAt(text: string, start: number, end: number): number {
  return Number(text.slice(start, end));
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
