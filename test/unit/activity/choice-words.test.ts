import assert from 'node:assert/strict';
import { asksAnew, choiceMeant } from '../../../src/activity/choice-words';
import { haveNumbers, type OfferedChoice } from '../../../src/activity/compose';
import { growthOf } from '../../support/growth';

/** Near what eight times the text takes by its square, 64, and far from what it takes in a straight line, 8. */
const ENOUGH = 40;

const choice = (number: number | undefined, title: string, also?: string[]): OfferedChoice => ({
  ...(number === undefined ? {} : { number }),
  title,
  ...(also === undefined ? {} : { also }),
  answer: { text: `value of ${title} ${number ?? ''}`.trim() },
});
const COLORS = [choice(1, 'Red'), choice(2, 'Light  blue', ['I like blue']), choice(3, 'Зелёный')];

describe('the choice that a text means', () => {
  it('is the one whose title was copied as it was shown', () => {
    const shown = [choice(1, 'Size *L* or _M_'), choice(2, 'Other')];
    assert.equal(choiceMeant('Size \u2217L\u2217 or \uff3fM\uff3f', shown), shown[0]);
  });

  const cases: readonly (readonly [typed: string, title: string | undefined])[] = [
    ...[
      '1',
      ' 1 ',
      '1.',
      '1)',
      '(1)',
      '#1',
      '№ 1',
      '1️⃣',
      '１',
      '١',
      '۱.',
      '(१)',
      'Red',
      'RED',
      ' red\n',
      '1. Red',
      '1. red',
      '*Red*',
      '_*red*_',
      '`1`',
      '*1.*',
      '\u2217Red\u2217',
    ].map((typed) => [typed, 'Red'] as const),
    ...['2', 'light blue', 'LIGHT BLUE', 'i like blue', '2. Light blue'].map(
      (typed) => [typed, 'Light  blue'] as const,
    ),
    ['ЗЕЛЁНЫЙ', 'Зелёный'],
    ...[
      '',
      ' ',
      '0',
      '4',
      '11',
      '1 2',
      'one',
      'Redd',
      '*Red',
      '**',
      '*',
      'Red please',
      '-1',
      '1.5',
      'x'.repeat(300),
    ].map((typed) => [typed, undefined] as const),
  ];
  for (const [typed, title] of cases) {
    it(`${JSON.stringify(typed.slice(0, 20))} means ${title ?? 'nothing'}`, () => {
      assert.equal(choiceMeant(typed, COLORS)?.title, title);
    });
  }

  it('is nothing when two different ones have the title, and its number still tells', () => {
    const twice = [choice(1, 'Buy'), choice(2, 'Buy')];
    assert.equal(choiceMeant('buy', twice), undefined);
    assert.equal(choiceMeant('2', twice)?.number, 2);
  });

  it('is the first when both would send the same', () => {
    const same = { title: 'Menu', answer: { text: 'menu' } };
    assert.equal(
      choiceMeant('menu', [
        { number: 1, ...same },
        { number: 2, ...same },
      ])?.number,
      1,
    );
  });

  it('is the same with the marks that its title is shown with, and without', () => {
    for (const typed of ['Red', '*Red*', '**Red**', '\u2217\u2217Red\u2217\u2217']) {
      assert.equal(choiceMeant(typed, [choice(1, '**Red**')])?.number, 1);
    }
  });

  it('is nothing when the title of one is the number of another', () => {
    const both = [choice(1, 'Red'), choice(undefined, '1'), choice(undefined, '2')];
    assert.equal(choiceMeant('1', both), undefined);
    assert.equal(choiceMeant('2', both)?.title, '2');
    assert.equal(choiceMeant('red', both)?.title, 'Red');
  });

  it('is a title where titles are numbers of another script', () => {
    assert.ok(haveNumbers([{ title: '۵' }]));
    assert.equal(choiceMeant('5', [choice(undefined, '۵'), choice(undefined, '۱۰')])?.title, '۵');
    assert.equal(choiceMeant('۱۰', [choice(undefined, '۵'), choice(undefined, '۱۰')])?.title, '۱۰');
  });

  it('is a title where titles are numbers', () => {
    const marks = [choice(undefined, '5'), choice(undefined, '10')];
    assert.equal(choiceMeant('5', marks)?.title, '5');
    assert.equal(choiceMeant('1', marks), undefined);
  });
});

describe('a message that asks anew', () => {
  const cases: readonly (readonly [object, boolean])[] = [
    [{ text: 'How many?', inputHint: 'expectingInput' }, true],
    [{ text: 'How many?', inputHint: 'expecting' }, true],
    [{ text: 'How many?' }, false],
    [{ text: 'Pick (1) Red, (2) Green, or (3) Blue' }, true],
    [{ text: 'Pick:\n\n   1. Red\n   2. Blue' }, true],
    [{ text: '1. Only one' }, false],
    [{ text: '\n\n1) Red\n\n\n 2) Blue' }, true],
    [{ text: 'At 1. May\n2. Blue' }, false],
    [{ text: '2. Blue\n1. Red' }, false],
    [{ text: '(2) Blue (1) Red' }, false],
    [{ text: 'Type anything to see another card.', inputHint: 'acceptingInput' }, false],
    [{ type: 'typing', inputHint: 'expectingInput' }, false],
    [{}, false],
  ];
  for (const [activity, expected] of cases) {
    it(`${JSON.stringify(activity)}: ${expected}`, () => assert.equal(asksAnew(activity), expected));
  }

  it('is told apart in a time that grows with its length and not with its square', () => {
    const shapes: readonly ((length: number) => string)[] = [
      (length) => '\n1. a'.repeat(length / 10) + '\n'.repeat(length / 2),
      (length) => '\n'.repeat(length),
      (length) => '(1) '.repeat(length / 4),
    ];
    for (const make of shapes) assert.ok(growthOf(make, (text) => asksAnew({ text }), ENOUGH) < ENOUGH);
  });
});
