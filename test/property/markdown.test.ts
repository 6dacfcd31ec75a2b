import assert from 'node:assert/strict';
import { format } from '@flasd/whatsapp-formatting';
import fc from 'fast-check';
import { markdownToWhatsApp } from '../../src/activity/markdown/markdown';
import { parseMarkdown } from '../../src/activity/markdown/parser';

const word = fc.stringMatching(/^[a-zа-я]{1,8}$/);

/** Words between blanks, some of them marked: what Markdown says, and what an independent reader has to see. */
const phrase: fc.Arbitrary<{ readonly markdown: string; readonly seen: string }> = fc
  .array(
    fc.oneof(
      word.map((text) => ({ markdown: text, seen: text })),
      word.map((text) => ({ markdown: `**${text}**`, seen: `<strong>${text}</strong>` })),
      word.map((text) => ({ markdown: `_${text}_`, seen: `<i>${text}</i>` })),
      word.map((text) => ({ markdown: `~~${text}~~`, seen: `<s>${text}</s>` })),
      word.map((text) => ({ markdown: `\`${text}\``, seen: `<code>${text}</code>` })),
      word.map((text) => ({ markdown: `***${text}***`, seen: `<strong><i>${text}</i></strong>` })),
      fc.tuple(word, word, word).map(([a, b, c]) => ({
        markdown: `**${a} *${b}* ${c}**`,
        seen: `<strong>${a} <i>${b}</i> ${c}</strong>`,
      })),
      fc.tuple(word, word).map(([a, b]) => ({
        markdown: `*${a}\n${b}*`,
        seen: `<i>${a}</i><br><i>${b}</i>`,
      })),
      fc.tuple(word, fc.constantFrom(':', '：', '!', ')'), word).map(([a, mark, b]) => ({
        markdown: `**${a}${mark}**${b}`,
        seen: `<strong>${a}${mark}</strong> ${b}`,
      })),
      fc.tuple(word, word).map(([a, b]) => ({
        markdown: `<b>${a}</b>, (__${b}__)`,
        seen: `<strong>${a}</strong>, (<strong>${b}</strong>)`,
      })),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => ({
    markdown: parts.map(({ markdown }) => markdown).join(' '),
    seen: parts.map(({ seen }) => seen).join(' '),
  }));

/** Anything that Markdown may trip over, without what it is right to leave out (tags and entities). */
const tricky = fc
  .array(
    fc.oneof(
      { arbitrary: word, weight: 3 },
      fc.constantFrom(...'*_~`#>-+|[]()!\\:."\'1. 2) \n\t=  \n\n'.split('')),
      fc.constantFrom(
        '**',
        '__',
        '~~',
        '- ',
        '1. ',
        '> ',
        '| ',
        '\n',
        '\n\n',
        '    ',
        '](',
        'https://e.com/',
        '🔥',
        '\n```',
        '\n~~~',
        '\n| a | b |\n|---|---|\n',
      ),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

/** What stands for a backtick counts as a letter. */
const wordsOf = (text: string): string[] => text.replaceAll('\u02cb', '`').match(/[\p{L}\p{N}]+/gu) ?? [];

/** What names a language: letters of other alphabets, addresses and sentences do not. */
const LANGUAGE = /^(?!https?:\/\/)[\w.+#,:={}"'/@|-]+$/;

/** The words that are left out, the languages of code; and those that come again, the heads of tables with each row. */
function differences(markdown: string): { readonly left: string; readonly repeated: string } {
  const left: string[] = [];
  const repeated: string[] = [];
  let head: string[] = [];
  let isHead = false;
  let rows = 0;
  for (const { type, info, content } of parseMarkdown(markdown)) {
    if (type === 'fence' && content.trim() !== '' && LANGUAGE.test(info.trim())) left.push(info);
    else if (type === 'thead_open') [head, isHead, rows] = [[], true, 0];
    else if (type === 'thead_close') isHead = false;
    else if (type === 'inline' && isHead) head.push(content);
    else if (type === 'tr_open' && !isHead) {
      rows += 1;
      if (rows > 1) repeated.push(...head);
    }
  }
  return { left: wordsOf(left.join(' ')).join(''), repeated: wordsOf(repeated.join(' ')).join('') };
}

describe('properties of Markdown to WhatsApp', () => {
  it('an independent reader of WhatsApp sees the marks that were meant', () => {
    fc.assert(
      fc.property(phrase, ({ markdown, seen }) => {
        assert.equal(format(markdownToWhatsApp(markdown)), seen);
      }),
      { numRuns: 1000, seed: 1 },
    );
  });

  it('an independent reader sees no mark where all were escaped', () => {
    const escaped = fc
      .array(fc.oneof(word, fc.constantFrom('*', '_', '~', '`', ' ', '-', '>', '.', '(', ')')), {
        maxLength: 20,
      })
      .map((parts) => parts.map((part) => (/^[a-zа-я ]/.test(part) ? part : `\\${part}`)).join(''));
    fc.assert(
      fc.property(escaped, (markdown) => {
        assert.doesNotMatch(format(markdownToWhatsApp(markdown)), /<(?:strong|i|s|code)>[^<]/);
      }),
      { numRuns: 1000, seed: 2 },
    );
  });

  it('no word is lost, and none comes twice or from nowhere', () => {
    fc.assert(
      fc.property(tricky, (markdown) => {
        // Numbers of lists may change.
        const sorted = (text: string): string => Array.from(text.replace(/\d/g, '')).sort().join('');
        const [before, after] = [markdown, markdownToWhatsApp(markdown)].map((text) =>
          wordsOf(text).join(''),
        );
        const { left, repeated } = differences(markdown);
        assert.equal(sorted(`${after}${left}`), sorted(`${before}${repeated}`), JSON.stringify(markdown));
      }),
      { numRuns: 5000, seed: 3 },
    );
  });

  it('never throws and never gives nothing for something', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), tricky), (text) => {
        const converted = markdownToWhatsApp(text);
        assert.ok(converted.trim() !== '' || text.trim() === '');
        assert.ok(!/[\uE000-\uF8FF]/.test(converted) || /[\uE000-\uF8FF]/.test(text));
      }),
      { numRuns: 3000, seed: 4 },
    );
  });

  it('text without anything of Markdown stays as it is', () => {
    const plain = fc
      .array(fc.oneof(word, fc.constantFrom(', ', '. ', '! ', ' (', ') ', '\n', '\n\n', '5 ', '— ')), {
        maxLength: 20,
      })
      .map((parts) =>
        parts
          .join('')
          .replace(/[ \n]*\n[ \n]*/g, '\n')
          .trim(),
      )
      .filter((text) => !/(?:^|\n)(?:\d+[.)]|[-+=])/.test(text));
    fc.assert(
      fc.property(plain, (text) => assert.equal(markdownToWhatsApp(text), text)),
      { numRuns: 2000, seed: 5 },
    );
  });
});
