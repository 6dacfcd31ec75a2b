import { parse } from 'secure-json-parse';

/** A JSON object whose content nobody has checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for `{…}`: not for arrays, not for null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON that came over the network.
 * @throws SyntaxError when it is malformed, or when it carries `__proto__` or `constructor.prototype` keys, which
 * could poison the objects it is copied into.
 */
export function parseUntrustedJson(text: string): unknown {
  const value: unknown = parse(text, { protoAction: 'error', constructorAction: 'error' });
  return value;
}

/** The parsed text, or the text itself where it is no harmless JSON: for records that a person reads. */
export function parseForRecord(text: string): unknown {
  try {
    return parseUntrustedJson(text);
  } catch {
    return text;
  }
}
