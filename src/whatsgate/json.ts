import { parse, scan } from 'secure-json-parse';

/** A JSON object of unknown content. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** True for JSON objects, false for arrays, `null` and primitives. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON from the network. Keys that could change an object's prototype
 * (`__proto__`, `constructor.prototype`) are removed, everything else is kept.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): unknown {
  return mayNamePrototype(text)
    ? parse(text, null, { protoAction: 'remove', constructorAction: 'remove' })
    : (JSON.parse(text) as unknown);
}

/**
 * Whether a text may hold one of the dangerous keys: written out, or with letters as `\u00…` escapes, the only ones
 * that stand for letters of theirs. Hardly any event does, and searching for words costs a quarter of the patterns
 * that the careful parser runs over every text. A byte order mark is that parser's matter too.
 */
function mayNamePrototype(text: string): boolean {
  return (
    text.includes('__proto__') ||
    text.includes('constructor') ||
    text.includes('\\u00') ||
    text.startsWith('\ufeff')
  );
}

/**
 * Makes a value that somebody else parsed (a framework's body parser) as safe as one from `parseJson`:
 * the dangerous keys are removed in place.
 */
export function cleanParsedJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return scan(value, { protoAction: 'remove', constructorAction: 'remove' }) as unknown;
}

/** A non-empty string, else `undefined`. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finite number, also from a numeric string (the vendor's own samples write numbers as strings). */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A boolean, else `undefined`. */
export function readBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** The array's elements that are objects; nothing for anything that is not an array. */
export function readRecords(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
