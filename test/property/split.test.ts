import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitText } from '../../src/activity/split';

const texts = fc
  .array(
    fc.oneof(
      { arbitrary: fc.stringMatching(/^[a-zа-я]{1,12}$/), weight: 4 },
      fc.constantFrom(' ', '. ', '\n', '\n\n', '😀', '👨‍👩‍👧‍👦', '🇷🇺', 'é'),
      fc.constantFrom('\n```\n', '```', '`', '*'),
    ),
    { maxLength: 120, size: 'max' },
  )
  .map((parts) => parts.join(''));
const lengths = fc.integer({ min: 16, max: 120 });
/** Marks that are parted come twice. */
const bare = (text: string): string => text.replace(/[*`\s]/g, '');

describe('properties of parting a text', () => {
  it('no part is too long or empty, and nothing is lost but blanks', () => {
    fc.assert(
      fc.property(texts, lengths, (text, longest) => {
        const parts = splitText(text, longest);
        for (const part of parts) {
          assert.ok(part.length <= longest, `${part.length} > ${longest}`);
          assert.ok(part.trim() !== '' || parts.length === 1);
        }
        assert.equal(parts.map(bare).join(''), bare(text));
      }),
      { numRuns: 2000, seed: 21 },
    );
  });

  it('every part but the last has its code closed', () => {
    fc.assert(
      fc.property(texts, lengths, (text, longest) => {
        for (const part of splitText(text, longest).slice(0, -1)) {
          assert.equal((part.split('```').length - 1) % 2, 0, JSON.stringify(part));
        }
      }),
      { numRuns: 2000, seed: 22 },
    );
  });

  it('what a person sees as one character stays in one part', () => {
    const emoji = fc
      .array(fc.constantFrom('👨‍👩‍👧‍👦', '🇷🇺', '😀', 'é', '👍🏽', 'a'), { minLength: 1, maxLength: 60, size: 'max' })
      .map((characters) => characters.join(''));
    const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
    const count = (text: string): number => Array.from(segmenter.segment(text)).length;
    fc.assert(
      fc.property(emoji, lengths, (text, longest) => {
        const parts = splitText(text, longest);
        assert.equal(parts.join(''), text);
        assert.equal(
          parts.reduce((sum, part) => sum + count(part), 0),
          count(text),
        );
      }),
      { numRuns: 2000, seed: 23 },
    );
  });

  it('any string comes to an end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), lengths, (text, longest) => {
        assert.ok(splitText(text, longest).every((part) => part.length <= longest));
      }),
      { numRuns: 2000, seed: 24 },
    );
  });
});
