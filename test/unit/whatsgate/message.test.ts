import assert from 'node:assert/strict';
import { readMessage } from '../../../src/whatsgate/message';
import { loadJson } from './support/fixtures';

const MESSAGE = (loadJson('event-message')['event_data'] as Record<string, unknown>)['message'];

describe('message objects', () => {
  it('keeps a documented message as it is', () => {
    assert.deepEqual(readMessage(MESSAGE), MESSAGE);
  });

  it('keeps fields that nobody has documented', () => {
    const message = { id: 'x', author: '7@c.us', location: { latitude: 1 }, future: [null] };
    assert.deepEqual(readMessage(message), message);
  });

  it('treats documented fields of a wrong type as absent', () => {
    const wrong = {
      _id: 7,
      id: 7,
      ack: 'read',
      hasMedia: 'yes',
      mediaKey: null,
      body: { text: 'x' },
      type: 1,
      timestamp: 'yesterday',
      from: 79991112233,
      from_name: ['Anna'],
      to: {},
      isForwarded: 1,
    };
    assert.deepEqual(readMessage(wrong), {});
  });

  it('reads numbers that are written as strings', () => {
    assert.deepEqual(readMessage({ ack: '3', timestamp: '1780000100' }), { ack: 3, timestamp: 1780000100 });
  });

  it('keeps an empty text, and takes an empty id for none', () => {
    assert.deepEqual(readMessage({ body: '', mediaKey: '', id: '', from: '' }), { body: '', mediaKey: '' });
  });

  it('flattens the ids of the library', () => {
    const message = readMessage({
      id: { fromMe: false, remote: '7@c.us', id: 'AB' },
      from: { _serialized: '7@c.us' },
      to: { user: '8', server: 'c.us' },
    });
    assert.deepEqual(message, { id: 'false_7@c.us_AB', from: '7@c.us', to: '8@c.us' });
  });

  it('leaves what it was given unchanged', () => {
    const given = { id: 7, body: 'x' };
    readMessage(given);
    assert.deepEqual(given, { id: 7, body: 'x' });
  });

  it('takes anything but an object for no message', () => {
    for (const value of [undefined, null, 'text', 7, true, []]) assert.equal(readMessage(value), undefined);
  });
});
