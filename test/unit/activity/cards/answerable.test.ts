import assert from 'node:assert/strict';
import type { Plan } from '../../../../src/activity/outbound';
import { planOf } from '../outbound-helper';
import { readable } from './card-helper';

const adaptive = (content: object): Plan =>
  planOf({ attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] });
const answersOf = ({ choices = [] }: Plan) => choices.map(({ title, answer }) => [title, answer]);

const choices = [
  { title: 'Red', value: 'r' },
  { title: 'Blue', value: 'b' },
];
const question = { type: 'Input.ChoiceSet', id: 'colour', choices };
const submit = (more: object = {}) => ({ type: 'Action.Submit', title: 'Go', ...more });

describe('a button of an Adaptive Card can be chosen', () => {
  it('when it stands in for an action that is not known', () => {
    const unknown = { type: 'Action.Tomorrow', title: 'Go far', fallback: submit({ data: { a: 1 } }) };
    const plan = adaptive({ actions: [unknown] });
    assert.equal(readable(plan), '1. Go');
    assert.deepEqual(answersOf(plan), [['Go', { text: '', value: { a: 1 } }]]);
  });

  it('and nothing stands in for an unknown action that is to be dropped', () => {
    const actions = [{ type: 'Action.Tomorrow', title: 'Go far', fallback: 'drop' }, submit()];
    assert.equal(readable(adaptive({ actions })), '1. Go');
  });

  it('but an unknown action that stands in for itself is no endless row', () => {
    const action: Record<string, unknown> = { type: 'Action.Tomorrow', title: 'Go far' };
    action['fallback'] = action;
    assert.equal(readable(adaptive({ actions: [action] })), 'Go far');
  });

  it('whatever Teams is to do with it besides', () => {
    for (const msteams of [
      { feedback: { hide: true } },
      { type: 'task/fetch' },
      { type: 'invoke', value: {} },
    ]) {
      const plan = adaptive({ actions: [submit({ data: { msteams, a: 1 } })] });
      assert.deepEqual(answersOf(plan), [['Go', { text: '', value: { msteams, a: 1 } }]]);
    }
  });

  it('and says what was chosen, also where its data has something of that name', () => {
    const plan = adaptive({ body: [question], actions: [submit({ data: { colour: '', a: 1 } })] });
    assert.deepEqual(answersOf(plan), [
      ['Red', { text: '', value: { colour: 'r', a: 1 } }],
      ['Blue', { text: '', value: { colour: 'b', a: 1 } }],
    ]);
  });

  it('when the question that it would submit is not shown', () => {
    const known = { type: 'TextBlock', text: 'Sure?', fallback: question };
    const unknown = { type: 'Of.Tomorrow', text: 'Sure?', parts: [question] };
    for (const element of [known, { ...unknown, fallback: { type: 'TextBlock', text: 'Sure?' } }]) {
      const plan = adaptive({ body: [element], actions: [submit({ data: { a: 1 } })] });
      assert.equal(readable(plan), 'Sure?\n\n1. Go');
      assert.deepEqual(answersOf(plan), [['Go', { text: '', value: { a: 1 } }]]);
    }
    const plan = adaptive({ body: [unknown], actions: [submit()] });
    assert.deepEqual(answersOf(plan), [['Go', { text: '', value: {} }]]);
  });

  it('and what refreshes a card is none of its buttons', () => {
    const refresh = { action: { type: 'Action.Execute', verb: 'refresh' } };
    const plan = adaptive({ body: [question], actions: [submit()], refresh });
    assert.equal(readable(plan), '1. Red\n2. Blue\nGo: 1–2');
  });

  it('by what is read in what it belongs to, when it has no title', () => {
    const select = (item: number) => ({ selectAction: { type: 'Action.Submit', data: { item } } });
    const items = [
      { type: 'TextBlock', text: 'Green **tea**', weight: 'bolder' },
      { type: 'TextBlock', text: '5 €' },
    ];
    const body = [
      { type: 'Container', items, ...select(1) },
      { type: 'Image', url: 'https://e.com/a.png', altText: 'Black tea', ...select(2) },
    ];
    assert.deepEqual(answersOf(adaptive({ body })), [
      ['Green tea', { text: '', value: { item: 1 } }],
      ['Black tea', { text: '', value: { item: 2 } }],
    ]);
    assert.deepEqual(answersOf(adaptive({ body: items, ...select(3) })), [
      ['Green tea', { text: '', value: { item: 3 } }],
    ]);
  });

  it('by its tooltip, when it is a picture alone', () => {
    const icon = { iconUrl: 'https://e.com/i.png', tooltip: 'Delete' };
    const actions = [
      { type: 'Action.Submit', ...icon, data: { a: 1 } },
      { type: 'Action.OpenUrl', ...icon, url: 'https://e.com/x' },
    ];
    assert.equal(readable(adaptive({ actions })), '1. Delete\nDelete: https://e.com/x');
  });

  it('when its question stands in for something unknown', () => {
    const element = { type: 'Of.Tomorrow', fallback: question };
    const action = { type: 'Action.Tomorrow', fallback: submit() };
    assert.equal(readable(adaptive({ body: [element], actions: [action] })), '1. Red\n2. Blue\nGo: 1–2');
  });
});

describe('a toggle of an Adaptive Card', () => {
  for (const [value, valueOn, sign] of [
    [true, undefined, '☑'],
    ['true', undefined, '☑'],
    ['yes', 'yes', '☑'],
    [true, 'yes', '☐'],
    [false, undefined, '☐'],
    [undefined, undefined, '☐'],
  ] as const) {
    it(`that holds ${String(value)}, on for ${String(valueOn)}, is shown as ${sign}`, () => {
      const body = [{ type: 'Input.Toggle', id: 't', title: 'News', value, valueOn }];
      assert.equal(readable(adaptive({ body })), `${sign} News`);
    });
  }
});

describe('a number in a text of an Adaptive Card', () => {
  it('is shown, as a template leaves it there', () => {
    const inlines = ['Seats: ', { type: 'TextRun', text: 12 }];
    const body = [
      { type: 'TextBlock', text: 4.5 },
      { type: 'RichTextBlock', inlines },
    ];
    assert.equal(readable(adaptive({ body })), '4.5\nSeats: 12');
  });
});
