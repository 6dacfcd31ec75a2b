import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownToWhatsApp } from '../../../../src/activity/markdown/markdown';
import { DEEPEST_NESTING } from '../../../../src/activity/markdown/parser';
import { LONGEST_CONVERTED } from '../../../../src/activity/markdown/room';

const CASES = JSON.parse(
  readFileSync(join(__dirname, '..', '..', '..', 'fixtures', 'markdown-cases.json'), 'utf8'),
) as readonly (readonly [name: string, markdown: string, whatsapp: string])[];

describe('Markdown to WhatsApp', () => {
  it('has 91 cases to go by', () => assert.equal(CASES.length, 91));
  for (const [name, markdown, whatsapp] of CASES) {
    it(`${name}: ${JSON.stringify(markdown)}`, () => assert.equal(markdownToWhatsApp(markdown), whatsapp));
  }
});

describe('Markdown to WhatsApp: nothing is lost', () => {
  const cases: readonly (readonly [name: string, markdown: string, whatsapp: string])[] = [
    ['a label that looks like a reference', '[Note]: this', '[Note]: this'],
    ['a reference that nobody uses', 'a\n\n[1]: https://e.com', 'a\n\n[1]: https://e.com'],
    ['a reference to its own line', '[b]: https://e.com\n[b]', 'b (https://e.com)'],
    ['the title of a link', '[a](https://e.com "Now")', 'a (https://e.com – Now)'],
    ['a link without a text', '[](https://e.com)', 'https://e.com'],
    ['a picture without a description', '![](https://e.com/a.png)', 'https://e.com/a.png'],
    ['a picture in a link', '[![a](https://e.com/p)](https://e.com)', 'a: https://e.com/p (https://e.com)'],
    ['a link of HTML', '<a href="https://e.com?a=1&amp;b=2">t</a>', 't (https://e.com?a=1&b=2)'],
    ['an address in bold', '**see https://e.com/a_b now**', '*see* https://e.com/a_b *now*'],
    ['cells beyond the head', '| A |\n|---|\n| 1 | 2 \\| 3 | 4 |', '- *A:* 1 | 2 | 3 | 4'],
    ['a table without rows', '| A | B |\n|---|---|', '- *A*\n   B'],
    ['an empty item', '- a\n-\n- b', '- a\n-\n- b'],
    ['a list that begins with a list', '1. - a', '1. ◦ a'],
    ['words behind the fence', '```first line\nsecond\n```', '```\nfirst line\nsecond\n```'],
    ['a word behind a fence around nothing', 'Code:\n```4711\n```', 'Code:\n\n```\n4711\n```'],
    [
      'words behind the end of a block that began in a line',
      'a ```js\nx\n``` Done!\nb',
      'a ˋˋˋjs\nx\n\n```\nDone!\nb\n```',
    ],
    ['an address there', 'a ```\nx\n``` https://e.com/a\nb', 'a ˋˋˋ\nx\n\n```\nhttps://e.com/a\nb\n```'],
    ['a language with marks of its program', '```js{1,3}\nx\n```', '```\nx\n```'],
    ['a language by its media type', '```text/html\nx\n```', '```\nx\n```'],
    ['a language with a file', '```ts:src/a.ts\nx\n```', '```\nx\n```'],
    ['a link in code of HTML', '<code>[a](https://e.com "T")</code>', '`[a](https://e.com "T")`'],
    ['an address in code of HTML', '<code>see <https://e.com/a_b></code>', '`see https://e.com/a_b`'],
    ['a picture in code of HTML', '<code>![a](https://e.com "T")</code>', '`a https://e.com T`'],
    [
      'a link in the description of a picture',
      '![[a](https://e.com)](https://e.com/p)',
      '[a](https://e.com): https://e.com/p',
    ],
    ['code of HTML of several lines', '<code>a\nb</code>', '```a\nb```'],
    ['an address behind a fence', '~~~https://e.com/a_b', 'https://e.com/a_b'],
    ['a word behind a fence in an item', '- ```4711\n  ```\n- b', '-\n```\n4711\n```\n- b'],
    ['a language', '```js\nx\n```', '```\nx\n```'],
    ['code without content', '``` ```', '``` ```'],
    ['a comment alone', '<!-- c -->', '<!-- c -->'],
    ['a comment beside words', 'a <!-- c --> b', 'a  b'],
    ['what begins a page', 'Begin with <!DOCTYPE html>.', 'Begin with <!DOCTYPE html>.'],
    ['a piece of a program', 'Write <?php echo 1; ?> **here**', 'Write <?php echo 1; ?> *here*'],
    ['a piece of XML', 'a <![CDATA[b *c*]]> d', 'a <![CDATA[b ∗c∗]]> d'],
    ['bold of HTML that never ends', '<b>x', '<b>x'],
    ['tags that cross', '**a <i>b** c</i>', '*a <i>b* c</i>'],
    ['code of HTML', '<code>a *b* c</code>', '`a *b* c`'],
    ['paragraphs of HTML', '<p>a</p><p>b</p>', 'a\nb'],
    ['three backticks in a line', 'a ``` b', 'a ˋˋˋ b'],
    ['a fence that ends in the code', '~~~\n```\n~~~', "```\n'''\n```"],
    ['struck text with a digit behind', '~~a~~1', '~~a~~1'],
    ['bold of HTML with a digit behind', '<b>a</b>1', 'a1'],
    ['a quote in an item', '- a\n\n  > q\n  > r\n- b', '- a\n> q\n> r\n- b'],
    ['a list in a quote in an item', '- a\n  - b\n\n    > - c\n    >   - d', '- a\n   ◦ b\n> ◦ c\n>    ◦ d'],
    ['a quote of a list of a quote', '> - > a', '> - a'],
  ];
  for (const [name, markdown, whatsapp] of cases) {
    it(`${name}: ${JSON.stringify(markdown)}`, () => assert.equal(markdownToWhatsApp(markdown), whatsapp));
  }
});

