import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  parseInline,
  parseWhatsAppText,
  type Block,
  type Inline,
} from '../../../../src/simulator/page/whatsapp-text';

const SIGNS = { bold: 'b', italic: 'i', strike: 's' } as const;

function written(pieces: readonly Inline[]): string {
  return pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      if (piece.kind === 'link' || piece.kind === 'code')
        return `<${piece.kind}>${piece.text}</${piece.kind}>`;
      const sign = SIGNS[piece.kind];
      return `<${sign}>${written(piece.children)}</${sign}>`;
    })
    .join('');
}

function drawn(block: Block): string {
  if (block.kind === 'line') return written(block.children);
  if (block.kind === 'code') return `code: ${block.text}`;
  const start = block.kind === 'numbers' ? ` from ${block.start}` : '';
  return `${block.kind}${start}: ${block.items.map(written).join(' | ')}`;
}

const lines: readonly (readonly [what: string, text: string, shown: string])[] = [
  ['bold', '*a b*', '<b>a b</b>'],
  ['italic', 'x _a_ y', 'x <i>a</i> y'],
  ['struck out', '~a~', '<s>a</s>'],
  ['code, in which marks stay', '`*a*`', '<code>*a*</code>'],
  ['marks in marks', '*a _b ~c~_*', '<b>a <i>b <s>c</s></i></b>'],
  ['marks around a bracket', '(*a*)', '(<b>a</b>)'],
  ['no marks inside words', 'a*b*c snake_case_name', 'a*b*c snake_case_name'],
  ['no marks inside words of other scripts', 'д*а*д', 'д*а*д'],
  ['no marks beside spaces', '* a* and *b *', '* a* and *b *'],
  ['no sums', '2*3*4', '2*3*4'],
  ['marks that never end', '*a _b ~c `d', '*a _b ~c `d'],
  ['marks around nothing', '** __ ~~ ``', '** __ ~~ ``'],
  ['two marks in a row', '**a**', '*<b>a</b>*'],
  ['a mark before punctuation', '*a*, _b_.', '<b>a</b>, <i>b</i>.'],
  ['a web address', 'see https://example.com/a_b_c?x=1.', 'see <link>https://example.com/a_b_c?x=1</link>.'],
  ['no other address', 'javascript:alert(1) ftp://x', 'javascript:alert(1) ftp://x'],
];

const blocks: readonly (readonly [what: string, text: string, shown: readonly string[]])[] = [
  ['lines', 'a\n\n*b*', ['a', '', '<b>b</b>']],
  ['bullets', '- a\n* b\nc', ['bullets: a | b', 'c']],
  ['numbers from where they start', '3. a\n4. b', ['numbers from 3: a | b']],
  ['quotes', '> a\n> *b*\nc', ['quote: a | <b>b</b>', 'c']],
  ['code over lines', 'a\n```\nx *y*\nz\n```\nb', ['a', 'code: x *y*\nz', 'b']],
  ['code that never ends', '```a', ['```a']],
  ['empty code', '``````', ['```', '```']],
  ['two codes', '```a``````b```', ['code: a', 'code: b']],
];

describe('the text of a bubble', () => {
  for (const [what, text, shown] of lines) {
    it(`shows ${what}`, () => assert.equal(written(parseInline(text)), shown));
  }

  for (const [what, text, shown] of blocks) {
    it(`shows ${what}`, () => assert.deepEqual(parseWhatsAppText(text).map(drawn), shown));
  }

  it('loses no letter, whatever the text', () => {
    const letters = (text: string): string => text.replace(/[^a-z0-9]/g, '');
    const piece = fc.constantFrom('*', '_', '~', '`', '```', ' ', '\n', '- ', '> ', '1. ', 'a', 'bc', '.');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const shown = parseWhatsAppText(text);
        const words = JSON.stringify(shown, (key, value: unknown) =>
          key === 'kind' || key === 'start' ? undefined : value,
        );
        const said = letters(text.replace(/^\d+\. /gm, '').replace(/\n/g, ''));
        const numbers = /\d/.test(said) || /\d/.test(letters(words.replace(/\\n/g, '')));
        const seen = letters(words.replace(/\\n/g, '').replace(/"(?:children|text|items)":/g, ''));
        assert.equal(numbers ? seen.replace(/\d/g, '') : seen, numbers ? said.replace(/\d/g, '') : said);
      }),
    );
  });

  it('takes long texts full of marks', () => {
    for (const piece of ['*a ', '_', '*_~', '`', '```', '*a* ', 'https://']) {
      assert.ok(parseWhatsAppText(piece.repeat(7000)).length > 0);
    }
  });
});
