/** Seven or more digits, also with the blanks, dashes and brackets that people put into phone numbers. */
const PHONE_NUMBER = /\+?\d(?:[\s().-]{0,2}\d){6,}/g;

/** Shortens every phone number in a text (`79991112233` → `799***33`), so that it may be logged. */
export function maskPhoneNumbers(text: string): string {
  return text.replace(PHONE_NUMBER, (found) => {
    const digits = found.replace(/\D/g, '');
    return `${digits.slice(0, 3)}***${digits.slice(-2)}`;
  });
}

/** Takes secrets and phone numbers out of a text. Empty secrets are passed over. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '[redacted]');
  return maskPhoneNumbers(clean);
}

/** The start of a text, for an error message: at most `limit` UTF-16 units, redacted before it is cut. */
export function excerpt(text: string, limit: number, secrets: readonly string[]): string {
  const clean = redact(text.slice(0, limit * 4), secrets);
  return clean.length <= limit ? clean : `${clean.slice(0, limit)}…`;
}

/**
 * A cause that may be shown: an error of an HTTP client carries the request with its key and body,
 * so only its name, message, code and stack are kept.
 */
export function presentableCause(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? redact(error, secrets) : error;
  const copy: Error & { code?: unknown } = new Error(redact(error.message, secrets));
  copy.name = error.name;
  if (error.stack !== undefined) copy.stack = redact(error.stack, secrets);
  if ('code' in error) copy.code = error.code;
  return copy;
}
