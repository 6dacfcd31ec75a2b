import fc from 'fast-check';

/** Something of a card, with the words that a person has to read, in the order in which they have to come. */
export interface Written {
  readonly content: object;
  readonly words: readonly string[];
}

let count = 0;
/** A word that stands nowhere else. */
export const word = fc.constant(null).map(() => `w${(count += 1)}x`);
/** The same, or nothing. */
export const optional = fc.option(word, { nil: undefined });

/** The words of a list without those that are not there. */
export const present = (...words: readonly (string | undefined)[]): string[] =>
  words.filter((one) => one !== undefined);
export const contents = (parts: readonly Written[]): object[] => parts.map(({ content }) => content);
export const wordsOf = (parts: readonly (Written | undefined)[]): string[] =>
  parts.flatMap((part) => part?.words ?? []);

/** The address of a picture, and of something else. */
export const pictureUrl = word.map((name) => `https://e.com/${name}.png`);
export const address = word.map((name) => `https://e.com/${name}`);
