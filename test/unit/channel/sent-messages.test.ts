import assert from 'node:assert/strict';
import sinon from 'sinon';
import { SentMessages } from '../../../src/channel/sent-messages';
import type { Recipient, SendRequest } from '../../../src/whatsgate/wire';

const CHAT = '79991112233@c.us';

function request(body: string | undefined, recipient: Recipient = { id: CHAT }): SendRequest {
  return {
    WhatsappID: 'shop',
    async: true,
    recipient,
    message: body === undefined ? {} : { body },
  };
}

describe('sent messages', () => {
  it('are known by their id', () => {
    const sent = new SentMessages();
    sent.remember('true_1@c.us_A');
    assert.equal(sent.has('true_1@c.us_A'), true);
    assert.equal(sent.has('true_1@c.us_B'), false);
    assert.equal(sent.has(undefined), false);
  });

  it('are forgotten from the oldest on', () => {
    const sent = new SentMessages();
    for (let index = 0; index <= 20_000; index += 1) sent.remember(`message ${index}`);
    assert.equal(sent.has('message 0'), false);
    assert.equal(sent.has('message 10001'), true);
    assert.equal(sent.has('message 20000'), true);
  });

  describe('in the queue of the gateway', () => {
    it('get ids of their own that are no message ids', () => {
      const sent = new SentMessages();
      const ids = [sent.queue(request('hello')), sent.queue(request('hello'))];
      assert.notEqual(ids[0], ids[1]);
      for (const id of ids) assert.match(id, /^queued:[0-9a-f-]{36}$/);
    });

    it('are matched oldest first, each once', () => {
      const sent = new SentMessages();
      const [first, second] = [sent.queue(request('hello')), sent.queue(request('hello'))];
      assert.equal(sent.takeQueued('shop', CHAT, { id: 'one', body: 'hello' }), first);
      assert.equal(sent.takeQueued('shop', CHAT, { id: 'two', body: 'hello' }), second);
      assert.equal(sent.takeQueued('shop', CHAT, { id: 'three', body: 'hello' }), undefined);
    });

    it('keep their match when several events tell of one message', () => {
      const sent = new SentMessages();
      const [first, second] = [sent.queue(request('hello')), sent.queue(request('hello'))];
      const told = ['one', 'one', 'two', 'one', 'two'].map((id) =>
        sent.takeQueued('shop', CHAT, { id, body: 'hello' }),
      );
      assert.deepEqual(told, [first, first, second, first, second]);
    });

    it('are matched once each also when events have no message id', () => {
      const sent = new SentMessages();
      const first = sent.queue(request('hello'));
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'hello' }), first);
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'hello' }), undefined);
    });

    it('are known for ten minutes: one that was never sent is not taken for a later one', () => {
      const clock = sinon.useFakeTimers({ toFake: ['performance'] });
      try {
        const sent = new SentMessages();
        sent.queue(request('hello'));
        clock.tick(10 * 60_000);
        const later = sent.queue(request('hello'));
        assert.equal(sent.takeQueued('shop', CHAT, { id: 'one', body: 'hello' }), later);
        assert.equal(sent.takeQueued('shop', CHAT, { id: 'two', body: 'hello' }), undefined);
      } finally {
        clock.restore();
      }
    });

    it('are known too when the gateway has cut blanks off', () => {
      const sent = new SentMessages();
      const id = sent.queue(request('hello\n'));
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'hello' }), id);
    });

    it('are told apart by account, chat and text', () => {
      const sent = new SentMessages();
      const id = sent.queue(request('hello'));
      assert.equal(sent.takeQueued('help', CHAT, { body: 'hello' }), undefined);
      assert.equal(sent.takeQueued('shop', '1@c.us', { body: 'hello' }), undefined);
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'Hello' }), undefined);
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'hello' }), id);
    });

    it('are found in the middle of the queue', () => {
      const sent = new SentMessages();
      const [one, two, three] = ['1', '2', '3'].map((body) => sent.queue(request(body)));
      assert.equal(sent.takeQueued('shop', CHAT, { body: '2' }), two);
      assert.equal(sent.takeQueued('shop', CHAT, { body: '3' }), three);
      assert.equal(sent.takeQueued('shop', CHAT, { body: '1' }), one);
    });

    it('match files without a caption', () => {
      const sent = new SentMessages();
      const id = sent.queue(request(undefined));
      assert.equal(sent.takeQueued('shop', CHAT, {}), id);
    });

    it('match by number, to a person or a group', () => {
      const sent = new SentMessages();
      const person = sent.queue(request('hi', { number: '79991112233' }));
      const contact = sent.queue(request('hi', { number: '79991112233', type: 'contact' }));
      const group = sent.queue(request('hi', { number: '7999-158', type: 'group' }));
      assert.equal(sent.takeQueued('shop', '7999-158@g.us', { body: 'hi' }), group);
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'hi' }), person);
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'hi' }), contact);
    });

    it('are forgotten from the oldest on', () => {
      const sent = new SentMessages();
      const ids = Array.from({ length: 1001 }, (_, index) => sent.queue(request(`text ${index}`)));
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'text 0' }), undefined);
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'text 1' }), ids[1]);
      assert.equal(sent.takeQueued('shop', CHAT, { body: 'text 1000' }), ids[1000]);
    });
  });
});
