import assert from 'node:assert/strict';
import { readOutboundChannelData } from '../../../src/activity/outbound-options';
import { activityOfMessage } from './inbound-helper';

const read = (whatsgate: unknown) => readOutboundChannelData({ channelData: { whatsgate } });

describe('outbound: channelData.whatsgate', () => {
  it('is read whole', () => {
    const wishes = { quote: 'false_7@c.us_AA', type: 'voice', recipient: { id: '7@c.us' }, whatsappId: 'w' };
    assert.deepEqual(read(wishes), { wishes, ignored: [] });
  });

  for (const channelData of [
    undefined,
    null,
    5,
    'text',
    [],
    {},
    { whatsgate: null },
    { whatsgate: 'x' },
    { whatsgate: [] },
  ]) {
    it(`may be anything else: ${JSON.stringify({ channelData })}`, () => {
      assert.deepEqual(readOutboundChannelData({ channelData }), { wishes: {}, ignored: [] });
    });
  }

  it('quote: false is a wish', () => assert.deepEqual(read({ quote: false }).wishes, { quote: false }));

  const recipients: readonly [unknown, object | undefined][] = [
    [{ id: '7@c.us' }, { id: '7@c.us' }],
    [{ id: '7@c.us', number: '8' }, { id: '7@c.us' }],
    [{ number: '79991112233' }, { number: '79991112233', type: 'contact' }],
    [
      { number: '79991112233', type: 'contact' },
      { number: '79991112233', type: 'contact' },
    ],
    [
      { number: 'AA11223344', type: 'group' },
      { number: 'AA11223344', type: 'group' },
    ],
    [
      { number: '7', type: 'channel' },
      { number: '7', type: 'contact' },
    ],
    [{ number: 79991112233 }, { number: '79991112233', type: 'contact' }],
    [{ number: '+7 (999) 111-22-33' }, { number: '79991112233', type: 'contact' }],
    [{ number: 'AA11223344' }, { number: 'AA11223344', type: 'contact' }],
    [null, undefined],
  ];
  for (const [given, expected] of recipients) {
    it(`recipient ${JSON.stringify(given)}`, () => {
      const { wishes, ignored } = read({ recipient: given });
      assert.deepEqual(wishes.recipient, expected);
      assert.deepEqual(ignored, expected === undefined ? ['channelData.whatsgate.recipient'] : []);
    });
  }

  for (const given of [{ type: 'group' }, { id: '', number: '' }, {}, '79991112233', 79991112233, [], true]) {
    it(`recipient ${JSON.stringify(given)} names nobody`, () => {
      assert.deepEqual(read({ recipient: given }), {
        wishes: {},
        ignored: ['channelData.whatsgate.recipient'],
        namesNobody: true,
      });
    });
  }

  it('names what makes no sense, and passes it over', () => {
    assert.deepEqual(read({ quote: true, type: 'text', whatsappId: 5, colour: 'red' }), {
      wishes: {},
      ignored: ['quote', 'type', 'whatsappId', 'colour'].map((field) => `channelData.whatsgate.${field}`),
    });
    assert.deepEqual(read({ type: 'video', quote: '' }).wishes, {});
  });

  it('of an inbound activity, sent back as it is, asks for its account and nothing else', () => {
    const { channelData } = activityOfMessage({ type: 'image', hasMedia: true });
    assert.deepEqual(readOutboundChannelData({ channelData }), {
      wishes: { whatsappId: channelData.whatsgate.whatsappId },
      ignored: [],
    });
  });
});
