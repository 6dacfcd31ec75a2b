/** Seven or more digits, also with the blanks, dashes, slashes and brackets that people put into phone numbers. */
const PHONE_NUMBER = /\+?\d(?:[\s()./\u2010-\u2015\u2212-]{0,3}\d){6,}/;

/** A moment as programs write it: its date alone would pass for a phone number. */
const MOMENT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z/;

const NUMBER_OR_MOMENT = new RegExp(`${MOMENT.source}|${PHONE_NUMBER.source}`, 'g');

/** Shortens every phone number in a text (`79991112233` → `799***33`), so that it may be logged. */
export function maskPhoneNumbers(text: string): string {
  return text.replace(NUMBER_OR_MOMENT, (found) => {
    if (found.includes('T')) return found;
    const digits = found.replace(/\D/g, '');
    return `${digits.slice(0, 3)}***${digits.slice(-2)}`;
  });
}

/** Takes secrets and phone numbers out of a text. Empty secrets are passed over. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  const longestFirst = [...secrets].sort((first, second) => second.length - first.length);
  for (const secret of longestFirst) if (secret !== '') clean = clean.replaceAll(secret, '[redacted]');
  return maskPhoneNumbers(clean);
}

/** The start of a text, for an error message: at most `limit` UTF-16 units, redacted before it is cut. */
export function excerpt(text: string, limit: number, secrets: readonly string[]): string {
  const looked = text.slice(0, limit * 4);
  // A secret that the cut goes through would not be recognised: its beginning is left out.
  const whole = looked.length === text.length ? looked : withoutBeginningOf(secrets, looked);
  const clean = redact(whole, secrets);
  return clean.length <= limit ? clean : `${clean.slice(0, limit)}…`;
}

function withoutBeginningOf(secrets: readonly string[], text: string): string {
  const longest = Math.max(0, ...secrets.map((secret) => secret.length));
  for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
    const end = text.slice(-length);
    if (secrets.some((secret) => secret.startsWith(end))) return text.slice(0, -length);
  }
  return text;
}

/**
 * A cause that may be shown: an error of an HTTP client carries the request with its key and body,
 * so only its name, message, code and stack are kept. Of an object that is no error, nothing is.
 */
export function presentableCause(error: unknown, secrets: readonly string[]): unknown {
  if (typeof error === 'string') return redact(error, secrets);
  if (!(error instanceof Error))
    return typeof error === 'object' || typeof error === 'function' ? undefined : error;
  const copy: Error & { code?: unknown } = new Error(redact(error.message, secrets));
  copy.name = error.name;
  if (error.stack !== undefined) copy.stack = redact(error.stack, secrets);
  if ('code' in error) copy.code = error.code;
  return copy;
}

/** A failure in one line that may be kept and shown: its name and what it says. */
export function presentableSentence(error: unknown): string {
  const presentable = presentableCause(error, []);
  if (presentable instanceof Error) return `${presentable.name}: ${presentable.message}`;
  return typeof presentable === 'string' ? presentable : 'Something was thrown that is no error.';
}
