import assert from 'node:assert/strict';
import { expirationOf } from '../../../src/activity/expiration';
import { writeMentions } from '../../../src/activity/mentions';
import { placesOf, placeTextOf } from '../../../src/activity/places';

const ANNA = '79991112233@c.us';
const mention = (id: string, text: string) => ({ type: 'mention', mentioned: { id, name: 'x' }, text });

describe('mentions', () => {
  const cases: readonly (readonly [string, string, readonly object[], string])[] = [
    ['become the number', 'Hi <at>Anna</at>!', [mention(ANNA, '<at>Anna</at>')], 'Hi @79991112233!'],
    ['of somebody without a number too', 'Hi @A', [mention('17995@lid', '@A')], 'Hi @17995'],
    ['leave the device out', '@A', [mention('79991112233:5@c.us', '@A')], '@79991112233'],
    ['are replaced everywhere', '@A @A', [mention(ANNA, '@A')], '@79991112233 @79991112233'],
    ['but not inside a longer name', '@Anna @An', [mention(ANNA, '@An')], '@Anna @79991112233'],
    ['have no blank behind them in Japanese', '@アンナさん', [mention(ANNA, '@アンナ')], '@79991112233さん'],
    ['nor in Korean', '@Anna가 @Annab', [mention(ANNA, '@Anna')], '@79991112233가 @Annab'],
    [
      'of which one begins another are told apart',
      '@Anna Maria, @Anna and @Anna Maria',
      [mention(ANNA, '@Anna'), mention('7@c.us', '@Anna Maria')],
      '@7, @79991112233 and @7',
    ],
    [
      'are not looked for in what was written for others',
      '@7 and @Anna',
      [mention('79@c.us', '@Anna'), mention('8@c.us', '@7')],
      '@8 and @79',
    ],
    [
      'with the same name come in order',
      '@A @A',
      [mention(ANNA, '@A'), mention('7@c.us', '@A')],
      '@79991112233 @7',
    ],
    ['of groups stay', '@G', [mention('1@g.us', '@G')], '@G'],
    [
      'without a text or a person stay',
      '@A',
      [mention(ANNA, ''), { type: 'mention' }, { mentioned: 1 }],
      '@A',
    ],
    [
      'of an inbound message stay as they are',
      '@79991112233',
      [mention(ANNA, '@79991112233')],
      '@79991112233',
    ],
  ];
  for (const [name, text, entities, expected] of cases) {
    it(name, () => assert.equal(writeMentions(text, entities), expected));
  }
});

describe('places', () => {
  const geo = { type: 'GeoCoordinates', latitude: 55.75, longitude: 37.62 };
  const link = 'https://maps.google.com/?q=55.75,37.62';
  const cases: readonly (readonly [string, readonly unknown[], readonly string[]])[] = [
    ['are a link to a map', [geo], [`📍 ${link}`]],
    ['have their name', [{ ...geo, name: 'Square' }], [`📍 Square\n${link}`]],
    [
      'have their address',
      [{ type: 'Place', name: 'Shop', address: 'Main 1', geo }],
      [`📍 Shop\nMain 1\n${link}`],
    ],
    [
      'have an address in parts',
      [{ type: 'Place', address: { streetAddress: 'Main 1', addressLocality: 'Omsk' }, geo }],
      [`📍 Main 1, Omsk\n${link}`],
    ],
    ['have a map of their own', [{ type: 'Place', hasMap: { url: 'https://m/1' } }], ['📍 https://m/1']],
    [
      'come once with their coordinates',
      [geo, { type: 'Place', name: 'Shop', hasMap: 'https://m/1', geo }],
      [`📍 Shop\n${link}`],
    ],
    ['come once when they come twice', [geo, geo], [`📍 ${link}`]],
    [
      'are nothing without a place',
      [{ type: 'GeoCoordinates', latitude: 1 }, { type: 'Place' }, null, 5],
      [],
    ],
  ];
  for (const [name, entities, expected] of cases) {
    it(name, () => assert.deepEqual(placesOf(entities), expected));
  }
  it('are found in the content of an attachment', () => {
    assert.equal(placeTextOf(geo), `📍 ${link}`);
    assert.equal(placeTextOf({ type: 'AdaptiveCard' }), undefined);
    assert.equal(placeTextOf('GeoCoordinates'), undefined);
  });
});

describe('expiration', () => {
  it('is read from dates and their text, and from nothing else', () => {
    const time = Date.UTC(2026, 0, 1);
    assert.equal(expirationOf({ expiration: new Date(time) }), time);
    assert.equal(expirationOf({ expiration: '2026-01-01T00:00:00.000Z' }), time);
    for (const expiration of [undefined, null, '', 'soon', new Date(NaN), {}, 5]) {
      assert.equal(expirationOf({ expiration }), undefined);
    }
  });
});
