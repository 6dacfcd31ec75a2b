import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { WhatsGateError } from '../../../src/whatsgate/errors';
import { isPending, settled, stopClock } from '../inbox/support';
import { ANNA, apiError, BORIS, OutboxBench, sentId, text, turnOf } from './support/outbox';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const picture = (name: string) => ({ contentType: 'image/png', content: PNG, name });

describe('the outbox', () => {
  let bench: OutboxBench;
  beforeEach(() => {
    bench = new OutboxBench();
  });

  it('sends a text to its chat, and answers with its id', async () => {
    const answers = await bench.outbox.send([text('hi')], turnOf());
    assert.deepEqual(bench.requests, [
      { WhatsappID: 'shop', async: false, recipient: { id: ANNA }, message: { body: 'hi' } },
    ]);
    assert.deepEqual(answers, [{ id: sentId('hi') }]);
    assert.equal(bench.sentMessages.has(sentId('hi')), true);
  });

  it('sends nothing for nothing', async () => {
    assert.deepEqual(await bench.outbox.send([], turnOf()), []);
    assert.deepEqual(bench.requests, []);
  });

  it('sends the activities of a batch one after another, each when the one before is sent', async () => {
    const held = bench.hold('1');
    const sending = bench.outbox.send([text('1'), text('2'), text('3')], turnOf());
    await settled();
    assert.deepEqual(bench.bodies, ['1']);
    held.resolve();
    await sending;
    assert.deepEqual(bench.bodies, ['1', '2', '3']);
  });

  it('keeps the order of calls that do not wait for each other', async () => {
    const held = bench.hold('1');
    const sending = Promise.all(
      ['1', '2', '3'].map((body) => bench.outbox.send([text(body), text(`${body}b`)], turnOf())),
    );
    await settled();
    assert.deepEqual(bench.bodies, ['1']);
    held.resolve();
    await sending;
    assert.deepEqual(bench.bodies, ['1', '1b', '2', '2b', '3', '3b']);
  });

  it('does not let one chat wait for another', async () => {
    const held = bench.hold('to Anna');
    const toAnna = bench.outbox.send([text('to Anna')], turnOf());
    await bench.outbox.send([text('to Boris', BORIS)], turnOf());
    assert.equal(await isPending(toAnna), true);
    held.resolve();
    await toAnna;
  });

  it('keeps the accounts apart, whoever they write to', async () => {
    bench = new OutboxBench({}, [{ whatsappId: 'shop' }, { whatsappId: 'help' }]);
    const held = bench.hold('from shop');
    const fromShop = bench.outbox.send([text('from shop', `shop:${ANNA}`)], turnOf());
    await bench.outbox.send([text('from help', `help:${ANNA}`)], turnOf());
    held.resolve();
    await fromShop;
    assert.deepEqual(
      bench.requests.map(({ WhatsappID, recipient }) => [WhatsappID, recipient]),
      [
        ['shop', { id: ANNA }],
        ['help', { id: ANNA }],
      ],
    );
  });

  it('sends a batch for several chats in its order, and answers in it', async () => {
    const batch = [text('1'), text('2'), text('3', BORIS), text('4')];
    const answers = await bench.outbox.send(batch, turnOf());
    assert.deepEqual(bench.bodies, ['1', '2', '3', '4']);
    assert.deepEqual(answers, [
      { id: sentId('1') },
      { id: sentId('2') },
      { id: sentId('3', BORIS) },
      { id: sentId('4') },
    ]);
  });

  it('lets nothing in between the neighbours of a batch that go to one chat', async () => {
    const held = bench.hold('1');
    const first = bench.outbox.send([text('1'), text('2')], turnOf());
    const second = bench.outbox.send([text('other')], turnOf());
    held.resolve();
    await Promise.all([first, second]);
    assert.deepEqual(bench.bodies, ['1', '2', 'other']);
  });

  it('answers each activity in its place, those that mean nothing on WhatsApp too', async () => {
    const conversation = { id: ANNA };
    const answers = await bench.outbox.send(
      [
        { type: 'trace', conversation },
        text('1'),
        { type: 'event' },
        text('2'),
        { type: 'typing', conversation },
      ],
      turnOf(),
    );
    assert.deepEqual(answers, [{ id: '' }, { id: sentId('1') }, { id: '' }, { id: sentId('2') }, { id: '' }]);
    assert.equal(bench.logger.at('debug').length, 2);
    assert.match(bench.logger.at('debug')[0] ?? '', /activity type 'trace'/);
  });

  it('gives all ids of an activity that becomes several messages', async () => {
    const album = { ...text('look'), attachments: [picture('a.png'), picture('b.png')] };
    const [answer] = await bench.outbox.send([album], turnOf());
    assert.deepEqual(answer, { id: sentId('look'), ids: [sentId('look'), sentId('file')] });
    assert.deepEqual(
      bench.requests.map(({ message }) => message),
      [
        {
          type: 'image',
          body: 'look',
          media: { mimetype: 'image/png', data: PNG.toString('base64'), filename: 'a.png' },
        },
        { type: 'image', media: { mimetype: 'image/png', data: PNG.toString('base64'), filename: 'b.png' } },
      ],
    );
  });

  it('makes the long id of the short one, and does without any', async () => {
    bench.answer = () => ({ queued: false, message: { _id: 'SHORT' } });
    assert.deepEqual(await bench.outbox.send([text('hi')], turnOf()), [{ id: `true_${ANNA}_SHORT` }]);
    bench.answer = () => ({ queued: false, message: { _id: 'SHORT', to: BORIS } });
    assert.deepEqual(await bench.outbox.send([text('hi')], turnOf()), [{ id: `true_${BORIS}_SHORT` }]);
    bench.answer = () => ({ queued: false, message: {} });
    assert.deepEqual(await bench.outbox.send([text('hi')], turnOf()), [{ id: '' }]);
  });

  it('reads activities before the first pause: what a bot changes afterwards is not sent', async () => {
    const held = bench.hold('1');
    const reused = { ...text('2'), replyToId: `false_${ANNA}_FIRST` };
    const sending = bench.outbox.send([text('1'), reused], turnOf());
    Object.assign(reused, { text: 'changed', replyToId: `false_${ANNA}_OTHER`, conversation: { id: BORIS } });
    held.resolve();
    await sending;
    assert.deepEqual(bench.requests[1]?.message, { body: '2', quote: `false_${ANNA}_FIRST` });
    assert.deepEqual(bench.requests[1].recipient, { id: ANNA });
  });

  describe('when a message fails', () => {
    const failOn = (body: string): void => {
      const usual = bench.answer;
      bench.answer = (request) => {
        if (request.message.body === body) throw apiError(500);
        return usual(request);
      };
    };

    it('tells what went out before it, and sends nothing after it', async () => {
      failOn('3');
      await assert.rejects(
        bench.outbox.send([text('1'), text('2', BORIS), text('3'), text('4')], turnOf()),
        (error) => {
          assert.ok(error instanceof WhatsGateError);
          assert.deepEqual(error.sentIds, [sentId('1'), sentId('2', BORIS)]);
          return true;
        },
      );
      assert.deepEqual(bench.bodies, ['1', '2', '3']);
    });

    it('counts the parts of the activity that failed in the middle, too', async () => {
      const file = { contentType: 'image/png', content: Buffer.alloc(2000, 1), name: 'large.png' };
      const activity = { ...text('caption'), attachments: [picture('a.png'), file] };
      await assert.rejects(bench.outbox.send([text('first'), activity], turnOf()), (error) => {
        assert.ok(error instanceof WhatsGateError);
        assert.deepEqual(error.sentIds, [sentId('first'), sentId('caption')]);
        return true;
      });
    });

    it('goes on with the next call to the same chat', async () => {
      failOn('1');
      const runs = await Promise.allSettled([
        bench.outbox.send([text('1')], turnOf()),
        bench.outbox.send([text('2')], turnOf()),
      ]);
      assert.deepEqual(
        runs.map(({ status }) => status),
        ['rejected', 'fulfilled'],
      );
    });
  });

  it('is idle when nothing is being sent any more', async () => {
    const held = bench.hold('1');
    const sending = bench.outbox.send([text('1')], turnOf());
    const idle = bench.outbox.idle();
    assert.equal(await isPending(idle), true);
    held.resolve();
    await Promise.all([sending, idle]);
  });

  it('holds a chat, and no other one, for a delay', async () => {
    const clock: sinon.SinonFakeTimers = stopClock();
    try {
      const delay = { type: 'delay', value: 3000, conversation: { id: ANNA } };
      const first = bench.outbox.send([text('1'), delay, text('2')], turnOf());
      const second = bench.outbox.send([text('3')], turnOf());
      await bench.outbox.send([text('to Boris', BORIS)], turnOf());
      await clock.tickAsync(2999);
      assert.deepEqual(bench.bodies, ['1', 'to Boris']);
      await clock.tickAsync(1);
      assert.deepEqual(await first, [{ id: sentId('1') }, { id: '' }, { id: sentId('2') }]);
      await second;
      assert.deepEqual(bench.bodies, ['1', 'to Boris', '2', '3']);
    } finally {
      clock.restore();
    }
  });
});
