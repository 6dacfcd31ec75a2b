import assert from 'node:assert/strict';
import sinon from 'sinon';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';
import { isPending, settled, stopClock } from '../inbox/support';
import { ANNA, apiError, BORIS, OutboxBench, sentId, text, turnOf, typing } from './support/outbox';

const SEVERAL = [{ whatsappId: 'shop' }, { whatsappId: 'help' }];
const recipients = (bench: OutboxBench): unknown[] => bench.requests.map(({ recipient }) => recipient);
const wish = (body: string, whatsgate: object, chatId = ANNA) => ({
  ...text(body, chatId),
  channelData: { whatsgate },
});

describe('the recipients of the outbox', () => {
  let bench: OutboxBench;
  beforeEach(() => {
    bench = new OutboxBench();
  });

  it('are the conversation, or else the recipient of the activity', async () => {
    await bench.outbox.send([text('1', BORIS), { text: '2', recipient: { id: BORIS } }], turnOf());
    assert.deepEqual(recipients(bench), [{ id: BORIS }, { id: BORIS }]);
  });

  for (const activity of [
    { text: 'x' },
    { text: 'x', conversation: { id: '' } },
    { text: 'x', conversation: {} },
  ]) {
    it(`are asked for, before anything is sent: ${JSON.stringify(activity)}`, async () => {
      await assert.rejects(
        bench.outbox.send([text('first'), activity], turnOf()),
        (error) => error instanceof WhatsGateActivityError && error.message.includes('conversation.id'),
      );
      assert.deepEqual(bench.requests, []);
    });
  }

  it('may be others by channelData', async () => {
    await bench.outbox.send(
      [
        wish('1', { recipient: { id: BORIS } }),
        wish('2', { recipient: { number: '79994445566', type: 'group' } }),
      ],
      turnOf(),
    );
    assert.deepEqual(recipients(bench), [{ id: BORIS }, { number: '79994445566', type: 'group' }]);
  });

  it('are not those of the conversation when channelData names others that cannot be read', async () => {
    await assert.rejects(
      bench.outbox.send([wish('1', { recipient: '79994445566' })], turnOf()),
      /recipient names nobody/,
    );
    assert.deepEqual(bench.requests, []);
  });

  it('are written to by an account that channelData names', async () => {
    bench = new OutboxBench({}, SEVERAL);
    await bench.outbox.send([wish('1', { whatsappId: 'help' }), text('2', `help:${ANNA}`)], turnOf());
    assert.deepEqual(
      bench.requests.map(({ WhatsappID }) => WhatsappID),
      ['help', 'help'],
    );
  });

  it('are not written to by an account that is not ours, or by a guess among several', async () => {
    await assert.rejects(
      bench.outbox.send([wish('1', { whatsappId: 'other' })], turnOf()),
      (error) =>
        error instanceof WhatsGateActivityError && error.message.includes('an account that this adapter'),
    );
    bench = new OutboxBench({}, SEVERAL);
    await assert.rejects(
      bench.outbox.send([text('1')], turnOf()),
      (error) => error instanceof WhatsGateActivityError && error.message.startsWith('Several accounts'),
    );
    assert.deepEqual(bench.requests, []);
  });

  describe('that are known by number alone', () => {
    it('are written to by number first, and by id afterwards', async () => {
      assert.equal(bench.outbox.openByNumber('shop', '79991112233'), ANNA);
      await bench.outbox.send([text('1'), text('2')], turnOf());
      assert.deepEqual(recipients(bench), [{ number: '79991112233', type: 'contact' }, { id: ANNA }]);
    });

    it('are so for each account by itself', async () => {
      bench = new OutboxBench({}, SEVERAL);
      for (const { whatsappId } of SEVERAL) bench.outbox.openByNumber(whatsappId, '79991112233');
      for (const { whatsappId } of SEVERAL) await bench.outbox.send([wish('1', { whatsappId })], turnOf());
      const byNumber = { number: '79991112233', type: 'contact' };
      assert.deepEqual(recipients(bench), [byNumber, byNumber]);
    });

    it('stay so until a message has gone out', async () => {
      bench.outbox.openByNumber('shop', '79991112233');
      const usual = bench.answer;
      bench.answer = () => {
        throw apiError(500);
      };
      await assert.rejects(bench.outbox.send([text('1')], turnOf()));
      bench.answer = usual;
      await bench.outbox.send([text('2')], turnOf());
      assert.deepEqual(recipients(bench), [
        { number: '79991112233', type: 'contact' },
        { number: '79991112233', type: 'contact' },
      ]);
    });

    it('stay so when a message goes to somebody else by channelData', async () => {
      bench.outbox.openByNumber('shop', '79991112233');
      await bench.outbox.send([wish('1', { recipient: { id: BORIS } }), text('2')], turnOf());
      assert.deepEqual(recipients(bench), [{ id: BORIS }, { number: '79991112233', type: 'contact' }]);
    });
  });

  it('of a queued message are known again when it is sent', async () => {
    bench = new OutboxBench({ async: true });
    bench.answer = () => ({ queued: true });
    const answers = await bench.outbox.send([text('1'), text('2')], turnOf());
    assert.deepEqual(
      bench.requests.map((request) => request.async),
      [true, true],
    );
    const [first, second] = answers.map(({ id }) => id);
    assert.match(first ?? '', /^queued:/);
    assert.equal(bench.sentMessages.takeQueued('shop', ANNA, { body: '2' }), second);
    assert.equal(bench.sentMessages.takeQueued('shop', ANNA, { body: '1' }), first);
  });
});

