import assert from 'node:assert/strict';
import {
  WhatsGateAnswerError,
  WhatsGateAuthenticationError,
  WhatsGateNetworkError,
  WhatsGateRateLimitError,
} from '../../../src/whatsgate/errors';
import { ANNA, apiError, BORIS, INBOUND_ID, OutboxBench, sentId, text, turnOf } from './support/outbox';

const details = (status: number) => ({ command: 'send', status });
const reply = (body: string) => text(body, undefined, { replyToId: INBOUND_ID });

describe('the quotes of the outbox', () => {
  let bench: OutboxBench;
  const quotes = (): unknown[] => bench.requests.map(({ message }) => message.quote);
  const refuseQuotesWith = (error: Error): void => {
    const usual = bench.answer;
    bench.answer = (request) => {
      if (request.message.quote !== undefined) throw error;
      return usual(request);
    };
  };
  beforeEach(() => {
    bench = new OutboxBench();
  });

  it('are the ids that activities reply to', async () => {
    await bench.outbox.send([reply('1'), text('2'), reply('3')], turnOf());
    assert.deepEqual(quotes(), [INBOUND_ID, undefined, INBOUND_ID]);
  });

  it('stand in the first message of an activity alone', async () => {
    const attachments = ['a', 'b'].map((name) => ({
      contentType: 'image/png',
      content: 'AAAA',
      name: `${name}.png`,
    }));
    await bench.outbox.send([{ ...reply('look'), attachments }], turnOf());
    assert.deepEqual(quotes(), [INBOUND_ID, undefined]);
  });

  it('come once a turn with the policy first, also over several calls', async () => {
    bench = new OutboxBench({ quoteReplies: 'first' });
    const turn = turnOf();
    await Promise.all([
      bench.outbox.send([reply('1'), reply('2')], turn),
      bench.outbox.send([reply('3')], turn),
    ]);
    assert.deepEqual(quotes(), [INBOUND_ID, undefined, undefined]);
    assert.equal(turn.quoted, true);
    await bench.outbox.send([reply('4')], turnOf());
    assert.equal(quotes()[3], INBOUND_ID);
  });

  it('that fail to be sent are no quotes of the turn', async () => {
    bench = new OutboxBench({ quoteReplies: 'first' });
    refuseQuotesWith(apiError(500));
    const turn = turnOf();
    await assert.rejects(bench.outbox.send([reply('1')], turn));
    assert.equal(turn.quoted, false);
  });

  it('show the message of the turn to nobody else, unless that is wished for', async () => {
    const to = (id: string, more: object = {}) => ({
      ...reply('x'),
      channelData: { whatsgate: { recipient: { id }, ...more } },
    });
    await bench.outbox.send([to(BORIS), to(ANNA), to(BORIS, { quote: INBOUND_ID })], turnOf());
    assert.deepEqual(quotes(), [undefined, INBOUND_ID, INBOUND_ID]);
  });

  it('are wished for in channelData, and left out there', async () => {
    const wish = (quote: unknown) => ({ ...reply('x'), channelData: { whatsgate: { quote } } });
    await bench.outbox.send([wish(sentId('other')), wish(false)], turnOf());
    assert.deepEqual(quotes(), [sentId('other'), undefined]);
  });

  for (const [what, error] of [
    ['with status 400', apiError(400)],
    ['with status 404', apiError(404)],
    ['with status 422', apiError(422)],
    ['with status 500 and words about it', apiError(500, 'Quoted message not found')],
    ['with a page and status 404', new WhatsGateAnswerError('a page', details(404))],
  ] as const) {
    it(`that are refused ${what} are left out, once`, async () => {
      refuseQuotesWith(error);
      const answers = await bench.outbox.send([reply('hi')], turnOf());
      assert.deepEqual(quotes(), [INBOUND_ID, undefined]);
      assert.deepEqual(answers, [{ id: sentId('hi') }]);
      assert.deepEqual(bench.logger.at('warn'), [
        'The gateway refused the quote; the message is sent without it.',
      ]);
    });
  }

  for (const [what, error] of [
    ['the key is wrong', new WhatsGateAuthenticationError('no quote for you', details(401))],
    ['the gateway is busy', new WhatsGateRateLimitError('quote', details(429))],
    ['the gateway fails', apiError(500)],
    ['the gateway is down', apiError(503, 'Service Unavailable')],
    ['the answer is no JSON', new WhatsGateAnswerError('status 200: <html>quote</html>', details(200))],
    ['a proxy fails with a page', new WhatsGateAnswerError('status 502: <blockquote>', details(502))],
    ['the connection breaks', new WhatsGateNetworkError('quote', { command: 'send', requestWritten: true })],
    ['something else breaks', new TypeError('quote')],
  ] as const) {
    it(`are not the reason when ${what}: nothing is sent twice`, async () => {
      refuseQuotesWith(error);
      await assert.rejects(bench.outbox.send([reply('hi')], turnOf()), (thrown) => thrown === error);
      assert.equal(bench.requests.length, 1);
    });
  }

  it('are not the reason when there was none', async () => {
    bench.answer = () => {
      throw apiError(400, 'quote');
    };
    await assert.rejects(bench.outbox.send([text('hi')], turnOf()));
    assert.equal(bench.requests.length, 1);
  });

  it('that were refused leave a failure of the second try to the caller', async () => {
    let tries = 0;
    bench.answer = () => {
      tries += 1;
      throw apiError(400 + tries);
    };
    await assert.rejects(bench.outbox.send([reply('hi')], turnOf()), { status: 402 });
    assert.equal(tries, 2);
  });
});
