import assert from 'node:assert/strict';
import { Receiver, type ReceiverParts, type TakeIn } from '../../../src/channel/receiver';
import { REFUSALS } from '../../../src/channel/webhook-http';
import { InboxFullError, WhatsGateClosedError } from '../../../src/whatsgate/errors';
import type { GatewayEvent } from '../../../src/whatsgate/event';
import { FakeRequest, FakeResponse, TOKEN, type RequestParts } from './support/http';
import { RecordingLogger } from './support/logs';

const EVENT = { id: 501, whatsapp_id: 'shop', event_action: 'ready', event_data: {} };
const SECRET = 'secret from inside 79991112233';

describe('the receiver', () => {
  let logger: RecordingLogger;
  let taken: GatewayEvent[];
  beforeEach(() => {
    logger = new RecordingLogger();
    taken = [];
  });

  const takeIn: TakeIn = (event) => {
    taken.push(event);
    return Promise.resolve({ outcome: 'accepted', handled: Promise.resolve() });
  };

  const receive = async (
    request: RequestParts | FakeRequest,
    parts: Partial<ReceiverParts> = {},
    take: TakeIn = takeIn,
  ): Promise<FakeResponse> => {
    const receiver = new Receiver({
      tokens: [TOKEN],
      allowedAddresses: [],
      maximumBodyBytes: 1024,
      ackTimeoutMs: 15_000,
      isAccount: (whatsappId) => whatsappId === 'shop',
      logger,
      ...parts,
    });
    const response = new FakeResponse();
    const given = request instanceof FakeRequest ? request : new FakeRequest(request);
    await receiver.receive(given, response, take);
    return response;
  };

  it('acknowledges an event with its number', async () => {
    const response = await receive({ body: EVENT });
    assert.deepEqual(response.answer, { status: 200, body: { result: 'OK', id: 501 } });
    assert.deepEqual(
      taken.map(({ id, kind }) => [id, kind]),
      [[501, 'ready']],
    );
    assert.deepEqual(logger.lines, []);
  });

  it('acknowledges an event without a number', async () => {
    const response = await receive({ body: { ...EVENT, id: undefined } });
    assert.deepEqual(response.answer, { status: 200, body: { result: 'OK' } });
  });

  it('acknowledges at once what an inbox keeps by itself', async () => {
    const response = await receive({ body: EVENT }, {}, () =>
      Promise.resolve({ outcome: 'accepted', handled: undefined }),
    );
    assert.equal(response.answer?.status, 200);
  });

  it('reads the body from the stream', async () => {
    const request = new FakeRequest();
    const receiving = receive(request);
    request.arrive(Buffer.from(JSON.stringify(EVENT)));
    assert.equal((await receiving).answer?.status, 200);
  });

  for (const method of ['POST', 'post', undefined]) {
    it(`takes the method ${String(method)}`, async () => {
      assert.equal((await receive({ method, body: EVENT })).answer?.status, 200);
    });
  }

  const REFUSED: readonly (readonly [status: keyof typeof REFUSALS, what: string, request: RequestParts])[] =
    [
      [400, 'a body that is no JSON', { body: 'no' }],
      [400, 'JSON that is no event', { body: { id: 1 } }],
      [400, 'JSON that is a list', { body: '[]' }],
      [401, 'a wrong token', { url: '/api/whatsgate/wrong', body: EVENT }],
      [401, 'no URL', { url: undefined, body: EVENT }],
      [404, "somebody else's account", { body: { ...EVENT, whatsapp_id: 'other' } }],
      [405, 'another method', { method: 'GET', body: EVENT }],
      [413, 'a large body', { body: JSON.stringify({ ...EVENT, more: 'x'.repeat(2000) }) }],
      [415, 'another type', { headers: { 'content-type': 'text/plain' }, body: EVENT }],
    ];
  for (const [status, what, request] of REFUSED) {
    it(`answers ${status} to ${what}, and takes nothing in`, async () => {
      const response = await receive(request);
      assert.deepEqual(response.answer, { status, body: { result: 'ERROR', message: REFUSALS[status] } });
      assert.deepEqual(taken, []);
      assert.equal(logger.at('warn').length, 1);
      assert.match(logger.at('warn')[0] ?? '', new RegExp(`refused with ${status}: `));
    });
  }

  it('answers 403 to an address that is not in the list', async () => {
    const parts = { allowedAddresses: ['198.51.100.0/24'] };
    for (const address of ['203.0.113.7', undefined]) {
      assert.equal((await receive({ address, body: EVENT }, parts)).answer?.status, 403);
    }
    assert.equal((await receive({ address: '::ffff:198.51.100.9', body: EVENT }, parts)).answer?.status, 200);
    assert.equal(taken.length, 1);
  });

  it('looks at address, token, method, headers, body and account in this order', async () => {
    const parts = { allowedAddresses: ['198.51.100.1'] };
    const wrong = {
      address: '203.0.113.7',
      url: '/wrong',
      method: 'PUT',
      headers: { 'content-type': 'text/plain' },
      body: 'no',
    };
    const right: RequestParts[] = [
      {},
      { address: '198.51.100.1' },
      { url: `/${TOKEN}` },
      { method: 'POST' },
      { headers: {} },
      { body: { ...EVENT, whatsapp_id: 'other' } },
      { body: EVENT },
    ];
    const statuses: unknown[] = [];
    let request: RequestParts = wrong;
    for (const step of right) {
      request = { ...request, ...step };
      statuses.push((await receive(request, parts)).answer?.status);
    }
    assert.deepEqual(statuses, [403, 401, 405, 415, 400, 404, 200]);
  });

  it('lets the rest of a body that it does not want run off', async () => {
    const request = new FakeRequest({ url: '/wrong' });
    await receive(request);
    assert.equal(request.resumed, 1);
    assert.equal(request.listenerCount('data'), 0);
  });

  it('takes events from anybody when there are no tokens', async () => {
    const response = await receive({ url: '/anywhere', body: EVENT }, { tokens: [] });
    assert.equal(response.answer?.status, 200);
  });

  for (const [what, error, level] of [
    ['a full inbox', new InboxFullError(SECRET), 'warn'],
    ['a closed adapter', new WhatsGateClosedError(SECRET), 'warn'],
    ['an inbox that fails', new TypeError(SECRET), 'error'],
  ] as const) {
    it(`answers 503 for ${what}, so that the gateway comes again`, async () => {
      const response = await receive({ body: EVENT }, {}, () => Promise.reject(error));
      assert.deepEqual(response.answer, { status: 503, body: { result: 'ERROR', message: REFUSALS[503] } });
      assert.equal(response.headers.get('retry-after'), 20);
      assert.deepEqual(logger.at(level), ['An event could not be taken in; the gateway will repeat it.']);
      assert.equal(logger.lines.length, 1);
    });
  }

  it('answers 503 for an inbox that throws without a promise, and for an item that could not be handled', async () => {
    const throwing: TakeIn = () => {
      throw new Error(SECRET);
    };
    assert.equal((await receive({ body: EVENT }, {}, throwing)).answer?.status, 503);
    const response = await receive({ body: EVENT }, {}, () =>
      Promise.resolve({ outcome: 'accepted', handled: Promise.reject(new Error(SECRET)) }),
    );
    assert.equal(response.answer?.status, 503);
  });

  it('answers 500 when something breaks that nobody thought of', async () => {
    const response = await receive(
      { body: EVENT },
      {
        isAccount: () => {
          throw new Error(SECRET);
        },
      },
    );
    assert.deepEqual(response.answer, { status: 500, body: { result: 'ERROR', message: REFUSALS[500] } });
    assert.deepEqual(logger.at('error'), ['A webhook could not be answered as it should.']);
  });

  it('tells nothing from inside, neither in a body nor a phone number in the log', async () => {
    const response = await receive({ body: EVENT }, {}, () => Promise.reject(new Error(SECRET)));
    assert.ok(!JSON.stringify([response.bodies, [...response.headers]]).includes('inside'));
    const { error } = logger.lines[0]?.fields as { error: Error };
    assert.equal(error.message, 'secret from inside 799***33');
  });

  it('does not write a wrong token into the log', async () => {
    await receive({ url: '/api/whatsgate/a-guessed-token', body: EVENT });
    assert.ok(!JSON.stringify(logger.lines).includes('guessed'));
  });
});
