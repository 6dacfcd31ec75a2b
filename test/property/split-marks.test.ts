import assert from 'node:assert/strict';
import { format } from '@flasd/whatsapp-formatting';
import fc from 'fast-check';
import { markdownToWhatsApp } from '../../src/activity/markdown/markdown';
import { splitText } from '../../src/activity/split';
import { parseWhatsAppText, type Block, type Inline } from '../../src/simulator/page/whatsapp-text';

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

/** Texts of Markdown, with blocks and with characters that look like marks. */
const markdown = fc
  .array(
    fc.tuple(
      fc.oneof(
        { arbitrary: fc.stringMatching(/^[a-zа-я]{1,9}$/), weight: 5 },
        words.map((text) => `**${text}**`),
        words.map((text) => `~~one **${text}** _two_~~`),
        words.map((text) => `\`${text}\``),
        fc.constantFrom('2 * 3', 'snake_case', 'a_b_', '~5', '\\*x\\*', 'Price*', '(**x y z**)', '«_ж ж_»'),
        fc.constant('[link](https://e.com/a_b_c)'),
      ),
      fc.oneof(
        { arbitrary: fc.constant(' '), weight: 5 },
        fc.constantFrom('. ', '\n', '\n\n', '\n- ', '\n\n> ', '\n\n# ', '\n\n```\ncode a\n  b\n```\n\n'),
      ),
    ),
    { minLength: 1, maxLength: 40, size: 'max' },
  )
  .map((list) => list.flat().join(''));

/** What the simulator's page shows: each character with its marks, without blanks. */
function shownOnPage(block: Block): string[] {
  if (block.kind === 'line') return charactersOf(block.children, []);
  if (block.kind === 'code') return charactersOf([{ kind: 'code', text: block.text }], []);
  return block.items.flatMap((item) => charactersOf(item, block.kind === 'quote' ? ['quote'] : []));
}

function charactersOf(pieces: readonly Inline[], marks: readonly string[]): string[] {
  return pieces.flatMap((piece) => {
    if ('children' in piece) return charactersOf(piece.children, [...marks, piece.kind]);
    const names = [...marks, ...(piece.kind === 'code' ? ['code'] : [])].sort().join(' ');
    return Array.from(piece.text.replace(/\s/g, ''), (character) => `${character} ${names}`);
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
      { numRuns: 500, seed: 25 },
    );
  });

  it('a text of Markdown shows the same in its parts as in one piece', () => {
    fc.assert(
      fc.property(markdown, fc.integer({ min: SHORTEST, max: 200 }), (source, longest) => {
        const text = markdownToWhatsApp(source);
        const parts = splitText(text, longest);
        const shown = parts.flatMap((part) => parseWhatsAppText(part).flatMap(shownOnPage));
        assert.deepEqual(shown, parseWhatsAppText(text).flatMap(shownOnPage), JSON.stringify(parts));
      }),
      // Texts this long take minutes to shrink.
      { numRuns: 1000, seed: 27, endOnFailure: true },
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
