import assert from 'node:assert/strict';
import type { CardRenderer } from '../../../../src/activity/cards/card';
import { planActivity } from '../../../../src/activity/outbound';
import { defaultTextSettings } from '../../../../src/activity/text-format';
import { shown } from './card-helper';

const HERO = 'application/vnd.microsoft.card.hero';
const plan = (renderers: Readonly<Record<string, CardRenderer>>, contentType: string, content: unknown) =>
  shown(
    planActivity(
      { attachments: [{ contentType, content }] },
      {},
      { text: defaultTextSettings, cards: renderers },
    ),
  );

describe('renderers of the user', () => {
  it('take the place of the adapter’s', () => {
    const sent = plan({ [HERO]: () => [{ kind: 'text', text: 'Mine' }] }, HERO, { title: 'T' });
    assert.equal(sent, '──── message 1 ────\nMine\n');
  });

  it('leave what they do not want to the adapter, and can add to it', () => {
    assert.match(plan({ [HERO]: () => undefined }, HERO, { title: 'T' }), /\*T\*/);
    const adding: CardRenderer = (attachment, { usual, format }) => [
      ...(usual(attachment) ?? []),
      { kind: 'text', text: format('**more**') },
    ];
    assert.match(plan({ [HERO]: adding }, HERO, { title: 'T' }), /\*T\*\n\n\*more\*/);
  });

  it('serve types that the adapter does not know', () => {
    const render: CardRenderer = ({ content }) => [
      { kind: 'choice', title: (content as { name: string }).name, answer: { text: 'yes' } },
    ];
    assert.match(
      plan({ 'application/x-poll': render }, 'Application/X-Poll; a=b', { name: 'N' }),
      /1\. N[^]*text "yes"/,
    );
  });

  it('that throw say which it was', () => {
    const render: CardRenderer = () => {
      throw new Error('broken');
    };
    assert.throws(() => plan({ [HERO]: render }, HERO, {}), {
      name: 'WhatsGateActivityError',
      message: /card\.hero/,
    });
  });
});

describe('content of a card', () => {
  it('may be the text of its JSON', () => {
    assert.match(plan({}, HERO, JSON.stringify({ title: 'T' })), /\*T\*/);
    assert.match(plan({}, HERO, '{broken'), /ignored/);
  });
  it('of a kind that nobody knows is shown as its texts', () => {
    assert.match(
      plan({}, 'application/vnd.microsoft.card.tomorrow', { a: { title: 'T' }, b: ['x'] }),
      /T\nx/,
    );
  });
});
