import assert from 'node:assert/strict';
import {
  formatMessageId,
  isLongMessageId,
  parseMessageId,
  readMessageId,
  type MessageId,
} from '../../../src/whatsgate/message-id';

const SHORT = '3EB0EBC34954F8976AA6';
const GROUP = '120363043968066561@g.us';

const LONG_IDS: readonly (readonly [id: string, parts: MessageId])[] = [
  [`true_79991112233@c.us_${SHORT}`, { fromMe: true, chat: '79991112233@c.us', short: SHORT }],
  [`false_79991112233@c.us_${SHORT}`, { fromMe: false, chat: '79991112233@c.us', short: SHORT }],
  [`false_179950657237125@lid_${SHORT}`, { fromMe: false, chat: '179950657237125@lid', short: SHORT }],
  [
    `false_${GROUP}_${SHORT}_79991112233@c.us`,
    { fromMe: false, chat: GROUP, short: SHORT, participant: '79991112233@c.us' },
  ],
  [
    `false_${GROUP}_${SHORT}_179950657237125@lid`,
    { fromMe: false, chat: GROUP, short: SHORT, participant: '179950657237125@lid' },
  ],
  [
    `false_79876543210-1581234048@g.us_${SHORT}_79991112233:5@s.whatsapp.net`,
    {
      fromMe: false,
      chat: '79876543210-1581234048@g.us',
      short: SHORT,
      participant: '79991112233:5@s.whatsapp.net',
    },
  ],
  [
    `false_status@broadcast_${SHORT}_79991112233@c.us`,
    { fromMe: false, chat: 'status@broadcast', short: SHORT, participant: '79991112233@c.us' },
  ],
  [
    `true_79991112233@c.us_${SHORT}_out`,
    { fromMe: true, chat: '79991112233@c.us', short: SHORT, direction: 'out' },
  ],
  [
    `false_79991112233@c.us_${SHORT}_in`,
    { fromMe: false, chat: '79991112233@c.us', short: SHORT, direction: 'in' },
  ],
];

describe('message ids', () => {
  for (const [id, parts] of LONG_IDS) {
    it(`takes ${id} apart and puts it together again`, () => {
      assert.deepEqual(parseMessageId(id), parts);
      assert.equal(formatMessageId(parts), id);
      assert.equal(isLongMessageId(id), true);
    });
  }

  const others = [
    SHORT,
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    '',
    'true',
    `true_79991112233@c.us`,
    `true_79991112233@c.us_`,
    `TRUE_79991112233@c.us_${SHORT}`,
    `true_79991112233_${SHORT}`,
    `true_79991112233@c.us_${SHORT}_sideways`,
    `true_79991112233@c.us_${SHORT}_`,
    ` true_79991112233@c.us_${SHORT}`,
    `true_79991112233@c.us_${SHORT}\n`,
  ];
  for (const id of others) {
    it(`takes ${JSON.stringify(id)} for no long id`, () => {
      assert.equal(parseMessageId(id), undefined);
      assert.equal(isLongMessageId(id), false);
    });
  }

  it('reads ids from strings and from key objects', () => {
    const id = `false_${GROUP}_${SHORT}_79991112233@c.us`;
    assert.equal(readMessageId(id), id);
    assert.equal(readMessageId(SHORT), SHORT);
    assert.equal(readMessageId({ fromMe: true, remote: 'x@c.us', id: 'OTHER', _serialized: id }), id);
  });

  it('builds the id of a key object without _serialized', () => {
    assert.equal(
      readMessageId({ fromMe: true, remote: '79991112233@c.us', id: SHORT }),
      `true_79991112233@c.us_${SHORT}`,
    );
    assert.equal(
      readMessageId({
        fromMe: false,
        remote: { server: 'g.us', user: '120363043968066561' },
        id: SHORT,
        participant: { _serialized: '179950657237125@lid' },
      }),
      `false_${GROUP}_${SHORT}_179950657237125@lid`,
    );
    assert.equal(
      readMessageId({ fromMe: 'true', remote: '79991112233@c.us', id: SHORT, participant: 7 }),
      `false_79991112233@c.us_${SHORT}`,
    );
  });

  it('takes anything else for absent', () => {
    for (const value of ['', 7, null, undefined, [], {}, { remote: 'x@c.us' }, { id: SHORT }]) {
      assert.equal(readMessageId(value), undefined);
    }
  });
});
