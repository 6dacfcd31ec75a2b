import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planActivity } from '../../src/activity/outbound';
import type { OutboundActivity } from '../../src/activity/types';
import { readable } from '../unit/activity/cards/card-helper';
import { deepFreeze } from '../unit/activity/outbound-helper';

const CARD = 'application/vnd.microsoft.card.';

/** A card with the words that a person has to read, in the order in which they have to come. */
interface Written {
  readonly content: object;
  readonly words: readonly string[];
}

let count = 0;
/** A word that stands nowhere else. */
const word = fc.constant(null).map(() => `w${(count += 1).toString(36)}x`);
const optional = fc.option(word, { nil: undefined });
const url = word.map((name) => `https://e.com/${name}.png`);
const present = (...words: readonly (string | undefined)[]): string[] => words.filter((w) => w !== undefined);

const button: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom('imBack', 'postBack', 'messageBack', 'openUrl', 'signin', 'invoke'), word, word)
  .map(([type, title, value]) => {
    const isLink = type === 'openUrl' || type === 'signin';
    const address = `https://e.com/${value}`;
    return {
      content: { type, title, value: isLink ? address : value },
      words: isLink ? [title, address] : [title],
    };
  });
const buttons = fc.array(button, { maxLength: 3 });
const contents = (parts: readonly Written[]): object[] => parts.map(({ content }) => content);
const wordsOf = (parts: readonly Written[]): string[] => parts.flatMap(({ words }) => words);

const hero: fc.Arbitrary<Written> = fc
  .tuple(fc.array(url, { maxLength: 2 }), optional, optional, optional, buttons)
  .map(([images, title, subtitle, text, list]) => ({
    content: {
      images: images.map((image) => ({ url: image })),
      title,
      subtitle,
      text,
      buttons: contents(list),
    },
    words: [...images, ...present(title, subtitle, text), ...wordsOf(list)],
  }));

const item: fc.Arbitrary<Written> = fc
  .tuple(word, optional, optional, word, word)
  .map(([title, subtitle, text, quantity, price]) => ({
    content: { title, subtitle, text, quantity, price },
    words: present(title, quantity, price, subtitle, text),
  }));
const receipt: fc.Arbitrary<Written> = fc
  .tuple(
    word,
    fc.array(fc.tuple(word, word), { maxLength: 2 }),
    fc.array(item, { maxLength: 3 }),
    word,
    buttons,
  )
  .map(([title, facts, items, total, list]) => ({
    content: {
      title,
      facts: facts.map(([key, value]) => ({ key, value })),
      items: contents(items),
      total,
      buttons: contents(list),
    },
    words: [title, ...facts.flat(), ...wordsOf(items), total, ...wordsOf(list)],
  }));

const element: fc.Arbitrary<Written> = fc.letrec<{ any: Written }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    word.map((text) => ({ content: { type: 'TextBlock', text }, words: [text] })),
    fc.tuple(word, word).map(([a, b]) => ({
      content: { type: 'RichTextBlock', inlines: [a, { type: 'TextRun', text: ` ${b}`, italic: true }] },
      words: [a, b],
    })),
    url.map((image) => ({ content: { type: 'Image', url: image }, words: [image] })),
    fc.tuple(word, word).map(([title, value]) => ({
      content: { type: 'FactSet', facts: [{ title, value }] },
      words: [title, value],
    })),
    fc.tuple(word, word, word).map(([label, placeholder, choice]) => ({
      content: {
        type: 'Input.ChoiceSet',
        id: 'i',
        isMultiSelect: true,
        label,
        placeholder,
        choices: [{ title: choice, value: 1 }],
      },
      words: [label, placeholder, choice],
    })),
    word.map((text) => ({ content: { type: 'Of.Tomorrow', deep: [{ text }] }, words: [text] })),
    fc.array(tie('any'), { maxLength: 3 }).map((parts) => ({
      content: { type: 'Container', items: contents(parts) },
      words: wordsOf(parts),
    })),
    fc.array(tie('any'), { maxLength: 3 }).map((parts) => ({
      content: { type: 'ColumnSet', columns: parts.map(({ content }) => ({ items: [content] })) },
      words: wordsOf(parts),
    })),
  ),
})).any;
const action: fc.Arbitrary<Written> = fc.oneof(
  word.map((title) => ({ content: { type: 'Action.Submit', title, data: { a: 1 } }, words: [title] })),
  fc.tuple(word, word).map(([title, address]) => ({
    content: { type: 'Action.OpenUrl', title, url: `https://e.com/${address}` },
    words: [title, `https://e.com/${address}`],
  })),
  fc.tuple(word, element).map(([title, inner]) => ({
    content: { type: 'Action.ShowCard', title, card: { body: [inner.content] } },
    words: [title, ...inner.words],
  })),
);
const adaptive: fc.Arbitrary<Written> = fc
  .tuple(fc.array(element, { maxLength: 5 }), fc.array(action, { maxLength: 3 }))
  .map(([body, actions]) => ({
    content: { type: 'AdaptiveCard', body: contents(body), actions: contents(actions) },
    words: [...wordsOf(body), ...wordsOf(actions)],
  }));

