import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { Receiver, type TakeIn } from '../../../src/channel/receiver';
import { memoryInbox } from '../../../src/inbox/memory';
import { type Deferred, deferred, isPending, stopClock } from '../inbox/support';
import { FakeRequest, FakeResponse, TOKEN } from './support/http';
import { RecordingLogger } from './support/logs';

const ACK_TIMEOUT_MS = 15_000;
const EVENT = { id: 501, whatsapp_id: 'shop', event_action: 'ready', event_data: {} };
const OK = { status: 200, body: { result: 'OK', id: 501 } };

/** A response of which nobody can tell whether it was sent. */
class SilentResponse extends FakeResponse {
  override end(body?: string): this {
    super.end(body);
    this.headersSent = false;
    return this;
  }
}

class BrokenResponse extends FakeResponse {
  override end(): never {
    throw new Error('write after end');
  }
}

describe('the acknowledgement of a webhook', () => {
  let clock: sinon.SinonFakeTimers;
  let logger: RecordingLogger;
  let receiver: Receiver;
  let turn: Deferred<void>;
  beforeEach(() => {
    clock = stopClock();
    logger = new RecordingLogger();
    turn = deferred();
    receiver = new Receiver({
      tokens: [TOKEN],
      allowedAddresses: [],
      maximumBodyBytes: 1024,
      ackTimeoutMs: ACK_TIMEOUT_MS,
      isAccount: () => true,
      logger,
    });
  });
  afterEach(() => {
    assert.equal(clock.countTimers(), 0, 'a timer was left behind');
    clock.restore();
  });

  const takeIn: TakeIn = () => Promise.resolve({ outcome: 'accepted', handled: turn.promise });
  const receive = (response: FakeResponse, take = takeIn): Promise<void> =>
    receiver.receive(new FakeRequest({ body: EVENT }), response, take);

  it('comes when the turn has ended', async () => {
    const response = new FakeResponse();
    const receiving = receive(response);
    await clock.tickAsync(ACK_TIMEOUT_MS - 1);
    assert.deepEqual(response.bodies, []);
    turn.resolve();
    await receiving;
    assert.deepEqual(response.answer, OK);
    assert.deepEqual(logger.lines, []);
  });

  for (const Response of [FakeResponse, SilentResponse]) {
    it(`comes early for a long turn, and once (${Response.name})`, async () => {
      const response = new Response();
      const receiving = receive(response);
      await clock.tickAsync(ACK_TIMEOUT_MS);
      assert.deepEqual(response.answer, OK);
      assert.match(logger.at('info')[0] ?? '', /longer than 15000 ms/);
      assert.equal(await isPending(receiving), true);
      turn.resolve();
      await receiving;
      assert.deepEqual(response.answer, OK);
    });

    it(`is not taken back when the long turn cannot be handled (${Response.name})`, async () => {
      const response = new Response();
      const receiving = receive(response);
      await clock.tickAsync(ACK_TIMEOUT_MS);
      turn.reject(new Error('could not be handled'));
      await receiving;
      assert.deepEqual(response.answer, OK);
      // The gateway has its acknowledgement and will not come again.
      assert.deepEqual(logger.at('error'), [
        'An event that had been acknowledged could not be handled; the gateway will not repeat it.',
      ]);
    });
  }

  it('of a repeat comes when the turn has ended that runs already', async () => {
    const inbox = memoryInbox();
    let turns = 0;
    await inbox.start(() => {
      turns += 1;
      return turn.promise;
    });
    const accept: TakeIn = (event) => inbox.accept({ id: String(event.id), key: 'a', data: event.raw });
    const responses = [new FakeResponse(), new FakeResponse()];
    const receiving = responses.map((response) => receive(response, accept));
    await clock.tickAsync(100);
    assert.deepEqual(
      responses.map(({ answer }) => answer),
      [undefined, undefined],
    );
    turn.resolve();
    await Promise.all(receiving);
    const late = new FakeResponse();
    await receive(late, accept);
    assert.deepEqual(
      [...responses, late].map(({ answer }) => answer),
      [OK, OK, OK],
    );
    assert.equal(turns, 1);
  });

  it('leaves alone what something else has answered meanwhile', async () => {
    const response = new FakeResponse();
    const receiving = receive(response);
    response.statusCode = 204;
    response.end('');
    turn.resolve();
    await receiving;
    assert.deepEqual([response.statusCode, response.bodies], [204, ['']]);
  });

  it('that cannot be written disturbs nobody, after the turn', async () => {
    turn.resolve();
    await receive(new BrokenResponse());
    assert.deepEqual(logger.at('debug'), ['The answer to a webhook could not be written.']);
    assert.deepEqual(logger.at('error'), []);
  });

  it('that cannot be written disturbs nobody, at the timeout', async () => {
    const receiving = receive(new BrokenResponse());
    await clock.tickAsync(ACK_TIMEOUT_MS);
    assert.deepEqual(logger.at('debug'), ['The answer to a webhook could not be written.']);
    turn.resolve();
    await receiving;
    assert.deepEqual(logger.at('error'), []);
  });

  it('that cannot be written disturbs nobody, for a refusal', async () => {
    await receiver.receive(new FakeRequest({ url: '/wrong' }), new BrokenResponse(), takeIn);
    assert.deepEqual(logger.at('debug'), ['The answer to a webhook could not be written.']);
  });

  it('does not come late for a body that never ends', async () => {
    const response = new FakeResponse();
    const request = new FakeRequest();
    const receiving = receiver.receive(request, response, takeIn);
    request.emit('data', Buffer.from('{'));
    await clock.tickAsync(10_000);
    await receiving;
    assert.equal(response.answer?.status, 408);
    assert.equal(response.headers.get('connection'), 'close');
  });
});
