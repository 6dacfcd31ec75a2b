import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { TurnRunner } from '../../../src/channel/intake';
import type { Inbox } from '../../../src/inbox/inbox';
import { memoryInbox } from '../../../src/inbox/memory';
import { WhatsGateClosedError, WhatsGateConfigurationError } from '../../../src/whatsgate/errors';
import { deferred, isPending, settled, stopClock } from '../inbox/support';
import { ChannelBench, message } from './support/channel';
import { FakeRequest, FakeResponse } from './support/http';
import { ANNA, text, turnOf } from './support/outbox';

describe('the channel over an inbox', () => {
  let bench: ChannelBench;
  beforeEach(() => {
    bench = new ChannelBench();
  });
  afterEach(async () => {
    sinon.restore();
    await bench.end();
  });

  describe('with an inbox of another make', () => {
    const over = (changes: Partial<Inbox>): Inbox => {
      const inbox = memoryInbox();
      return {
        store: inbox.store,
        dead: inbox.dead,
        reserve: (account, perMinute) => inbox.reserve(account, perMinute),
        start: (handle) => inbox.start(handle),
        accept: (item) => inbox.accept(item),
        waiting: (key, most) => inbox.waiting(key, most),
        run: (key, work) => inbox.run(key, work),
        status: () => inbox.status(),
        close: (graceMs) => inbox.close(graceMs),
        ...changes,
      };
    };

    it('waits until it has started', async () => {
      const inbox = memoryInbox();
      const started = deferred();
      const channel = bench.open({
        inbox: over({
          start: (handle) => started.promise.then(() => inbox.start(handle)),
          accept: (item) => inbox.accept(item),
        }),
      });
      const accepting = channel.accept(message('early'), bench.run);
      assert.equal(await isPending(accepting), true);
      started.resolve();
      await accepting;
      assert.deepEqual(bench.texts, ['early']);
    });

    it('answers 503 as long as it cannot be started, and says why', async () => {
      const channel = bench.open({ inbox: over({ start: () => Promise.reject(new Error('no disk')) }) });
      const response = new FakeResponse();
      await channel.receive(new FakeRequest({ body: message('hi') }), response, bench.run);
      assert.equal(response.answer?.status, 503);
      assert.equal(bench.logger.at('error')[0], 'The inbox could not be started.');
    });

    it('that forgets is given a listed event with a date far in the future once', async () => {
      const inbox = memoryInbox();
      let accepted = 0;
      const accept: Inbox['accept'] = (item) =>
        inbox.accept({ ...item, id: `${item.id} ${(accepted += 1)}` });
      const channel = bench.open({ inbox: over({ start: (handle) => inbox.start(handle), accept }) });
      const date = { event_date: '9999-01-01 00:00:00' };
      sinon
        .stub(channel.client, 'getEvents')
        .resolves({ items: [message('far', ANNA, date)], page: 1, pages: 1 });
      for (let look = 0; look < 2; look += 1) {
        const polling = channel.poll(bench.run, { since: new Date(0) });
        await settled();
        await polling.stop();
      }
      assert.deepEqual(bench.texts, ['far']);
    });

    it('is started again with the next event after a start that failed', async () => {
      const inbox = memoryInbox();
      let isBroken = true;
      const channel = bench.open({
        inbox: over({
          start: (handle) => (isBroken ? Promise.reject(new Error('no disk')) : inbox.start(handle)),
          accept: (item) => inbox.accept(item),
        }),
      });
      await assert.rejects(channel.accept(message('hi'), bench.run), /no disk/);
      isBroken = false;
      await channel.accept(message('hi'), bench.run);
      assert.deepEqual(bench.texts, ['hi']);
    });

    it('is not started before logic is known, and then works on what it has', async () => {
      let starts = 0;
      const inbox = memoryInbox();
      const channel = bench.open({
        inbox: over({
          start: (handle) => {
            starts += 1;
            return inbox.start(handle);
          },
        }),
      });
      assert.equal(await channel.runProactive(ANNA, () => Promise.resolve('done')), 'done');
      assert.equal(starts, 0);
      await channel.start(bench.run);
      await channel.start(bench.run);
      assert.equal(starts, 1);
    });

    it('keeps a turn that threw as a dead letter, and runs it again on request', async () => {
      const channel = bench.open();
      let failing = true;
      const run: TurnRunner = async (activity) => {
        if (failing) throw new Error('the bot threw');
        await bench.run(activity);
      };
      await channel.accept(message('hi'), run);
      const [letter] = await channel.dead.list();
      assert.equal(letter?.error, 'Error: the bot threw');
      failing = false;
      await channel.dead.replay(letter.id);
      await settled();
      assert.deepEqual(bench.texts, ['hi']);
      assert.deepEqual(await channel.dead.list(), []);
    });

    it('runs items that it had kept from an earlier process, once logic is known', async () => {
      const inbox = memoryInbox();
      const channel = bench.open({ inbox });
      await channel.accept(message('now'), bench.run);
      const kept = message('kept');
      await (
        await inbox.accept({ id: 'kept', key: `shop ${ANNA}`, data: kept })
      ).handled;
      await (
        await inbox.accept({ id: 'no event', key: 'x', data: null })
      ).handled;
      assert.deepEqual(bench.texts, ['now', 'kept']);
    });
  });

  it('refuses options that the client cannot work with', () => {
    assert.throws(() => bench.open({ baseUrl: 'no url' }), WhatsGateConfigurationError);
  });

  it('warns when everybody may deliver', () => {
    bench.open({ webhookToken: false });
    assert.match(bench.logger.at('warn')[0] ?? '', /taken from anybody/);
  });

  it('takes nothing after it was closed', async () => {
    const channel = bench.open();
    assert.equal(await channel.close(10), 0);
    await assert.rejects(channel.accept(message('late'), bench.run), WhatsGateClosedError);
    await assert.rejects(
      channel.runProactive(ANNA, () => Promise.resolve()),
      WhatsGateClosedError,
    );
  });

  it('waits no longer than it was told for a send that hangs', async () => {
    const channel = bench.open();
    const sent = deferred();
    sinon.stub(channel.client, 'send').callsFake(async () => {
      await sent.promise;
      return { queued: true };
    });
    const sending = channel.send([{ text: 'hi', conversation: { id: ANNA } }], turnOf());
    const clock = stopClock();
    const closing = channel.close(1000);
    await clock.tickAsync(999);
    assert.equal(await isPending(closing), true);
    await clock.tickAsync(1);
    assert.equal(await closing, 0);
    sent.resolve();
    await sending;
  });

  it('waits for sends when it closes, and tells how many turns were not finished', async () => {
    const channel = bench.open();
    const sent = deferred();
    sinon.stub(channel.client, 'send').callsFake(async () => {
      await sent.promise;
      return { queued: false, message: { id: 'true_1@c.us_A' } };
    });
    const sending = channel.send([{ text: 'hi', conversation: { id: ANNA } }], turnOf());
    const closing = channel.close(60_000);
    assert.equal(await isPending(closing), true);
    sent.resolve();
    assert.equal(await closing, 0);
    assert.deepEqual(await sending, [{ id: 'true_1@c.us_A' }]);

    const other = bench.open();
    const turn = deferred();
    const running = other.accept(message('long'), () => turn.promise);
    await settled();
    assert.equal(await other.close(1), 1);
    assert.match(bench.logger.at('warn').at(-1) ?? '', /1 turns unfinished/);
    turn.resolve();
    await running;
  });

  it('answers 503 once it has closed for an event whose turn has not begun, however long the one before takes', async () => {
    const clock = stopClock();
    try {
      const channel = bench.open();
      const first = new FakeResponse();
      const second = new FakeResponse();
      const thinking = deferred();
      void channel.receive(new FakeRequest({ body: message('one') }), first, () => thinking.promise);
      await settled();
      void channel.receive(new FakeRequest({ body: message('two') }), second, bench.run);
      await settled();
      const closing = channel.close(10);
      await clock.tickAsync(10);
      assert.equal(await closing, 2);
      await clock.tickAsync(20_000);
      assert.deepEqual([second.answer?.status, bench.texts], [503, []]);
      thinking.resolve();
      await settled();
      assert.deepEqual([first.answer?.status, bench.texts], [503, []]);
    } finally {
      clock.restore();
    }
  });

  it('acknowledges a repeat of an event whose turn had sent something when the adapter closed, and hangs', async () => {
    const clock = stopClock();
    try {
      const channel = bench.open();
      sinon.stub(channel.client, 'send').resolves({ queued: true });
      const thinking = deferred();
      const body = message('hi');
      const [first, repeat] = [new FakeResponse(), new FakeResponse()];
      const run: TurnRunner = async (_activity, turn) => {
        await channel.send([text('one moment')], turn);
        await thinking.promise;
      };
      const receiving = [first, repeat].map((response) =>
        channel.receive(new FakeRequest({ body }), response, run),
      );
      await settled();
      const closing = channel.close(10);
      await clock.tickAsync(10);
      assert.equal(await closing, 1);
      await clock.tickAsync(15_000);
      assert.deepEqual([first.answer?.status, repeat.answer?.status], [200, 200]);
      thinking.resolve();
      await Promise.all(receiving);
    } finally {
      clock.restore();
    }
  });

  for (const [status, name] of [
    [503, 'had sent nothing'],
    [200, 'had sent something'],
  ] as const) {
    it(`answers ${status} in time for a turn that ${name} when the adapter closed, and hangs`, async () => {
      const clock = stopClock();
      try {
        const channel = bench.open();
        sinon.stub(channel.client, 'send').resolves({ queued: true });
        const response = new FakeResponse();
        const thinking = deferred();
        const receiving = channel.receive(
          new FakeRequest({ body: message('hi') }),
          response,
          async (_activity, turn) => {
            if (status === 200) await channel.send([text('one moment')], turn);
            await thinking.promise;
            await channel.send([text('hello')], turn);
          },
        );
        await settled();
        const closing = channel.close(10);
        await clock.tickAsync(10);
        assert.equal(await closing, 1);
        await clock.tickAsync(15_000);
        assert.equal(response.answer?.status, status);
        thinking.resolve();
        await receiving;
        assert.equal(response.answer.status, status);
        const wrong = bench.logger.lines.filter(({ message: line }) => line.includes('will not repeat it'));
        assert.deepEqual(wrong, []);
      } finally {
        clock.restore();
      }
    });
  }
});
