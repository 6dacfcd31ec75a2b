import assert from 'node:assert/strict';
import type { OutboundActivity } from '../../../src/activity/types';
import { planActivity } from '../../../src/activity/outbound';
import { file, planOf, PNG_URL, stepsOf } from './outbound-helper';

const suggest = (...actions: unknown[]): OutboundActivity => ({
  text: 'Pick',
  suggestedActions: { actions },
});
const answersOf = (activity: OutboundActivity) =>
  (planOf(activity).choices ?? []).map(({ answer }) => answer);

describe('choices that are offered', () => {
  const cases: readonly (readonly [name: string, action: unknown, answer: object | undefined])[] = [
    ['imBack sends its value', { type: 'imBack', title: 'A', value: 'a' }, { text: 'a' }],
    ['imBack without a value sends its title', { type: 'imBack', title: 'A' }, { text: 'A' }],
    ['postBack sends its value', { type: 'postBack', title: 'A', value: 'a' }, { text: 'a' }],
    ['a number is text', { type: 'imBack', title: 'A', value: 5 }, { text: '5' }],
    [
      'an object goes along as value',
      { type: 'postBack', title: 'A', value: { a: 1 } },
      { text: '', value: { a: 1 } },
    ],
    [
      'messageBack sends text and value',
      { type: 'messageBack', title: 'A', text: 't', displayText: 'd', value: { a: 1 } },
      { text: 't', value: { a: 1 } },
    ],
    [
      'messageBack without text sends none',
      { type: 'messageBack', title: 'A', value: 'v' },
      { text: '', value: 'v' },
    ],
    ['a text alone is an imBack', 'A', { text: 'A' }],
    ['any case of the type will do', { type: 'ImBack', title: 'A', value: 'a' }, { text: 'a' }],
    ['an openUrl is none', { type: 'openUrl', title: 'A', value: 'https://e.com' }, undefined],
    ['a call is none', { type: 'call', title: 'A', value: 'tel:+7' }, undefined],
    ['an invoke is none', { type: 'invoke', title: 'A', value: { a: 1 } }, undefined],
    ['no action is none', null, undefined],
  ];
  for (const [name, action, answer] of cases) {
    it(name, () => assert.deepEqual(answersOf(suggest(action)), answer === undefined ? [] : [answer]));
  }

  it('are numbered under the text, links between them by their titles', () => {
    const steps = stepsOf(
      suggest({ type: 'imBack', title: '*A*' }, { type: 'openUrl', title: 'B', value: 'https://e.com' }, 'C'),
    );
    assert.deepEqual(steps, ['text:Pick\n\n1. ∗A∗\nB: https://e.com\n2. C']);
  });

  it('are not numbered twice, and not at all when they are numbers', () => {
    assert.deepEqual(stepsOf(suggest('1. Tea', '(2) Coffee')), ['text:Pick\n\n1. Tea\n(2) Coffee']);
    assert.deepEqual(stepsOf(suggest('5', '10')), ['text:Pick\n\n- 5\n- 10']);
  });

  it('that only begin with digits of their own are numbered', () => {
    const text = 'text:Pick\n\n';
    assert.deepEqual(stepsOf(suggest('1 kg', '2.5 kg', '5 kg')), [`${text}1. 1 kg\n2. 2.5 kg\n3. 5 kg`]);
    assert.deepEqual(stepsOf(suggest('1:30 pm', '2.')), [`${text}1. 1:30 pm\n2.`]);
    assert.deepEqual(stepsOf(suggest('1.Tea', '2) Coffee', '3: Milk')), [`${text}1.Tea\n2) Coffee\n3: Milk`]);
  });

  it('are not numbered when their turn has offered titles that are numbers', () => {
    const { steps, choices } = planActivity(suggest('Red'), {}, undefined, 3, true);
    assert.deepEqual(steps, [{ kind: 'text', text: 'Pick\n\n- Red', offers: true }]);
    assert.equal(choices?.[0]?.number, undefined);
  });

  it('are marked where they are shown', () => {
    const hero = {
      contentType: 'application/vnd.microsoft.card.hero',
      content: { images: [{ url: PNG_URL }], buttons: [{ type: 'imBack', title: 'A' }] },
    };
    const { steps } = planOf({ text: 'Hi', attachments: [hero, file('b.pdf')] });
    assert.deepEqual(
      steps.map((step) => 'offers' in step),
      [false, true, false],
    );
  });

  it('with a data URL in place of an address are their title', () => {
    assert.deepEqual(stepsOf(suggest({ type: 'openUrl', title: 'A', value: 'data:text/html,x' })), [
      'text:Pick\n\nA',
    ]);
  });

  describe('to some only', () => {
    const to = (ids: unknown, id: string, recipient = 'anna@c.us'): OutboundActivity => ({
      text: 'Pick',
      conversation: { id },
      recipient: { id: recipient },
      suggestedActions: { actions: ['A'], to: ids },
    });
    it('are not shown to somebody else in a chat of two', () => {
      assert.deepEqual(stepsOf(to(['boris@c.us'], 'anna@c.us')), ['text:Pick']);
    });
    for (const ids of [['anna@c.us'], [], undefined, [5], ['boris@c.us', 'anna@c.us']]) {
      it(`are shown to the person: ${JSON.stringify(ids)}`, () => {
        assert.deepEqual(stepsOf(to(ids, 'anna@c.us')), ['text:Pick\n\n1. A']);
        assert.deepEqual(stepsOf(to(ids, 'shop:anna@c.us', 'x')), ['text:Pick\n\n1. A']);
      });
    }
    it('are shown in a group, and know who may answer', () => {
      const { choices } = planOf(to(['boris@c.us'], '1@g.us'));
      assert.deepEqual(choices?.[0]?.to, ['boris@c.us']);
    });
  });
});
