/**
 * Databases keep no NUL and no half of a surrogate pair in a text: SQLite ends it there, and Postgres refuses it, in
 * JSON as well, with the whole group of rows. Each becomes U+FFFD, which stands for what cannot be shown.
 */
const UNSTORABLE_ESCAPE = /\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g;
const REPLACEMENT = '\uFFFD';

/** A value as JSON that every database takes. */
export function storableJson(value: unknown): string {
  // Lone surrogates are written as escapes, whole pairs are not; a pair of backslashes is a backslash.
  return JSON.stringify(value).replace(UNSTORABLE_ESCAPE, (escape) =>
    escape === '\\\\' ? escape : REPLACEMENT,
  );
}

/** The same value, for those who write the JSON by themselves. */
export function storable<Value>(value: Value): Value {
  const json = JSON.stringify(value);
  const stored = storableJson(value);
  return json === stored ? value : (JSON.parse(stored) as Value);
}

/** A text that every database takes. */
export function storableText(text: string): string {
  return JSON.parse(storableJson(text)) as string;
}
