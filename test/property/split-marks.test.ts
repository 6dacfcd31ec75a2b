import assert from 'node:assert/strict';
import { format } from '@flasd/whatsapp-formatting';
import fc from 'fast-check';
import { splitText } from '../../src/activity/split';

const MARKS = ['*', '_', '~'];
const EMOJI = ['😀', '👨‍👩‍👧‍👦', '🇷🇺', '👍🏽', '👩🏽‍❤️‍💋‍👨🏿'];
/** The longest of the emoji between all marks fits into this. */
const SHORTEST = 32;

const word = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-zа-я]{1,9}$/), weight: 8 },
  { arbitrary: fc.stringMatching(/^[a-zа-я]{30,70}$/), weight: 1 },
  { arbitrary: fc.constantFrom(...EMOJI), weight: 2 },
);
const words = fc.array(word, { minLength: 1, maxLength: 8 }).map((list) => list.join(' '));
const code = fc.oneof(
  words.map((text) => `\`${text}\``),
  words.map((text) => `\`\`\`${text}\`\`\``),
);

/** Words between marks, marks within marks included, none of them twice. */
function marked(marks: readonly string[]): fc.Arbitrary<string> {
  if (marks.length === 0) return words;
  return fc.constantFrom(...marks).chain((mark) => {
    const inner = marked(marks.filter((other) => other !== mark));
    return fc
      .array(fc.oneof({ arbitrary: words, weight: 2 }, inner), { minLength: 1, maxLength: 3 })
      .map((list) => `${mark}${list.join(' ')}${mark}`);
  });
}

const separator = fc.oneof(
  { arbitrary: fc.constant(' '), weight: 6 },
  fc.constantFrom(', ', '. ', '! ', '\n', '\n\n'),
);
const texts = fc
  .array(
    fc.tuple(
      fc.oneof(
        { arbitrary: words, weight: 2 },
        { arbitrary: marked(MARKS), weight: 3 },
        { arbitrary: code, weight: 1 },
      ),
      separator,
    ),
    { minLength: 1, maxLength: 12, size: 'max' },
  )
  .map((list) => list.flat().join('').trim());

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What an independent reader of WhatsApp sees: each character with its marks, without blanks. */
function seen(text: string): string[] {
  const marks = new Set<string>();
  return format(text)
    .split(/(<\/?(?:strong|i|s|code|br)>)/)
    .flatMap((piece) => {
      const [, slash, tag] = /^<(\/?)(\w+)>$/.exec(piece) ?? [];
      if (tag === undefined) {
        const names = Array.from(marks).sort().join(' ');
        return Array.from(segmenter.segment(piece), ({ segment }) => segment)
          .filter((character) => character.trim() !== '')
          .map((character) => `${character} ${names}`);
      }
      if (slash === '' && tag !== 'br') marks.add(tag);
      else marks.delete(tag);
      return [];
    });
}

describe('properties of marks in a text that is parted', () => {
  it('each part shows its piece with the marks that it had, and no others', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: SHORTEST, max: 120 }), (text, longest) => {
        const parts = splitText(text, longest);
        for (const part of parts) assert.ok(part.length <= longest, JSON.stringify(part));
        assert.deepEqual(parts.flatMap(seen), seen(text), JSON.stringify(parts));
      }),
      { numRuns: 1000, seed: 25 },
    );
  });

  it('whatever the marks, nothing else is lost, and it comes to an end', () => {
    const anything = fc
      .array(
        fc.oneof(
          fc.constantFrom('*', '_', '~', '`', '```', ' ', '\n'),
          fc.constantFrom('a', 'я', '5', '. ', '😀', 'words '),
        ),
        { maxLength: 150, size: 'max' },
      )
      .map((list) => list.join(''));
    const bare = (text: string): string => text.replace(/[*_~`\s]/g, '');
    fc.assert(
      fc.property(anything, fc.integer({ min: 16, max: 60 }), (text, longest) => {
        const parts = splitText(text, longest);
        for (const part of parts) {
          assert.ok(part.length <= longest, JSON.stringify(part));
          assert.ok(part.trim() !== '' || parts.length === 1);
        }
        assert.equal(parts.map(bare).join(''), bare(text));
      }),
      { numRuns: 2000, seed: 26 },
    );
  });
});
