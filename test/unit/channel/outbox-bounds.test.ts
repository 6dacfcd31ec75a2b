import assert from 'node:assert/strict';
import { Settlement } from '../../../src/channel/settlement';
import { TurnRecord } from '../../../src/channel/turn-record';
import type { SendJournal, SentRecord } from '../../../src/inbox/journal';
import { OutboxFullError, WhatsGateNetworkError } from '../../../src/whatsgate/errors';
import { isPending, deferred, settled } from '../inbox/support';
import { ANNA, apiError, BORIS, OutboxBench, sentId, text, turnOf } from './support/outbox';

describe('the outbox, when much waits', () => {
  it('refuses what is too much, with nothing of it sent, and tells what it holds', async () => {
    const bench = new OutboxBench({ outboxCapacity: 2 });
    const gate = bench.hold('one');
    const first = bench.outbox.send([text('one')], turnOf());
    const second = bench.outbox.send([text('two')], turnOf());
    assert.deepEqual(bench.outbox.status(), { queued: 2, capacity: 2, paused: [] });
    await assert.rejects(bench.outbox.send([text('three', BORIS)], turnOf()), (error) => {
      assert.ok(error instanceof OutboxFullError);
      assert.match(error.message, /outboxCapacity/);
      return error.retryable && !error.maybeDelivered;
    });
    gate.resolve();
    await Promise.all([first, second]);
    assert.deepEqual(bench.bodies, ['one', 'two']);
    assert.equal(bench.outbox.status().queued, 0);
  });

  it('sends one call of any size when nothing else waits', async () => {
    const bench = new OutboxBench({ outboxCapacity: 1 });
    await bench.outbox.send([text('one'), text('two')], turnOf());
    assert.deepEqual(bench.bodies, ['one', 'two']);
  });

  it('has room again after failures', async () => {
    const bench = new OutboxBench({ outboxCapacity: 1 });
    bench.answer = () => {
      throw apiError(400);
    };
    await assert.rejects(bench.outbox.send([text('one')], turnOf({ inboundType: 'event' })));
    assert.equal(bench.outbox.status().queued, 0);
  });
});

describe('the outbox, with a journal', () => {
  /** A journal that keeps what it is told, its writes to be ended by the test. */
  function journalOf(writes = Promise.resolve()) {
    const steps: string[] = [];
    const journal: SendJournal = {
      begin: (itemId, ordinal, { kind, text: body }) => {
        steps.push(`begin ${itemId} ${ordinal} ${kind} ${body ?? ''}`);
        return writes;
      },
      end: (itemId, ordinal, { status }) => {
        steps.push(`end ${itemId} ${ordinal} ${status}`);
        return Promise.resolve();
      },
      of: () => Promise.resolve<readonly SentRecord[]>([]),
    };
    return { steps, record: new TurnRecord('shop/1', journal) };
  }

  it('writes each send down before it goes out, and after, with its place in the turn', async () => {
    const bench = new OutboxBench();
    const written = deferred();
    const { steps, record } = journalOf(written.promise);
    const sent = bench.outbox.send([text('one'), text('two')], turnOf({ record }));
    assert.equal(await isPending(sent), true);
    assert.deepEqual([steps, bench.bodies], [['begin shop/1 0 text one'], []]);
    written.resolve();
    await sent;
    assert.deepEqual(steps, [
      'begin shop/1 0 text one',
      'end shop/1 0 sent',
      'begin shop/1 1 text two',
      'end shop/1 1 sent',
    ]);
  });

  it('sends nothing that it cannot write down', async () => {
    const bench = new OutboxBench();
    const { record } = journalOf(Promise.reject(new Error('the disk is full')));
    await assert.rejects(bench.outbox.send([text('one')], turnOf({ record })), /disk is full/);
    assert.deepEqual(bench.bodies, []);
  });

  for (const [status, error] of [
    ['refused', apiError(400)],
    [
      'unknown',
      new WhatsGateNetworkError('broken', { command: 'send', requestWritten: true, maybeDelivered: true }),
    ],
    ['unknown', new Error('what an axios of the user throws')],
  ] as const) {
    it(`writes down that a send is ${status}: ${error.message}`, async () => {
      const bench = new OutboxBench();
      bench.answer = () => {
        throw error;
      };
      const { steps, record } = journalOf();
      await assert.rejects(bench.outbox.send([text('one')], turnOf({ record, inboundType: 'event' })));
      assert.equal(steps.at(-1), `end shop/1 0 ${status}`);
    });
  }

  it('takes a message for sent that is found among the events, and goes on with the turn', async () => {
    const sentMessages = new OutboxBench().sentMessages;
    const settlement = new Settlement({
      client: { getEvents: () => Promise.reject(new Error('nobody is asked')) },
      sentMessages,
      logger: new OutboxBench().logger,
      timeoutMs: 60_000,
      closing: new AbortController().signal,
    });
    const bench = new OutboxBench({ settlement });
    bench.answer = () => {
      throw new WhatsGateNetworkError('broken', {
        command: 'send',
        requestWritten: true,
        maybeDelivered: true,
      });
    };
    const { steps, record } = journalOf();
    const sent = bench.outbox.send([text('one')], turnOf({ record }));
    await settled();
    settlement.observe({
      kind: 'create',
      id: 1,
      whatsappId: 'shop',
      date: new Date(),
      raw: {},
      message: { id: sentId('one'), to: ANNA, body: 'one', type: 'chat' },
    });
    assert.deepEqual(await sent, [{ id: sentId('one') }]);
    assert.equal(steps.at(-1), 'end shop/1 0 sent');
  });
});
