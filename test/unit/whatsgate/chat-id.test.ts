import assert from 'node:assert/strict';
import {
  contactId,
  formatChatId,
  parseChatId,
  phoneNumberOf,
  readChatId,
  withoutDeviceOf,
  type ChatKind,
} from '../../../src/whatsgate/chat-id';

const KINDS: readonly (readonly [id: string, kind: ChatKind, user: string, server: string])[] = [
  ['79991112233@c.us', 'contact', '79991112233', 'c.us'],
  ['79991112233@s.whatsapp.net', 'contact', '79991112233', 's.whatsapp.net'],
  ['79991112233:5@s.whatsapp.net', 'contact', '79991112233:5', 's.whatsapp.net'],
  ['79991112233@hosted', 'contact', '79991112233', 'hosted'],
  ['179950657237125@lid', 'lid', '179950657237125', 'lid'],
  ['179950657237125@hosted.lid', 'lid', '179950657237125', 'hosted.lid'],
  ['120363043968066561@g.us', 'group', '120363043968066561', 'g.us'],
  ['79876543210-1581234048@g.us', 'group', '79876543210-1581234048', 'g.us'],
  ['AA11223344@g.us', 'group', 'AA11223344', 'g.us'],
  ['status@broadcast', 'status', 'status', 'broadcast'],
  ['1581234048@broadcast', 'broadcast', '1581234048', 'broadcast'],
  ['120363171743427809@newsletter', 'newsletter', '120363171743427809', 'newsletter'],
  ['0@c.us', 'service', '0', 'c.us'],
  ['server@c.us', 'service', 'server', 'c.us'],
  ['867051314767696@bot', 'service', '867051314767696', 'bot'],
  ['13135550002@c.us', 'service', '13135550002', 'c.us'],
  ['someone@elsewhere', 'unknown', 'someone', 'elsewhere'],
  ['a@b@c.us', 'contact', 'a@b', 'c.us'],
  ['79991112233', 'unknown', '79991112233', ''],
  ['79991112233@', 'unknown', '79991112233@', ''],
  ['@', 'unknown', '@', ''],
  ['', 'unknown', '', ''],
];

describe('chat ids', () => {
  for (const [id, kind, user, server] of KINDS) {
    it(`takes '${id}' for ${kind} and puts it together again`, () => {
      const parsed = parseChatId(id);
      assert.deepEqual(parsed, { kind, user, server });
      assert.equal(formatChatId(parsed), id);
    });
  }

  it('finds the phone number of a person known by number only', () => {
    assert.equal(phoneNumberOf('79991112233@c.us'), '79991112233');
    assert.equal(phoneNumberOf('79991112233:5@s.whatsapp.net'), '79991112233');
    assert.equal(phoneNumberOf('79991112233@hosted'), '79991112233');
    for (const other of [
      '179950657237125@lid',
      '120363043968066561@g.us',
      '0@c.us',
      '13135550002@c.us',
      'anna@c.us',
      '79991112233',
    ]) {
      assert.equal(phoneNumberOf(other), undefined, other);
    }
  });

  it('makes the id of a person out of a number', () => {
    assert.equal(contactId('79991112233'), '79991112233@c.us');
  });

  it('takes off the number of the device, and nothing else', () => {
    assert.equal(withoutDeviceOf('79991112233:5@s.whatsapp.net'), '79991112233@s.whatsapp.net');
    assert.equal(withoutDeviceOf('179950657237125:12@lid'), '179950657237125@lid');
    assert.equal(withoutDeviceOf('79991112233@c.us'), '79991112233@c.us');
  });

  it('leaves ids of unknown shape alone', () => {
    for (const id of ['urn:chat:7', 'urn:chat:7@elsewhere', 'a:b', '']) assert.equal(withoutDeviceOf(id), id);
  });

  it('reads ids from strings and from the objects of the library', () => {
    assert.equal(readChatId('79991112233@c.us'), '79991112233@c.us');
    assert.equal(
      readChatId({ server: 'lid', user: '1799', _serialized: '179950657237125@lid' }),
      '179950657237125@lid',
    );
    assert.equal(readChatId({ server: 'g.us', user: '120363043968066561' }), '120363043968066561@g.us');
  });

  it('takes anything else for absent', () => {
    for (const value of [
      '',
      7,
      true,
      null,
      undefined,
      [],
      {},
      { user: '7' },
      { server: 'c.us', user: 7 },
      { _serialized: '' },
    ]) {
      assert.equal(readChatId(value), undefined);
    }
  });
});