describe('Markdown to WhatsApp: bold beside a word', () => {
  const cases: readonly (readonly [name: string, markdown: string, whatsapp: string])[] = [
    ['a label', '**Заказ:**готов', '*Заказ:* готов'],
    ['a label of a language without blanks', '**重要：**请注意', '*重要：* 请注意'],
    ['a label before a number', '**Итого:**5 ₽', '*Итого:* 5 ₽'],
    ['several labels', '**A:**b, **C:**d', '*A:* b, *C:* d'],
    ['labels in a list', '- **A:**x\n- **B:**y', '- *A:* x\n- *B:* y'],
    ['a label of several lines', '**a\nb:**c', '*a*\n*b:* c'],
    ['bold and italic', '***a:***b', '*_a:_* b'],
    ['a sentence of a language without blanks', '这是**重点。**然后', '这是重点。然后'],
    ['and what is bold behind it', '这是**重点。**然后 **再说**', '这是重点。然后 *再说*'],
    [
      'a quotation behind bold of such a language',
      '**注意**请看**「说明」**部分',
      '注意请看 *「说明」* 部分',
    ],
    ['brackets there', '先**加粗**后**（补充）**再', '先加粗后 *（补充）* 再'],
    ['a quotation', 'это**«да»**нет', 'это *«да»* нет'],
    ['a quotation of a language without blanks', '请看**「重要」**。', '请看 *「重要」*。'],
    ['bold behind a colon', 'see:**bold** x', 'see:*bold* x'],
    ['a label that is only part of a word', 'a**b:**c', 'a∗∗b:∗∗c'],
    ['powers of terms', '(b)**c + (d)**e', '(b)∗∗c + (d)∗∗e'],
    ['powers of names', 'x**(a) + y**(b)', 'x∗∗(a) + y∗∗(b)'],
    ['arguments', 'f(**kwargs, **b)', 'f(**kwargs, **b)'],
    ['bold of HTML', '<b>Note:</b>text', '*Note:* text'],
  ];
  for (const [name, markdown, whatsapp] of cases) {
    it(`${name}: ${JSON.stringify(markdown)}`, () => assert.equal(markdownToWhatsApp(markdown), whatsapp));
  }
});

describe('Markdown to WhatsApp: what cannot be converted goes out as it is', () => {
  const columns = 1000;
  const texts: readonly (readonly [string, string])[] = [
    ['longer than the bound', `**a** ${'x'.repeat(LONGEST_CONVERTED)}`],
    ['deeper than the parser reads', `${'> '.repeat(2000)}x`],
    ['quotes deeper than the bound', `${'> '.repeat(DEEPEST_NESTING + 1)}**x**`],
    ['lists deeper than the bound', `${'- '.repeat(DEEPEST_NESTING / 2 + 1)}**x**`],
    ['nothing but a comment', '<!-- a -->\n\n<!-- b -->'],
    ['tags without end', '<b>'.repeat(20_000)],
    ['a long head over many rows', `${'long'.repeat(columns)}|b\n-|-\n${'1|2\n'.repeat(8000)}`],
    ['many columns over many rows', `${'|a'.repeat(columns)}\n${'|-'.repeat(columns)}\n${'|1\n'.repeat(50)}`],
    ['a line deep in lists that goes on', `${'- '.repeat(40)}${'a\n'.repeat(2000)}`],
  ];
  for (const [name, text] of texts) {
    it(name, () => assert.equal(markdownToWhatsApp(text), text));
  }

  it('and what is nearly as deep as the bound is converted', () => {
    assert.equal(markdownToWhatsApp(`${'> '.repeat(DEEPEST_NESTING - 2)}**x**`), '> *x*');
  });

  it('and floods of marks, brackets and lists come to an end', () => {
    for (const flood of ['*', '_', '[', '![', '`', '~~', '**a ', '*a', '- ', '<', '&', '|', '](', '\\']) {
      const text = flood.repeat(Math.floor(50_000 / flood.length));
      assert.ok(markdownToWhatsApp(text).length > 0, flood);
    }
  });
});
