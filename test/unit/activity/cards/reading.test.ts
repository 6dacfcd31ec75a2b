import assert from 'node:assert/strict';
import { planOf } from '../outbound-helper';
import { readable, shown } from './card-helper';

const CARD = 'application/vnd.microsoft.card.';
const card = (kind: string, content: unknown, text?: string) =>
  planOf({ ...(text === undefined ? {} : { text }), attachments: [{ contentType: CARD + kind, content }] });

describe('a card as a person reads it', () => {
  it('stands apart from what was said before it', () => {
    const body = [{ type: 'TextBlock', text: 'First' }];
    assert.equal(readable(card('adaptive', { body }, 'Look:')), 'Look:\n\nFirst');
    assert.equal(readable(card('hero', { text: 'First' }, 'Look:')), 'Look:\n\nFirst');
  });

  it('has its pictures, also where they are given as their addresses alone', () => {
    const address = 'https://cards.example/a.png';
    assert.match(
      shown(card('audio', { image: address, title: 'T' })),
      /\[file https:\/\/cards\.example\/a\.png/,
    );
    assert.match(shown(card('hero', { images: [address] })), /\[file https:\/\/cards\.example\/a\.png/);
    const items = [{ title: 'T', image: address }];
    assert.match(shown(card('receipt', { items })), /\[file https:\/\/cards\.example\/a\.png/);
  });

  it('names a picture once, also when its address stands for it', () => {
    const [step] = card('hero', { images: [{ url: 'https://cards.example/a.png', alt: 'A cat' }] }).steps;
    assert.equal(step?.kind === 'file' && step.instead, 'https://cards.example/a.png');
    assert.equal(step?.kind === 'file' && step.caption, 'A cat');
  });

  it('names a recording once, also when its address stands for it', () => {
    const media = [{ url: 'https://cards.example/a.mp4', profile: 'Small' }];
    const [step] = card('video', { media }).steps;
    assert.equal(step?.kind === 'file' && step.instead, 'https://cards.example/a.mp4');
    assert.equal(step?.kind === 'file' && step.caption, 'Small');
  });

  it('tells in the line of an input what it asks for', () => {
    const body = [{ type: 'Input.Text', id: 'a', label: 'Name', errorMessage: 'A name is needed' }];
    assert.equal(readable(card('adaptive', { body })), '✎ *Name:* (A name is needed)');
  });

  it('has headings in bold, also those that hold characters of marks', () => {
    const { steps } = card('hero', { title: 'Price_list 2026', subtitle: 'a_b', text: 'c' });
    assert.deepEqual(steps, [{ kind: 'text', text: '*Price_list 2026*\n_a_b_\nc' }]);
    const body = [{ type: 'TextBlock', size: 'large', text: 'Price_list' }];
    assert.equal(readable(card('adaptive', { body })), '*Price_list*');
    assert.equal(readable(card('hero', { title: 'The **new** list' })), 'The *new* list');
  });

  it('has no marks around addresses in headings', () => {
    const title = 'See https://e.com/a_b now';
    assert.equal(readable(card('hero', { title })), '*See* https://e.com/a_b *now*');
    const body = [{ type: 'TextBlock', weight: 'bolder', text: title }];
    assert.equal(readable(card('adaptive', { body })), '*See* https://e.com/a_b *now*');
  });

  it('has the title of a card within it as a heading', () => {
    const inner = { body: [{ type: 'TextBlock', text: 'Inside' }] };
    const actions = [{ type: 'Action.ShowCard', title: 'More', card: inner }];
    assert.equal(readable(card('adaptive', { actions })), '*More*\nInside');
  });

  it('has pictures and buttons of a table where they stand in their row', () => {
    const cell = (...items: object[]) => ({ items });
    const words = (text: string) => ({ type: 'TextBlock', text });
    const image = { type: 'Image', url: 'https://cards.example/a.png', altText: 'A cat' };
    const buy = { type: 'ActionSet', actions: [{ type: 'Action.Submit', title: 'Buy', data: {} }] };
    const rows = [
      { cells: [cell(words('1')), cell(image), cell(words('first'), words('row'))] },
      { cells: [cell(buy), cell(words('second'))] },
    ];
    assert.equal(
      readable(card('adaptive', { body: [{ type: 'Table', rows }] })),
      '1\nhttps://cards.example/a.png A cat | first | row\n\n1. Buy\n\nsecond',
    );
  });

  it('tells which numbers press the button of a question', () => {
    const question = (titles: readonly string[]) => ({
      body: [{ type: 'Input.ChoiceSet', id: 'a', choices: titles.map((title) => ({ title, value: title })) }],
      actions: [{ type: 'Action.Submit', title: 'Vote' }],
    });
    const attachments = [['Yes', 'No'], ['Only'], ['10', '20']].map((titles) => ({
      contentType: `${CARD}adaptive`,
      content: question(titles),
    }));
    const texts = attachments.map((attachment) => readable(planOf({ attachments: [attachment] })));
    assert.deepEqual(texts, ['1. Yes\n2. No\nVote: 1–2', '1. Only\nVote: 1', '- 10\n- 20\nVote']);
    const both = readable(planOf({ attachments: attachments.slice(0, 2) }));
    assert.match(both, /^1\. Yes\n2\. No\nVote: 1–2\n3\. Only\nVote: 3$/);
  });

  it('shows the title of that button to the letter', () => {
    const choices = [{ title: 'Yes', value: 'y' }];
    const content = {
      body: [{ type: 'Input.ChoiceSet', id: 'a', choices }],
      actions: [{ type: 'Action.Submit', title: 'Vote *now*' }],
    };
    assert.equal(readable(card('adaptive', content)), '1. Yes\nVote ∗now∗: 1');
  });

  it('shows pairs of an unknown kind side by side, with the marks that their text asks for', () => {
    const content = {
      intro: 'All **done**',
      facts: [{ name: 'Commit', value: 'abc' }],
      themeColor: '#E67A9E',
    };
    assert.equal(readable(card('of-tomorrow', content)), 'All *done*\nCommit: abc');
  });
});
