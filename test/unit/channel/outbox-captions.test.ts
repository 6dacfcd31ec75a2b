import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import { defaultManners } from '../../../src/channel/options/manners';
import { Pacing } from '../../../src/channel/pacing';
import { OGG_OPUS, WEBP } from '../../fixtures/media';
import { ANNA, apiError, OutboxBench, sentId, text, turnOf } from './support/outbox';

/** A sound that does not say that it is a voice note. */
const SOUND = { contentType: 'audio/mpeg', content: OGG_OPUS, name: 'a.mp3' };
/** A card whose picture does not say that it is a sticker. */
const CARD = {
  contentType: 'application/vnd.microsoft.card.hero',
  content: { title: 'T', images: [{ url: `data:image/jpeg;base64,${WEBP.toString('base64')}` }] },
};

describe('the outbox: captions that are texts of their own', () => {
  it('take one place each in the row of an account, as their files do', async () => {
    let places = 0;
    const shown: number[] = [];
    const pacing = new Pacing({
      manners: { ...defaultManners, perMinute: 20, burst: 20 },
      reserve: () => {
        places += 1;
        return Promise.resolve(0);
      },
      showTyping: () => undefined,
      closing: new AbortController().signal,
    });
    for (const attachments of [[SOUND], [CARD]]) {
      const bench = new OutboxBench({ pacing });
      await bench.outbox.send(
        [text(attachments[0] === SOUND ? 'Listen' : '', ANNA, { attachments })],
        turnOf(),
      );
      assert.equal(bench.requests.length, 2);
      shown.push(places);
    }
    assert.deepEqual(shown, [2, 4]);
  });

  it('are not followed by a file that has expired meanwhile, and the answer tells what went out', async () => {
    const clock = sinon.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12), toFake: ['Date'] });
    try {
      const bench = new OutboxBench();
      const gate = bench.hold('Listen');
      const expiration = new Date(Date.now() + 1000);
      const sent = bench.outbox.send([text('Listen', ANNA, { attachments: [SOUND], expiration })], turnOf());
      while (bench.requests.length === 0) await new Promise(setImmediate);
      clock.tick(1000);
      gate.resolve();
      const [answer] = await sent;
      assert.deepEqual(bench.bodies, ['Listen']);
      assert.deepEqual(answer, { id: sentId('Listen') });
    } finally {
      clock.restore();
    }
  });

  it('that fail after their picture tell that it went out', async () => {
    const bench = new OutboxBench({ quoteReplies: 'never' });
    const { answer } = bench;
    bench.answer = (request) => {
      if (request.message.body === '*T*') throw apiError(400);
      return answer(request);
    };
    await assert.rejects(bench.outbox.send([text('', ANNA, { attachments: [CARD] })], turnOf()), (error) => {
      assert.deepEqual((error as { readonly sentIds?: readonly string[] }).sentIds, [sentId('file')]);
      return true;
    });
  });

  const broken = (alt?: string) => ({
    contentType: 'application/vnd.microsoft.card.hero',
    content: {
      title: 'T',
      images: [{ url: 'data:image/png;base64,!', ...(alt === undefined ? {} : { alt }) }],
    },
  });
  for (const [name, card, said] of [
    ['without a description', broken(), '*T*'],
    ['with one', broken('Logo'), 'Logo\n\n*T*'],
  ] as const) {
    it(`are sent without a picture of a card that is broken and has no address: one ${name}`, async () => {
      const bench = new OutboxBench();
      await bench.outbox.send([text('', ANNA, { attachments: [card] })], turnOf());
      assert.deepEqual(bench.bodies, [said]);
    });
  }

  it('are not sent without a file of the bot that is broken', async () => {
    const bench = new OutboxBench();
    const file = { contentType: 'image/png', contentUrl: 'data:image/png;base64,!' };
    await assert.rejects(
      bench.outbox.send([text('Look', ANNA, { attachments: [file] })], turnOf()),
      /base64/,
    );
    assert.deepEqual(bench.bodies, []);
  });
});
