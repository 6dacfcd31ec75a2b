import assert from 'node:assert/strict';
import axios from 'axios';
import type { WhatsGateClient } from '../../src/whatsgate/client';
import { WhatsGateAnswerError } from '../../src/whatsgate/errors';
import { TEXT } from '../unit/whatsgate/support/clients';
import { failureOf } from '../unit/whatsgate/support/failures';
import { STAGES } from '../unit/whatsgate/support/stages';

const W = '6a10b2c3d4e5f';

for (const { name, install, client, answer } of STAGES) {
  describe(`answers with surprises over the ${name}`, () => {
    install();

    it('gives the message of a send with wrong types, additions and an object as id', async () => {
      const id = { fromMe: true, remote: '79005550101@c.us', id: '3EB0' };
      answer('send', { body: { result: { id, ack: '1', body: 7, future: { a: 1 } } } });
      assert.deepEqual(await client().send(TEXT), {
        queued: false,
        message: { id: 'true_79005550101@c.us_3EB0', ack: 1, future: { a: 1 } },
      });
    });

    it('takes a word as answer of a synchronous send', async () => {
      answer('send', { body: { result: 'OK' } });
      assert.deepEqual(await client().send(TEXT), { queued: true });
    });

    it('says that the result of a send is missing, and that it may have been delivered', async () => {
      for (const body of [{}, { result: null }, { result: '' }, { data: 'x' }]) {
        answer('send', { body });
        const failure = await failureOf(client().send(TEXT), WhatsGateAnswerError);
        assert.equal(failure.maybeDelivered, true);
        assert.match(failure.message, /'send'.*without the result/);
      }
    });

    it('does not take a check without its answer for "not registered"', async () => {
      for (const body of [{ result: 'OK' }, { result: 'OK', data: null }, { result: 'OK', data: 'maybe' }]) {
        answer('check', { body });
        await failureOf(client().check(W, '79005550101'), WhatsGateAnswerError);
      }
    });

    it('passes over chats, events and sessions that are none', async () => {
      const chat = { id: '7@c.us', name: 'Anna' };
      const library = { id: { _serialized: '8@g.us' }, name: 'Couriers' };
      answer('get-chats', { body: { result: 'OK', data: [chat, null, 'x', { name: 'no id' }, library] } });
      assert.deepEqual(await client().getChats(W), [chat, { id: '8@g.us', name: 'Couriers' }]);
      answer('events-get', { body: { result: 'OK', data: [{ id: 1 }, null, []] } });
      assert.deepEqual(await client().getEvents(), { items: [{ id: 1 }], page: 1, pages: 1 });
      const data = [{ unique_id: 'a' }, { name: 'no id' }, { unique_id: 7 }];
      answer('sessions-get', { body: { result: 'OK', data, pages: 'many' } });
      assert.deepEqual(await client().getSessions(), { items: [{ unique_id: 'a' }], page: 1, pages: 1 });
    });

    it('takes a list that is missing for an empty one', async () => {
      answer('get-chats', { body: { result: 'OK' } });
      assert.deepEqual(await client().getChats(W), []);
      answer('events-get', { body: { result: 'OK', data: {} } });
      assert.deepEqual((await client().getEvents()).items, []);
    });

    it('says what is missing in a success', async () => {
      const calls: readonly (readonly [string, (client: WhatsGateClient) => Promise<unknown>, unknown])[] = [
        ['get-messagemedia', (gateway) => gateway.getMessageMedia(W, 'false_7@c.us_A'), { result: 'OK' }],
        ['get-messagemedia', (gateway) => gateway.getMessageMedia(W, 'x'), { media: { data: null } }],
        ['session-create', (gateway) => gateway.createSession({ name: 'x' }), { result: 'OK', data: {} }],
        ['session-delete', (gateway) => gateway.deleteSession(W), { result: 'OK' }],
      ];
      for (const [command, call, body] of calls) {
        answer(command, { body });
        const failure = await failureOf(call(client()), WhatsGateAnswerError);
        assert.equal(failure.command, command);
        assert.equal(failure.maybeDelivered, false);
        assert.match(
          failure.message,
          new RegExp(`'${command}' with success but without the (media|session)`),
        );
      }
    });

    it('calls media of unknown type a stream of bytes', async () => {
      answer('get-messagemedia', { body: { result: 'OK', media: { data: '', mimetype: 7, filename: '' } } });
      const media = await client().getMessageMedia(W, 'false_7@c.us_A');
      assert.deepEqual(media, { mimetype: 'application/octet-stream', data: '' });
    });

    it('drops what could change a prototype', async () => {
      answer('send', {
        body: '{"result":{"id":"a","__proto__":{"polluted":1},"constructor":{"prototype":{}}}}',
      });
      const sent = await client().send(TEXT);
      assert.ok(!sent.queued);
      assert.deepEqual(Reflect.ownKeys(sent.message), ['id']);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    });

    it('reads an answer that begins with a byte order mark, and letters of all alphabets', async () => {
      answer('send', { body: '\ufeff{"result":{"body":"Привет, мир ☀️"}}' });
      const sent = await client().send(TEXT);
      assert.deepEqual(sent, { queued: false, message: { body: 'Привет, мир ☀️' } });
    });
  });
}

for (const { install, client, answer } of STAGES.filter(({ name }) => name === 'injected axios')) {
  describe('an injected axios that parses answers itself', () => {
    install();

    const parsing = axios.create();
    parsing.interceptors.response.use((response) => ({
      ...response,
      data: response.data === '' ? undefined : (JSON.parse(response.data as string) as unknown),
    }));

    it('is as safe as text', async () => {
      answer('send', { body: '{"result":{"id":"a","__proto__":{"polluted":1}}}' });
      const sent = await client({ axios: parsing }).send(TEXT);
      assert.ok(!sent.queued);
      assert.deepEqual(Reflect.ownKeys(sent.message), ['id']);
    });

    it('may find nothing', async () => {
      answer('check', { body: '' });
      const failure = await failureOf(client({ axios: parsing }).check(W, '7'), WhatsGateAnswerError);
      assert.match(failure.message, /not a JSON object: \(nothing\)/);
    });
  });
}
