import assert from 'node:assert/strict';
import sinon from 'sinon';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';
import { deferred, settled } from '../inbox/support';
import { ChannelBench, message } from './support/channel';
import { FakeRequest, FakeResponse } from './support/http';
import { ANNA, BORIS } from './support/outbox';

describe('the channel takes events in', () => {
  let bench: ChannelBench;
  beforeEach(() => {
    bench = new ChannelBench();
  });
  afterEach(async () => {
    sinon.restore();
    await bench.end();
  });

  it('over HTTP, and acknowledges them after their turn', async () => {
    const channel = bench.open();
    const event = message('hi');
    const response = new FakeResponse();
    await channel.receive(new FakeRequest({ body: event }), response, bench.run);
    assert.deepEqual(response.answer, { status: 200, body: { result: 'OK', id: event.id } });
    assert.deepEqual(bench.texts, ['hi']);
  });

  it('from anywhere else, by their payload', async () => {
    const channel = bench.open({ channelId: 'other' });
    await channel.accept(message('hi'), bench.run);
    assert.deepEqual([bench.turns[0]?.channelId, bench.turns[0]?.serviceUrl], ['other', channel.serviceUrl]);
  });

  it('once, by their number, or by what they say when they have none', async () => {
    const channel = bench.open();
    const event = message('hi');
    const nameless = { ...message('no number'), id: undefined };
    for (const payload of [event, event, nameless, nameless]) await channel.accept(payload, bench.run);
    await channel.accept({ ...event, event_data: message('other').event_data }, bench.run);
    assert.deepEqual(bench.texts, ['hi', 'no number']);
  });

  it('that have neither number nor message id by all that they say', async () => {
    const channel = bench.open();
    const bare = (text: string, date: string) => ({
      whatsapp_id: 'shop',
      event_action: 'message',
      event_date: date,
      event_data: { message: { from: ANNA, body: text, type: 'chat' } },
    });
    const [first, later] = ['2026-05-28 20:30:00', '2026-05-28 20:30:01'] as const;
    for (const payload of [bare('1', first), bare('2', first), bare('1', first), bare('1', later)]) {
      await channel.accept(payload, bench.run);
    }
    assert.deepEqual(bench.texts, ['1', '2', '1']);
  });

  it('and refuses what is none, or belongs to somebody else', async () => {
    const channel = bench.open();
    for (const payload of [null, 'event', {}, message('hi', ANNA, { whatsapp_id: 'other' })]) {
      await assert.rejects(channel.accept(payload, bench.run), WhatsGateActivityError);
    }
    assert.deepEqual(bench.turns, []);
  });

  it('one at a time for each conversation', async () => {
    const channel = bench.open();
    const first = deferred();
    const runs = [
      channel.accept(message('1'), async (activity) => {
        await bench.run(activity);
        await first.promise;
      }),
      channel.accept(message('2'), bench.run),
      channel.accept(message('3', BORIS), bench.run),
    ];
    await settled();
    assert.deepEqual(bench.texts, ['1', '3']);
    const { queued, active } = await channel.status();
    assert.deepEqual({ queued, active }, { queued: 1, active: 1 });
    first.resolve();
    await Promise.all(runs);
    assert.deepEqual(bench.texts, ['1', '3', '2']);
  });

  it('and does not let what only tells something wait for a turn', async () => {
    const channel = bench.open();
    const statuses: string[] = [];
    channel.emitter.on('receipt', ({ status }) => statuses.push(status));
    const held = deferred();
    const turn = channel.accept(message('1'), () => held.promise);
    const ack = { id: `true_${ANNA}_X`, ack: 3 };
    await channel.accept(message('', ANNA, { event_action: 'ack', event_data: ack }), bench.run);
    assert.deepEqual([statuses, bench.turns], [['read'], []]);
    held.resolve();
    await turn;
  });

  it('and makes turns of receipts and own messages on request, in their conversation', async () => {
    const channel = bench.open({ eventActivities: ['receipt', 'ownMessage'] });
    const held = deferred();
    const own = { id: `true_${ANNA}_Y`, to: ANNA, body: 'typed on the phone', type: 'chat' };
    const runs = [
      channel.accept(message('1'), () => held.promise),
      channel.accept(
        message('', ANNA, { event_action: 'ack', event_data: { id: own.id, ack: 3 } }),
        bench.run,
      ),
      channel.accept(message('', ANNA, { event_action: 'create', event_data: { message: own } }), bench.run),
    ];
    await settled();
    assert.deepEqual(bench.turns, []);
    held.resolve();
    await Promise.all(runs);
    assert.deepEqual(
      bench.turns.map(({ name }) => name),
      ['read', 'whatsapp.messageSent'],
    );
  });

  it('and tells of a turn that failed without failing itself', async () => {
    const channel = bench.open();
    const failure = new Error('onTurnError failed, too');
    const errors: unknown[] = [];
    channel.emitter.on('error', (error) => errors.push(error));
    const event = message('hi');
    await channel.accept(event, () => Promise.reject(failure));
    await channel.accept(event, bench.run);
    assert.deepEqual([errors, bench.turns], [[failure], []]);
    assert.deepEqual(bench.logger.at('error'), ['A turn failed and onTurnError did not handle it.']);
  });

  it('by polling', async () => {
    const channel = bench.open();
    const look = sinon
      .stub(channel.client, 'getEvents')
      .resolves({ items: [message('polled')], page: 1, pages: 1 });
    const polling = channel.poll(bench.run, { since: new Date(0) });
    await settled();
    await polling.stop();
    assert.equal(look.callCount, 1);
    assert.deepEqual(bench.texts, ['polled']);
  });

  it('and tells when polling fails', async () => {
    const channel = bench.open();
    const failure = new Error('no answer');
    sinon.stub(channel.client, 'getEvents').rejects(failure);
    const errors: unknown[] = [];
    channel.emitter.on('error', (error) => errors.push(error));
    channel.poll(bench.run, {});
    await settled();
    assert.deepEqual(errors, [failure]);
    assert.equal(await channel.close(0), 0);
  });
});
