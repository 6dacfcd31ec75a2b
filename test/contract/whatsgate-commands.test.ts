import assert from 'node:assert/strict';
import type { WhatsGateClient } from '../../src/whatsgate/client';
import type { SendRequest } from '../../src/whatsgate/wire';
import { API_KEY } from '../unit/whatsgate/support/clients';
import { loadExchange, type Exchange } from '../unit/whatsgate/support/fixtures';
import { STAGES } from '../unit/whatsgate/support/stages';

const W = '6a10b2c3d4e5f';
const ANNA = { id: '79005550101@c.us' };
const LONG_ID = 'false_79005550101@c.us_A1B2C3D4E5F60718293A4B5C6D7E8F90';
const CALLBACK = 'https://example.test/hook/s3cr3t';

interface Row {
  readonly fixture: string;
  readonly call: (client: WhatsGateClient, exchange: Exchange) => Promise<unknown>;
  /** What the call gives, out of the answer. */
  readonly gives: (answer: Readonly<Record<string, unknown>>) => unknown;
}

const nothing = (): undefined => undefined;
const data = (body: Readonly<Record<string, unknown>>): unknown => body['data'];
const media = (body: Readonly<Record<string, unknown>>): unknown => body['media'];
const page = (body: Readonly<Record<string, unknown>>): unknown => ({
  items: body['data'],
  page: Number(body['page']),
  pages: Number(body['pages']),
  elements: Number(body['elements']),
});

const SENDS: readonly Row[] = [
  'send-text-by-number',
  'send-text-by-number-and-type',
  'send-text-by-id',
  'send-text-to-group-by-id',
  'send-image-to-group',
  'send-reply',
  'send-answer-of-2022',
  'send-document',
  'send-voice',
  'send-sticker',
].map((fixture) => ({
  fixture,
  call: (client, { request }) => client.send(request as unknown as SendRequest),
  gives: (body) => ({ queued: false, message: body['result'] }),
}));

const OTHERS: readonly Row[] = [
  {
    fixture: 'send-queued',
    call: (client, { request }) => client.send(request as unknown as SendRequest),
    gives: () => ({ queued: true }),
  },
  { fixture: 'check-registered', call: (client) => client.check(W, '79005550101'), gives: () => true },
  { fixture: 'check-unregistered', call: (client) => client.check(W, '79005550404'), gives: () => false },
  { fixture: 'check-other-word', call: (client) => client.check(W, '79005550101'), gives: () => true },
  { fixture: 'seen', call: (client) => client.seen(W, ANNA), gives: nothing },
  {
    fixture: 'seen-by-number',
    call: (client) => client.seen(W, { number: '79005550101', type: 'contact' }),
    gives: nothing,
  },
  { fixture: 'typing', call: (client) => client.typing(W, ANNA), gives: nothing },
  { fixture: 'get-chats', call: (client) => client.getChats(W), gives: data },
  { fixture: 'get-messagemedia', call: (client) => client.getMessageMedia(W, LONG_ID), gives: media },
  {
    fixture: 'get-media',
    call: (client) => getMedia(client),
    gives: () => ({ mimetype: 'image/jpeg', filename: 'photo.jpg', data: '/9j/4AAQSkZJRg==' }),
  },
  {
    fixture: 'get-media-nameless',
    call: (client) => getMedia(client),
    gives: () => ({ mimetype: 'image/jpeg', data: '/9j/4AAQSkZJRg==' }),
  },
  {
    fixture: 'events-get',
    call: (client) =>
      client.getEvents({
        whatsappId: W,
        since: new Date('2026-05-28T20:00:00.400Z'),
        action: 'message',
        pageSize: 100,
        page: 1,
      }),
    gives: page,
  },
  {
    fixture: 'events-get-text-paging',
    call: (client) => client.getEvents({ whatsappId: W, pageSize: 1, page: 2 }),
    gives: page,
  },
  { fixture: 'events-get-everything', call: (client) => client.getEvents(), gives: page },
  {
    fixture: 'session-create-qr',
    call: (client) => client.createSession({ name: 'Shop line', callback: CALLBACK }),
    gives: data,
  },
  {
    fixture: 'session-create-code',
    call: (client) => client.createSession({ name: 'Shop line', number: '79005550999' }),
    gives: data,
  },
  { fixture: 'session-delete', call: (client) => client.deleteSession(W), gives: data },
  { fixture: 'sessions-get-everything', call: (client) => client.getSessions(), gives: page },
  {
    fixture: 'sessions-get-filtered',
    call: (client) =>
      client.getSessions({ whatsappId: W, name: 'Shop line', status: 'READY', pageSize: 10, page: 1 }),
    gives: page,
  },
  { fixture: 'set-hook', call: (client) => client.setHook(W, CALLBACK), gives: nothing },
  { fixture: 'set-name', call: (client) => client.setName(W, 'Night line'), gives: nothing },
];

function getMedia(client: WhatsGateClient): Promise<unknown> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the vendor's old command is covered too
  return client.getMedia(W, 'bWVkaWFLZXk=');
}

for (const { name, install, client, answer, unusedAnswers } of STAGES) {
  describe(`the documented examples over the ${name}`, () => {
    install();

    for (const { fixture, call, gives } of [...SENDS, ...OTHERS]) {
      it(`${fixture}: posts exactly this request and gives what was answered`, async () => {
        const exchange = loadExchange(fixture);
        const seen = answer(exchange.command, { body: exchange.answer });
        assert.deepEqual(await call(client(), exchange), gives(exchange.answer));
        const [request = assert.fail('no request was made')] = seen;
        assert.equal(request.path, `/api/v1/${exchange.command}`);
        assert.deepEqual(request.body, exchange.request);
        assert.equal(request.headers['x-api-key'], API_KEY);
        assert.equal(request.headers['content-type'], 'application/json');
        assert.equal(request.headers['accept'], 'application/json');
        const length = Buffer.byteLength(JSON.stringify(exchange.request));
        assert.equal(Number(request.headers['content-length']), length);
        assert.equal(unusedAnswers(), 0);
      });
    }
  });
}
