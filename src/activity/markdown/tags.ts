import type { Mark } from './pieces';

/** What a tag of HTML or XML means for a text. */
export type TagMeaning = Mark | 'code' | 'line' | 'link' | 'nothing';

const MEANINGS: ReadonlyMap<string, TagMeaning> = new Map<string, TagMeaning>([
  ...['b', 'strong'].map((name) => [name, '*'] as const),
  ...['i', 'em'].map((name) => [name, '_'] as const),
  ...['s', 'del', 'strike'].map((name) => [name, '~'] as const),
  ['code', 'code'],
  ...['p', 'div'].map((name) => [name, 'line'] as const),
  ['a', 'link'],
  ...['u', 'ins', 'span', 'font', 'small', 'big'].map((name) => [name, 'nothing'] as const),
]);

/** What a tag means, by its name in lower case; `undefined` for all that mean nothing known. */
export function meaningOf(name: string): TagMeaning | undefined {
  return MEANINGS.get(name);
}

/** An address as it is shown: without the scheme that only tells a browser what to do. */
export function shownAddress(address: string): string {
  return address.replace(/^(?:mailto|tel):/i, '');
}
