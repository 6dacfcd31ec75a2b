import fc from 'fast-check';
import { address, contents, optional, pictureUrl, present, word, wordsOf, type Written } from './written';

/** Types of action that lead somewhere, also where their value is no address. */
const LEADING = ['openUrl', 'signin', 'call', 'downloadFile'] as const;

const sending: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom('imBack', 'postBack', 'messageBack', 'invoke'), word, word)
  .map(([type, title, value]) => ({ content: { type, title, value }, words: [title] }));
/** A button that leads somewhere. */
export const leading: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom(...LEADING), word, fc.oneof(word, address))
  .map(([type, title, value]) => ({ content: { type, title, value }, words: [title, value] }));

/** A button. */
export const button = fc.oneof(sending, leading);
/** Some buttons. */
export const buttons = fc.array(button, { maxLength: 3 });
const tap = fc.option(button, { nil: undefined });

const picture: fc.Arbitrary<Written> = fc.tuple(pictureUrl, optional, tap).map(([url, alt, onTap]) => ({
  content: { url, alt, tap: onTap?.content },
  words: [...present(url, alt), ...wordsOf([onTap])],
}));

/** The content of a hero or thumbnail card. */
export const hero: fc.Arbitrary<Written> = fc
  .tuple(fc.array(picture, { maxLength: 2 }), optional, optional, optional, buttons, tap)
  .map(([images, title, subtitle, text, list, onTap]) => ({
    content: {
      images: contents(images),
      title,
      subtitle,
      text,
      buttons: contents(list),
      tap: onTap?.content,
    },
    words: [...wordsOf(images), ...present(title, subtitle, text), ...wordsOf([...list, onTap])],
  }));

/** The content of a signin or OAuth card. */
export const signin: fc.Arbitrary<Written> = fc
  .tuple(word, fc.array(leading, { minLength: 1, maxLength: 2 }))
  .map(([text, list]) => ({
    content: { text, connectionName: 'c', buttons: contents(list) },
    words: [text, ...wordsOf(list)],
  }));

const recordings: fc.Arbitrary<Written[]> = fc
  .array(fc.tuple(address, optional, fc.boolean()), { maxLength: 3 })
  .map((list) =>
    list.map(([url, profile, isFile], index) => {
      const whole = isFile ? `${url}.mp4` : url;
      const words = isFile && index === 0 ? present(whole, profile) : present(profile, whole);
      return { content: { url: whole, profile }, words };
    }),
  );

/** The content of an animation, audio or video card. */
export const media: fc.Arbitrary<Written> = fc
  .tuple(pictureUrl, optional, recordings, optional, optional, optional, buttons)
  .map(([url, alt, list, title, subtitle, text, below]) => ({
    content: { image: { url, alt }, media: contents(list), title, subtitle, text, buttons: contents(below) },
    words: [...present(url, alt), ...wordsOf(list), ...present(title, subtitle, text), ...wordsOf(below)],
  }));

const item: fc.Arbitrary<Written> = fc
  .tuple(fc.option(picture, { nil: undefined }), word, optional, optional, word, word, tap)
  .map(([image, title, subtitle, text, quantity, price, onTap]) => ({
    content: { image: image?.content, title, subtitle, text, quantity, price, tap: onTap?.content },
    words: [...wordsOf([image]), ...present(title, quantity, price, subtitle, text), ...wordsOf([onTap])],
  }));

/** The content of a receipt. */
export const receipt: fc.Arbitrary<Written> = fc
  .tuple(
    word,
    fc.array(fc.tuple(word, word), { maxLength: 2 }),
    fc.array(item, { maxLength: 3 }),
    fc.tuple(optional, optional, optional),
    buttons,
    tap,
  )
  .map(([title, facts, items, [tax, vat, total], list, onTap]) => ({
    content: {
      title,
      facts: facts.map(([key, value]) => ({ key, value })),
      items: contents(items),
      tax,
      vat,
      total,
      buttons: contents(list),
      tap: onTap?.content,
    },
    words: [
      ...[title, ...facts.flat(), ...wordsOf(items)],
      ...[...present(tax, vat, total), ...wordsOf([...list, onTap])],
    ],
  }));
