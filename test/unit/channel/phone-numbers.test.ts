import assert from 'node:assert/strict';
import { phoneCandidates } from '../../../src/channel/phone-numbers';
import { WhatsGateConfigurationError } from '../../../src/whatsgate/errors';

describe('a phone number', () => {
  const cases: readonly (readonly [text: string, country: string | undefined, ...candidates: string[]])[] = [
    ['8 (999) 123-45-67', 'RU', '79991234567'],
    ['89991234567', 'RU', '79991234567'],
    ['9991234567', 'RU', '79991234567'],
    ['79991234567', 'RU', '79991234567'],
    ['8 701 123 45 67', 'KZ', '77011234567'],
    // Without a country nothing is guessed: numbers with 8 at their beginning are at home in East Asia, too.
    ['89991234567', undefined, '89991234567'],
    ['79991112233', undefined, '79991112233'],
    ['+7 999 111‑22‑33', undefined, '79991112233'],
    ['007 999 1112233', undefined, '79991112233'],
    ['+44 (0)20 7946 0018', undefined, '442079460018'],
    // A foreign number without its plus is read as it stands, where the country's own plan has no place for it.
    ['4915112345678', 'RU', '4915112345678'],
    ['+52 1 55 1234 5678', undefined, '5215512345678', '525512345678'],
    ['+52 55 1234 5678', undefined, '525512345678', '5215512345678'],
    ['55 1234 5678', 'MX', '525512345678', '5215512345678'],
    ...['044 55 1234 5678', '045 55 1234 5678', '01 55 1234 5678', '+52 044 55 1234 5678'].map(
      (text) => [text, 'MX', '525512345678', '5215512345678'] as const,
    ),
    ['+52 1 55 1234 5678', 'MX', '5215512345678', '525512345678'],
    ['+55 11 91234-5678', undefined, '5511912345678'],
    ['+55 11 8123-4567', undefined, '551181234567', '5511981234567'],
    ['(11) 98123-4567', 'BR', '5511981234567', '551181234567'],
    // A landline has no ninth digit.
    ['+55 11 3123-4567', undefined, '551131234567'],
    ['+54 11 2345-6789', undefined, '541123456789', '5491123456789'],
    ['011 15 2345-6789', 'AR', '5491123456789', '541123456789'],
  ];
  for (const [text, country, ...candidates] of cases) {
    it(`${text} is looked for as ${candidates.join(' and ')}${country === undefined ? '' : ` in ${country}`}`, () => {
      assert.deepEqual(phoneCandidates(text, country), candidates);
    });
  }

  it('is not judged: one that no plan knows is taken as it is', () => {
    assert.deepEqual(phoneCandidates('+999 123 456 789', undefined), ['999123456789']);
  });

  for (const text of ['', 'Anna', '12', '+', '+7 999 ANNA', '1'.repeat(18), '12345']) {
    it(`is not ${JSON.stringify(text)}`, () => assert.deepEqual(phoneCandidates(text, undefined), []));
  }

  it('is none that begins with 0 once its country is read: no country has such a code', () => {
    assert.deepEqual(phoneCandidates('089 123 45 67', undefined), []);
    assert.deepEqual(phoneCandidates('044 12 34', 'MX'), []);
  });

  it('needs a country that there is', () => {
    assert.throws(
      () => phoneCandidates('9991112233', 'XX'),
      (error) => error instanceof WhatsGateConfigurationError && error.message.includes('defaultCountry'),
    );
  });
});