describe('the typing indicator of the outbox', () => {
  let bench: OutboxBench;
  beforeEach(() => {
    bench = new OutboxBench();
  });
  afterEach(() => sinon.restore());

  it('is shown beside the queue, and nobody waits for it', async () => {
    const held = bench.hold('1');
    const sending = bench.outbox.send([text('1')], turnOf());
    assert.deepEqual(await bench.outbox.send([typing()], turnOf()), [{ id: '' }]);
    assert.deepEqual(bench.typings, [{ whatsappId: 'shop', recipient: { id: ANNA } }]);
    assert.equal(await isPending(sending), true);
    held.resolve();
    await sending;
  });

  it('keeps its place within a batch', async () => {
    const held = bench.hold('1');
    const sending = bench.outbox.send([text('1'), typing(), text('2')], turnOf());
    await settled();
    assert.equal(bench.typings.length, 0);
    held.resolve();
    assert.deepEqual(await sending, [{ id: sentId('1') }, { id: '' }, { id: sentId('2') }]);
    assert.equal(bench.typings.length, 1);
  });

  it('is asked for again only when it fades, for each chat by itself', async () => {
    const clock = stopClock();
    let now = 1000;
    // The cache of the outbox reads this clock.
    sinon.stub(performance, 'now').callsFake(() => now);
    const pass = async (milliseconds: number): Promise<void> => {
      now += milliseconds;
      await clock.tickAsync(milliseconds);
    };
    await bench.outbox.send([typing(), typing(), typing(BORIS)], turnOf());
    assert.equal(bench.typings.length, 2);
    await pass(9999);
    await bench.outbox.send([typing()], turnOf());
    assert.equal(bench.typings.length, 2);
    await pass(2);
    await bench.outbox.send([typing()], turnOf());
    assert.equal(bench.typings.length, 3);
  });

  it('may fail without consequences', async () => {
    bench.typingFails = true;
    await bench.outbox.send([typing(), text('1')], turnOf());
    await bench.outbox.send([typing(BORIS)], turnOf());
    await settled();
    assert.deepEqual(bench.bodies, ['1']);
    assert.deepEqual(bench.logger.at('debug'), [
      'The typing indicator could not be shown.',
      'The typing indicator could not be shown.',
    ]);
  });
});
