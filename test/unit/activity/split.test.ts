import assert from 'node:assert/strict';
import { splitText } from '../../../src/activity/split';

describe('parting a long text', () => {
  const cases: readonly (readonly [name: string, text: string, longest: number, parts: readonly string[]])[] =
    [
      ['that is short enough', 'Hi', 16, ['Hi']],
      ['that is empty', '', 16, ['']],
      ['between paragraphs', 'one two\nthree\n\nfour five', 20, ['one two\nthree', 'four five']],
      ['between lines', 'one two three\nfour five', 16, ['one two three', 'four five']],
      ['between sentences', 'One two. Three four five.', 20, ['One two.', 'Three four five.']],
      ['between words', 'one two three four', 16, ['one two three', 'four']],
      ['behind the last blank that fits', 'aaaa bbbb cccc dddd', 19, ['aaaa bbbb cccc dddd']],
      ['between characters', 'a'.repeat(20), 16, ['a'.repeat(16), 'aaaa']],
      ['never within a pair', `${'a'.repeat(15)}😀b`, 16, ['a'.repeat(15), '😀b']],
      ['never within a family', `${'a'.repeat(10)}👨‍👩‍👧‍👦`, 16, ['a'.repeat(10), '👨‍👩‍👧‍👦']],
      ['never within a flag', `${'a'.repeat(14)}🇷🇺🇰🇿`, 16, ['a'.repeat(14), '🇷🇺🇰🇿']],
      ['never before an accent', `${'a'.repeat(15)}e\u0301b`, 16, ['a'.repeat(15), 'e\u0301b']],
      [
        'with code that is begun again',
        '```\none\ntwo\nthree\nfour\n```\nend',
        20,
        ['```\none\ntwo\n```', '```\nthree\nfour\n```', 'end'],
      ],
      [
        'with code that keeps its blanks',
        '```\naaaaaaa\n  bbbbbbb\n```',
        20,
        ['```\naaaaaaa\n```', '```\n  bbbbbbb\n```'],
      ],
      ['with bold that is begun again', '*one two three four five*', 16, ['*one two three*', '*four five*']],
      [
        'with marks in marks, the inner ones closed first',
        'a *bb _cc dd ee ff gg_ hh*',
        16,
        ['a *bb _cc dd_*', '*_ee ff gg_ hh*'],
      ],
      ['before a mark rather than behind it', 'aaaa bbbb ccc *dddddd*', 16, ['aaaa bbbb ccc', '*dddddd*']],
      ['behind the end of a mark', `*${'a'.repeat(14)}* bb cc`, 16, [`*${'a'.repeat(14)}*`, 'bb cc']],
      ['within a word that is marked', `~${'a'.repeat(20)}~`, 16, [`~${'a'.repeat(14)}~`, '~aaaaaa~']],
      ['before code that is short', 'aaaa bbbb `cc ddddd ee` ff', 16, ['aaaa bbbb', '`cc ddddd ee` ff']],
      ['within code that is too long', '`cc ddddd ee ffff gg`', 16, ['`cc ddddd ee`', '`ffff gg`']],
      [
        'within code between three backticks in a line',
        'a ```cc ddddd ee ff gg hh``` b',
        17,
        ['a ```cc ddddd```', '```ee ff gg hh```', 'b'],
      ],
      [
        'with marks that mean nothing left alone',
        '2 * 3 is 6 and 2 * 4 is 8',
        16,
        ['2 * 3 is 6 and', '2 * 4 is 8'],
      ],
      [
        'with marks of another line left alone',
        'a *bbb\ncccc dddd eeeee*',
        16,
        ['a *bbb', 'cccc dddd eeeee*'],
      ],
      ['with marks in code left alone', '`a *b c* d` *eee fff*', 18, ['`a *b c* d` *eee*', '*fff*']],
      [
        'not beside a mark that is a letter of a word',
        'aaaaaaaaaaaaaaa_b_ c',
        16,
        ['aaaaaaaaaaaaaa', 'a_b_ c'],
      ],
      [
        'before a code block that would be empty',
        'aaaa bbbb\n```\ncccccccc\n```',
        16,
        ['aaaa bbbb', '```\ncccccccc\n```'],
      ],
      [
        'with a quote that goes on',
        '> *one two three four* five',
        18,
        ['> *one two three*', '> *four* five'],
      ],
      ['with a quote that ends there', '> one two three\nfour five', 18, ['> one two three', 'four five']],
      [
        'not before a dash that would begin a list',
        'aaa bbb ccc ddd - eee',
        16,
        ['aaa bbb ccc', 'ddd - eee'],
      ],
      ['without making tiny messages', `a\n\n${'b'.repeat(12)} c`, 16, [`a\n\n${'b'.repeat(12)}`, 'c']],
    ];
  for (const [name, text, longest, parts] of cases) {
    it(name, () => assert.deepEqual(splitText(text, longest), parts));
  }

  it('that is one endless character comes to an end, and keeps pairs together', () => {
    const text = `😀${'\u0301'.repeat(100)}`;
    const parts = splitText(text, 16);
    assert.equal(parts.join(''), text);
    assert.ok(parts.every((part) => part.length <= 16));
  });
});
