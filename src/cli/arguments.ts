import { InvalidArgumentError } from 'commander';

/** Reads a whole number between two bounds. @throws what the command-line library reports as a usage error. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`A whole number from ${minimum} to ${maximum} is wanted.`);
  };
}

/** Reads an absolute http or https URL. @throws what the command-line library reports as a usage error. */
export function httpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new InvalidArgumentError('An absolute http or https URL is wanted.');
}

/** Reads a moment: a date as ISO 8601 writes it. @throws what the command-line library reports as a usage error. */
export function moment(text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError('A date like 2026-05-28T20:00:00Z is wanted.');
}

/** Reads a number of seconds, with a fraction if need be; gives milliseconds. */
export function seconds(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+(?:\.\d+)?$/.test(text) && value >= minimum && value <= maximum) return value * 1000;
    throw new InvalidArgumentError(`A number of seconds from ${minimum} to ${maximum} is wanted.`);
  };
}
