import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LONGEST_CONVERTED } from '../../../../src/activity/markdown/room';
import { xmlToWhatsApp } from '../../../../src/activity/markdown/xml';

describe('XML to WhatsApp', () => {
  const cases: readonly (readonly [name: string, xml: string, whatsapp: string])[] = [
    ['no tags', 'a * b *c*', 'a * b *c*'],
    ['marks', '<b>a</b> <i>b</i> <s>c</s> <strong>d</strong>', '*a* _b_ ~c~ *d*'],
    ['nested marks', '<b>a <i>b</i></b>', '*a _b_*'],
    ['entities', 'a &amp; b &lt;3 &#x41;', 'a & b <3 A'],
    ['literal marks', '<b>a</b> *b*', '*a* ∗b∗'],
    ['lines', 'a<br/>b<p>c</p><div>d</div>', 'a\nb\nc\nd'],
    ['links', '<a href="https://e.com/?a=1&amp;b=2">t</a>', 't (https://e.com/?a=1&b=2)'],
    ['links that say the same', '<a href="https://e.com">https://e.com</a>', 'https://e.com'],
    ['pictures', '<img alt="Logo" src="https://e.com/l.png"/>', 'Logo: https://e.com/l.png'],
    ['code', '<code>a *b*</code>', '`a *b*`'],
    ['code of several lines', 'x <code>a<br/>b<p>c</p></code> y', 'x ```a\nb\nc``` y'],
    ['headings and lists', '<h1>T</h1><ul><li>a</li><li>b</li></ul>', '*T*\n- a\n- b'],
    ['tags of Bot Framework', '<at id="1">Anna</at> <ss type="smile">:)</ss>', 'Anna :)'],
    ['characters that are no tags', '<b>a</b> <![CDATA[x <y> & z]]>', '*a* x <y> & z'],
    ['tags that end themselves', 'a <b/>b <code/>c <a href="https://e.com"/> d', 'a b c https://e.com d'],
    ['tags that never end', '<b>a', '*a*'],
    ['nothing but tags', '<x/>', '<x/>'],
  ];
  for (const [name, xml, whatsapp] of cases) {
    it(name, () => assert.equal(xmlToWhatsApp(xml), whatsapp));
  }

  it('leaves a text that is too long for it as it is', () => {
    const text = '<b>a</b> '.repeat(LONGEST_CONVERTED / 8);
    assert.equal(xmlToWhatsApp(text), text);
  });

  it('never throws, and loses no words', () => {
    const words = fc.stringMatching(/^[a-z]{1,6}$/);
    const part = fc.oneof(
      words,
      fc.constantFrom('<b>', '</b>', '<i>', '</i>', '<p>', '<', '&', ' ', '<br/>'),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.array(part, { maxLength: 30 }), (any, parts) => {
        assert.equal(typeof xmlToWhatsApp(any), 'string');
        const text = parts.join('').replace(/[<&](?![b/ip])/g, '');
        const wordsOf = (value: string): string =>
          value.replace(/<\/?(?:b|i|p|br)\/?>/g, '').replace(/[^a-z]/g, '');
        if (!/<(?!\/?(?:b|i|p|br)\/?>)|&/.test(text))
          assert.equal(wordsOf(xmlToWhatsApp(text)), wordsOf(text));
      }),
      { numRuns: 1000, seed: 31 },
    );
  });
});
