import assert from 'node:assert/strict';
import fc from 'fast-check';
import { planActivity } from '../../src/activity/outbound';
import type { OutboundActivity } from '../../src/activity/types';
import { readable } from '../unit/activity/cards/card-helper';
import { deepFreeze } from '../unit/activity/outbound-helper';
import { adaptive } from './support/adaptive';
import { buttons, hero, media, receipt, signin } from './support/cards';
import { contents, word, wordsOf } from './support/written';

const CARD = 'application/vnd.microsoft.card.';

const attachment = fc.oneof(
  ...(
    [
      ['hero', hero],
      ['thumbnail', hero],
      ['receipt', receipt],
      ['animation', media],
      ['audio', media],
      ['video', media],
      ['signin', signin],
      ['oauth', signin],
      ['adaptive', adaptive],
    ] as const
  ).map(([type, card]) => card.map((written) => ({ ...written, type }))),
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
      { numRuns: 2000, seed: 41 },
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
