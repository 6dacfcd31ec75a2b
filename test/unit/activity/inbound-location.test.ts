import assert from 'node:assert/strict';
import { activityOfMessage, JPEG_PREVIEW } from './inbound-helper';

const coordinates = { latitude: 55.75, longitude: 37.61 };

describe('inbound: locations', () => {
  it('are coordinates and the place that they belong to', () => {
    const location = { ...coordinates, name: 'Museum', address: 'Main st. 1', url: 'https://m.example' };
    const activity = activityOfMessage({ type: 'location', location, body: JPEG_PREVIEW });
    const geo = { type: 'GeoCoordinates', ...coordinates, name: 'Museum' };
    assert.equal(activity.type, 'message');
    assert.equal(activity.text, 'Museum\nMain st. 1');
    assert.deepEqual(activity.entities, [
      geo,
      { type: 'Place', name: 'Museum', address: 'Main st. 1', hasMap: 'https://m.example', geo },
    ]);
  });

  it('with nothing but coordinates have an empty text', () => {
    const activity = activityOfMessage({ type: 'location', location: coordinates, body: JPEG_PREVIEW });
    assert.equal(activity.text, '');
    assert.deepEqual(activity.entities, [
      { type: 'GeoCoordinates', ...coordinates },
      { type: 'Place', geo: { type: 'GeoCoordinates', ...coordinates } },
    ]);
  });

  const named: readonly [string, Record<string, unknown>, string | undefined, string | undefined][] = [
    [
      'description',
      { location: { ...coordinates, description: 'Museum\nMain st. 1\nMoscow' } },
      'Museum',
      'Main st. 1\nMoscow',
    ],
    [
      'a description of one line',
      { location: { ...coordinates, description: 'Museum' } },
      'Museum',
      undefined,
    ],
    ['the raw fields', { lat: '55.75', lng: '37.61', loc: 'Museum\nMain st. 1' }, 'Museum', 'Main st. 1'],
    ['an address alone', { location: { ...coordinates, address: 'Main st. 1' } }, undefined, 'Main st. 1'],
    [
      'fields that are no text',
      { location: { ...coordinates, name: 5, address: null, url: [] } },
      undefined,
      undefined,
    ],
  ];
  for (const [name, fields, placeName, address] of named) {
    it(`take name and address from ${name}`, () => {
      const { text, entities } = activityOfMessage({ type: 'location', body: '', ...fields });
      assert.equal(text, [placeName, address].filter((line) => line !== undefined).join('\n'));
      const place = entities?.[1];
      assert.deepEqual([place?.['name'], place?.['address']], [placeName, address]);
      assert.equal(entities?.[0]?.['latitude'], 55.75);
    });
  }

  it('take the link from clientUrl too', () => {
    const fields = { ...coordinates, clientUrl: 'https://maps.example/1' };
    assert.equal(
      activityOfMessage({ type: 'location', body: '', ...fields }).entities?.[1]?.['hasMap'],
      fields.clientUrl,
    );
  });

  it('on the equator and the meridian are places too', () => {
    const location = { latitude: 0, longitude: 0 };
    assert.equal(activityOfMessage({ type: 'location', body: '', location }).entities?.length, 2);
  });

  for (const location of [undefined, {}, { latitude: 1 }, { latitude: 'north', longitude: 'east' }, 'here']) {
    it(`without usable coordinates are messages without entities: ${JSON.stringify(location)}`, () => {
      const activity = activityOfMessage({ type: 'location', location, body: JPEG_PREVIEW });
      assert.equal(activity.text, '');
      assert.equal(activity.entities, undefined);
    });
  }

  it('without coordinates keep what was written', () => {
    assert.equal(activityOfMessage({ type: 'location', body: 'Here I am' }).text, 'Here I am');
  });
});
