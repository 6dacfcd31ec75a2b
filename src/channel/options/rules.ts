import { z } from 'zod';
import { LONGEST_TIMER_MS } from '../../whatsgate/pause';

/** A text that says something. */
export const nonEmpty = z.string().min(1, 'is empty');

/** A whole number from 1. */
export const positive = z.number().int('is not a whole number').positive('is not above 0');

/** A time that a timer can be set to, in milliseconds. */
export const milliseconds = positive.max(LONGEST_TIMER_MS, 'is longer than any timer runs (24 days)');

/** An object of the user's own that is called by these methods. */
export function methodsOf(...names: string[]): z.ZodType<object> {
  return z.custom<object>(
    (value) =>
      (typeof value === 'object' || typeof value === 'function') &&
      value !== null &&
      names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'),
    `needs the methods ${names.join(', ')}`,
  );
}

/** An option set to `undefined` is one that was left out. */
export function withoutUndefined<Options extends object>(options: Options | undefined): Partial<Options> {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<Options>;
}

/** What is wrong with the options, in one sentence that shows no value. */
export function describeProblems(error: z.ZodError): string {
  const problems = error.issues.flatMap((issue) =>
    issue.code === 'invalid_union' ? issue.unionErrors.flatMap((inner) => inner.issues) : [issue],
  );
  const lines = problems.map((issue) => {
    const option = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return `unknown option ${issue.keys.map((key) => `'${key}'`).join(', ')}`;
    // Its own message shows the value that was given.
    if (issue.code === 'invalid_enum_value')
      return `${option}: is none of ${issue.options.map((word) => `'${word}'`).join(', ')}`;
    if (issue.message === 'Required') return `${option} is missing`;
    return `${option}: ${issue.message}`;
  });
  return `The options of WhatsGateAdapter are wrong: ${[...new Set(lines)].join('; ')}.`;
}