const attachment = fc.oneof(
  hero.map((card) => ({ ...card, type: 'hero' })),
  hero.map((card) => ({ ...card, type: 'thumbnail' })),
  receipt.map((card) => ({ ...card, type: 'receipt' })),
  adaptive.map((card) => ({ ...card, type: 'adaptive' })),
);

describe('properties of cards', () => {
  it('everything that is written on them is sent, in its order', () => {
    fc.assert(
      fc.property(word, fc.array(attachment, { maxLength: 3 }), buttons, (text, cards, suggested) => {
        const activity: OutboundActivity = {
          text,
          attachments: cards.map(({ type, content }) => ({ contentType: CARD + type, content })),
          suggestedActions: { actions: contents(suggested) },
        };
        const plan = planActivity(deepFreeze(activity), {});
        const sent = readable(plan);
        let at = 0;
        for (const wanted of [text, ...cards.flatMap(({ words }) => words), ...wordsOf(suggested)]) {
          const found = sent.indexOf(wanted, at);
          assert.ok(found >= 0, `${wanted} is missing or out of order in\n${sent}`);
          at = found + wanted.length;
        }
      }),
      { numRuns: 1500, seed: 41 },
    );
  });

  it('choices are numbered through, and each can be told from the others', () => {
    fc.assert(
      fc.property(fc.array(hero, { maxLength: 4 }), fc.integer({ min: 1, max: 9 }), (cards, first) => {
        const attachments = cards.map(({ content }) => ({ contentType: `${CARD}hero`, content }));
        const { choices = [] } = planActivity({ attachments }, {}, undefined, first);
        assert.deepEqual(
          choices.map(({ number }) => number),
          choices.map((_, index) => first + index),
        );
      }),
      { numRuns: 300, seed: 42 },
    );
  });

  it('no content throws or is endless, whatever its type says', () => {
    const types = fc.constantFrom('adaptive', 'hero', 'receipt', 'video', 'signin', 'of-tomorrow');
    const names = fc.constantFrom(
      'type',
      'body',
      'items',
      'actions',
      'columns',
      'title',
      'text',
      'url',
      'buttons',
      'facts',
      'card',
      'media',
      'images',
      'rows',
      'cells',
      'inlines',
      'fallback',
      'data',
      'choices',
      '__proto__',
    );
    const values = fc.constantFrom(
      'TextBlock',
      'Container',
      'Action.ShowCard',
      'Input.ChoiceSet',
      'Table',
      'x',
      5,
      null,
      true,
    );
    const content = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 5 },
        values,
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(names, tie('any'), { maxKeys: 5 }),
      ),
    })).any;
    fc.assert(
      fc.property(types, content, fc.anything(), (type, made, any) => {
        for (const it of [made, any]) {
          const activity = { attachments: [{ contentType: CARD + type, content: it }] };
          assert.ok(Array.isArray(planActivity(deepFreeze(activity), {}).steps));
        }
      }),
      { numRuns: 2000, seed: 43 },
    );
  });

  it('and a card nested a thousand deep comes to an end, its texts with it', () => {
    let content: object = { type: 'TextBlock', text: 'bottom' };
    for (let depth = 0; depth < 1000; depth += 1) content = { type: 'Container', items: [content] };
    const activity = {
      attachments: [
        { contentType: `${CARD}adaptive`, content: { body: [{ type: 'TextBlock', text: 'top' }, content] } },
      ],
    };
    assert.match(readable(planActivity(activity, {})), /top\n+bottom/);
  });
});
