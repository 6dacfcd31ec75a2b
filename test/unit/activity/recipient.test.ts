import assert from 'node:assert/strict';
import { digitsOf, recipientOf } from '../../../src/activity/recipient';

describe('the recipient of a chat', () => {
  const byId = [
    '79991112233@c.us',
    '79991112233@s.whatsapp.net',
    'AA11223344@g.us',
    '120363043968066561@g.us',
    '79876543210-1581234048@g.us',
    '179950657237125@lid',
    '79991112233@next.server',
    'AA11223344',
    '79876543210-1581234048',
    '',
  ];
  for (const id of byId) {
    it(`'${id}' goes out as id`, () => assert.deepEqual(recipientOf(id), { id }));
  }

  for (const text of ['79991112233', '+7 (999) 111-22-33', '7.999.111.22.33']) {
    it(`'${text}' goes out as number of a contact`, () => {
      assert.deepEqual(recipientOf(text), { number: '79991112233', type: 'contact' });
    });
  }
});

describe('the digits of a phone number', () => {
  const numbers: readonly [string, string | undefined][] = [
    ['+7 (999) 111-22-33', '79991112233'],
    ['1234567', '1234567'],
    ['123456789012345', '123456789012345'],
    ['123456', undefined],
    ['1234567890123456', undefined],
    ['8 800 CALL ME', undefined],
    ['7999+1112233', undefined],
    ['++79991112233', undefined],
    ['', undefined],
    ['+', undefined],
    ['٧٩٩٩١١١٢٢٣٣', undefined],
  ];
  for (const [text, expected] of numbers) {
    it(`of '${text}' are ${expected ?? 'none'}`, () => assert.equal(digitsOf(text), expected));
  }
});
