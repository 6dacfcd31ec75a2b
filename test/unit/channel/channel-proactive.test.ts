import assert from 'node:assert/strict';
import sinon from 'sinon';
import { WhatsGateChannel } from '../../../src/channel/channel';
import type { WhatsGateAdapterOptions } from '../../../src/channel/settings';
import { TurnCutOffError, WhatsGateActivityError, WhatsGateClosedError } from '../../../src/whatsgate/errors';
import { deferred } from '../inbox/support';
import { TOKEN } from './support/http';
import { RecordingLogger } from './support/logs';
import { ANNA, text, turnOf, typing } from './support/outbox';

describe('the channel, when the bot begins', () => {
  const channels: WhatsGateChannel[] = [];
  afterEach(async () => {
    sinon.restore();
    await Promise.all(channels.splice(0).map((channel) => channel.close(0)));
  });

  const open = (options: Partial<WhatsGateAdapterOptions> = {}): WhatsGateChannel => {
    const accounts = options.accounts ?? [{ whatsappId: 'shop' }];
    const channel = new WhatsGateChannel({ apiKey: 'key', webhookToken: TOKEN, ...options, accounts });
    channels.push(channel);
    return channel;
  };
  const several = { accounts: [{ whatsappId: 'shop' }, { whatsappId: 'help' }] };

  it('runs a turn in a conversation, and gives back what it gives', async () => {
    assert.equal(await open().runProactive(ANNA, () => Promise.resolve('done')), 'done');
    assert.equal(await open(several).runProactive(`help:${ANNA}`, () => Promise.resolve('done')), 'done');
  });

  it('does not guess which of several accounts speaks', async () => {
    await assert.rejects(
      open(several).runProactive(ANNA, () => Promise.resolve()),
      WhatsGateActivityError,
    );
  });

  it('says so in the log when a turn runs inside the one that waits for it, without the number', async () => {
    const logger = new RecordingLogger();
    const channel = open({ logger });
    await channel.runProactive(ANNA, () => channel.runProactive(ANNA, () => Promise.resolve()));
    assert.deepEqual(logger.lines, [
      {
        level: 'warn',
        message: 'A turn was started inside another turn that waits for it; it runs at once.',
        fields: { conversation: 'shop 799***33@c.us' },
      },
    ]);
  });

  it('sends nothing any more once the channel has closed', async () => {
    const channel = open();
    const send = sinon.stub(channel.client, 'send').resolves({ queued: true });
    const show = sinon.stub(channel.client, 'typing').resolves();
    const thinking = deferred();
    const turn = channel.runProactive(ANNA, async () => {
      await thinking.promise;
      await channel.send([typing()], turnOf());
      await channel.send([text('late')], turnOf());
    });
    const refused = assert.rejects(turn, TurnCutOffError);
    assert.equal(await channel.close(0), 1);
    thinking.resolve();
    await refused;
    assert.deepEqual([send.callCount, show.callCount], [0, 0]);
  });

  it('does not begin a turn that was still waiting when the channel had closed', async () => {
    const channel = open();
    const thinking = deferred();
    const first = channel.runProactive(ANNA, () => thinking.promise);
    let began = false;
    const second = channel.runProactive(ANNA, () => {
      began = true;
      return Promise.resolve();
    });
    const refused = assert.rejects(second, WhatsGateClosedError);
    assert.equal(await channel.close(0), 2);
    thinking.resolve();
    await Promise.all([first, refused]);
    assert.equal(began, false);
  });

  describe('opens a chat', () => {
    it('by an id, as it is', async () => {
      assert.equal(await open().openChat('shop', 'x@lid'), 'x@lid');
      assert.equal(await open(several).openChat('help', ANNA), `help:${ANNA}`);
    });

    it('by a number, which the first message then goes to', async () => {
      const channel = open();
      const check = sinon.stub(channel.client, 'check');
      const send = sinon
        .stub(channel.client, 'send')
        .resolves({ queued: false, message: { id: 'true_1@c.us_A' } });
      assert.equal(await channel.openChat('shop', '+7 (999) 111-22-33'), ANNA);
      await channel.send([{ text: 'hi', conversation: { id: ANNA } }], turnOf());
      assert.deepEqual(send.firstCall.args[0].recipient, { number: '79991112233', type: 'contact' });
      assert.equal(check.callCount, 0);
    });

    for (const nobody of ['', 'Anna', '12', '+7 999 ANNA']) {
      it(`not with ${JSON.stringify(nobody)}`, async () => {
        await assert.rejects(open().openChat('shop', nobody), WhatsGateActivityError);
      });
    }

    it('only with numbers that are on WhatsApp, when it was told to ask', async () => {
      const channel = open({ checkNumbers: true });
      const check = sinon.stub(channel.client, 'check').resolves(true);
      assert.equal(await channel.openChat('shop', '79991112233'), ANNA);
      assert.deepEqual(check.firstCall.args, ['shop', '79991112233']);
      check.resolves(false);
      await assert.rejects(
        channel.openChat('shop', '79994445566'),
        (error) => error instanceof WhatsGateActivityError && !error.message.includes('79994445566'),
      );
    });
  });

  describe('reads an attachment', () => {
    const bytes = Buffer.from('%PDF-1.4');

    it('of its own', async () => {
      const attachment = { content: bytes, contentType: 'application/pdf', name: 'a.pdf' };
      assert.deepEqual(await open().download(attachment), {
        bytes,
        mimetype: 'application/pdf',
        filename: 'a.pdf',
      });
    });

    it('of an inbound message from the gateway, whose type counts', async () => {
      const channel = open();
      const media = sinon
        .stub(channel.client, 'getMessageMedia')
        .resolves({ mimetype: 'application/pdf', data: bytes.toString('base64'), filename: 'b.pdf' });
      const turns: { contentUrl?: string; contentType?: string }[] = [];
      const id = `false_${ANNA}_FILE`;
      await channel.accept(
        {
          id: 1,
          whatsapp_id: 'shop',
          event_action: 'message',
          event_data: { message: { id, from: ANNA, hasMedia: true, type: 'document' } },
        },
        (activity) => {
          turns.push(...(activity.attachments ?? []));
          return Promise.resolve();
        },
      );
      const [attachment] = turns;
      assert.ok(attachment !== undefined);
      const file = await channel.download(attachment);
      assert.deepEqual(media.firstCall.args.slice(0, 2), ['shop', id]);
      assert.deepEqual([file.bytes, file.mimetype], [bytes, 'application/pdf']);
    });

    it('and refuses one without bytes', async () => {
      await assert.rejects(open().download({ contentType: 'image/png' }), WhatsGateActivityError);
    });
  });
});
