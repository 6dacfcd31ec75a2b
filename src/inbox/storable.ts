/**
 * Databases keep no NUL and no half of a surrogate pair in a text: SQLite ends it there, and Postgres refuses it, in
 * JSON as well, with the whole group of rows. Each becomes U+FFFD, which stands for what cannot be shown.
 */
const UNSTORABLE = /\p{Surrogate}|\0/gu;
/** The same in JSON. Lone surrogates are written as escapes, whole pairs are not; two backslashes are one. */
const UNSTORABLE_ESCAPE = /\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g;
const REPLACEMENT = '\uFFFD';

/** A text that every database takes. */
export function storableText(text: string): string {
  return text.replace(UNSTORABLE, REPLACEMENT);
}

/** A value as JSON that every database takes. */
export function storableJson(value: unknown): string {
  return cleanJson(JSON.stringify(value));
}

/** The same value, for those who write the JSON by themselves. */
export function storable<Value>(value: Value): Value {
  const json = JSON.stringify(value);
  const stored = cleanJson(json);
  return json === stored ? value : (JSON.parse(stored) as Value);
}

function cleanJson(json: string): string {
  return json.replace(UNSTORABLE_ESCAPE, (escape) => (escape === '\\\\' ? escape : REPLACEMENT));
}
