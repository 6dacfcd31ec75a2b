import assert from 'node:assert/strict';
import { planActivity } from '../../../../src/activity/outbound';
import { readable } from './card-helper';

const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';
const text = (said: string): object => ({ type: 'TextBlock', text: said });
const planCard = (content: unknown, contentType = ADAPTIVE) =>
  planActivity({ attachments: [{ contentType, content }] }, {});

/** Something in as many layers around it. */
function deep(depth: number, innermost: object, layer: (inner: object) => object): object {
  let content = innermost;
  for (let at = 0; at < depth; at += 1) content = layer(content);
  return content;
}

function showing(inner: object): object {
  return { type: 'ActionSet', actions: [{ type: 'Action.ShowCard', card: { body: [inner] } }] };
}

const layers: Readonly<Record<string, (inner: object) => object>> = {
  containers: (inner) => ({ type: 'Container', items: [inner] }),
  columns: (inner) => ({ type: 'ColumnSet', columns: [{ items: [inner] }] }),
  'cards behind buttons': showing,
  'elements that stand in for unknown ones': (inner) => ({ type: 'Of.Tomorrow', fallback: inner }),
  'unknown elements': (inner) => ({ type: 'Of.Tomorrow', content: { parts: [inner] } }),
};

describe('a card that is nested deeply', () => {
  for (const [name, layer] of Object.entries(layers)) {
    for (const depth of [1, 14, 16, 31, 61, 101, 150, 4000]) {
      it(`in ${depth} ${name} loses nothing, and keeps its order`, () => {
        const plan = planCard({ body: [text('top'), deep(depth, text('bottom'), layer), text('end')] });
        assert.match(readable(plan), /^top\n+bottom\n+end$/);
      });
    }
  }

  it('in cards that are far inside of one another loses nothing', () => {
    const far = (inner: object): object =>
      deep(90, showing(inner), (part) => ({ type: 'Container', items: [part] }));
    assert.equal(readable(planCard({ body: [deep(60, text('bottom'), far)] })), 'bottom');
  });

  it('of a type that nobody knows loses nothing', () => {
    const content = deep(4000, { title: 'bottom' }, (inner) => ({ parts: [inner] }));
    assert.equal(readable(planCard(content, 'application/vnd.microsoft.card.tomorrow')), 'bottom');
  });

  it('submits what its deepest inputs hold', () => {
    const input = { type: 'Input.Text', id: 'name', value: 'Ada' };
    const body = [deep(40, input, layers['containers'] as (inner: object) => object)];
    const { choices = [] } = planCard({ body, actions: [{ type: 'Action.Submit', title: 'Send' }] });
    assert.deepEqual(choices[0]?.answer.value, { name: 'Ada' });
  });

  it('is not one question when a second input is deep in it', () => {
    const question = { type: 'Input.ChoiceSet', id: 'a', choices: [{ title: 'Yes', value: 'y' }] };
    const input = deep(40, { type: 'Input.Text', id: 'b' }, (inner) => ({
      type: 'Container',
      items: [inner],
    }));
    const plan = planCard({ body: [question, input], actions: [{ type: 'Action.Submit', title: 'Send' }] });
    assert.deepEqual(
      plan.choices?.map(({ title }) => title),
      ['Send'],
    );
  });
});

describe('a card without an end', () => {
  it('that holds itself is shown once', () => {
    const items: object[] = [text('once')];
    items.push({ type: 'Container', items }, { type: 'Container', items });
    const round: Record<string, unknown> = { title: 'around' };
    round['again'] = [round, round];
    assert.equal(readable(planCard({ body: items })), 'once');
    assert.equal(readable(planCard(round, 'application/vnd.microsoft.card.tomorrow')), 'around');
  });

  it('that uses one part twice shows it twice', () => {
    const shared = { type: 'Container', items: [text('twice')] };
    assert.equal(readable(planCard({ body: [shared, shared] })), 'twice\ntwice');
  });

  for (const contentType of [ADAPTIVE, 'application/vnd.microsoft.card.tomorrow']) {
    it(`of type ${contentType} that is large beyond sense is cut, and says so`, () => {
      const content = deep(60, text('a'), (inner) => ({
        type: 'Container',
        items: [inner, inner],
        body: [inner],
      }));
      const { ignored } = planCard(content, contentType);
      assert.deepEqual(ignored, [`what a card of type '${contentType}' has beyond 20,000 values`]);
    });
  }
});
