import assert from 'node:assert/strict';
import { createSimulator, manualClock, type Simulator } from '../../src/simulator/index';
import { call, post, sendText } from './simulator-client';
import { startWebhook, type TestWebhook } from './simulator-webhook';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64');

describe('simulator: send', () => {
  let sim: Simulator;
  let webhook: TestWebhook;

  beforeEach(async () => {
    webhook = await startWebhook();
    sim = await createSimulator({
      clock: manualClock(1_780_000_000_000),
      accounts: [{ wid: '79005550999@c.us', name: 'Shop' }],
    });
    sim.setWebhook(webhook.url);
  });

  afterEach(async () => {
    await sim.close();
    await webhook.close();
  });

  it('answers the synchronous example with the message object and raises no event', async () => {
    const answer = await call(sim, 'send', {
      async: false,
      recipient: { number: '79005550101' },
      message: { body: 'Order 42 is ready' },
    });
    const message = answer.body['result'] as Record<string, unknown>;
    assert.equal(answer.status, 200);
    assert.match(String(message['_id']), /^3EB0[0-9A-F]{16}$/);
    assert.deepEqual(message, {
      _id: message['_id'],
      id: `true_79005550101@c.us_${String(message['_id'])}`,
      ack: 0,
      hasMedia: false,
      mediaKey: '',
      body: 'Order 42 is ready',
      type: 'chat',
      timestamp: 1_780_000_000,
      from: '79005550999@c.us',
      from_name: 'Shop',
      to: '79005550101@c.us',
      isForwarded: false,
    });
    assert.deepEqual(sim.events, []);
  });

  it('answers an asynchronous send with OK and raises sent with the message object', async () => {
    const answer = await call(sim, 'send', {
      async: true,
      recipient: { id: '79005550101@c.us' },
      message: { body: 'later' },
    });
    assert.deepEqual(answer.body, { result: 'OK' });
    await sim.idle();
    const out = await sim.nextMessage();
    assert.equal(sim.events.length, 1);
    const [{ envelope } = assert.fail()] = sim.events;
    assert.equal(envelope.event_action, 'sent');
    assert.equal((envelope.event_data as { message: { id: string } }).message.id, out.id);
    assert.deepEqual(webhook.ids(), [envelope.id]);
  });

  it('is synchronous when async is left out, as the seed examples leave it', async () => {
    const text = await post(
      sim,
      'send',
      `{"WhatsappID":"${sim.whatsappId}","recipient":{"number":"79999999999"},"message":{"body":"Hello, world!"}}`,
    );
    assert.equal((text.body['result'] as { body: string }).body, 'Hello, world!');
    assert.equal((await sim.nextMessage()).to, '79999999999@c.us');
  });

  it('takes the media example of the seed: an image to a group with a quote', async () => {
    const couriers = sim.group('Couriers', [sim.user('79991112233')], { id: 'AA11223344' });
    const quoted = (await sendText(sim, '79991112233@c.us', 'first')).body['result'] as { id: string };
    await sim.nextMessage();
    const answer = await call(sim, 'send', {
      async: false,
      recipient: { type: 'group', number: 'AA11223344' },
      message: {
        type: 'image',
        body: 'You received a little bird!',
        quote: quoted.id,
        media: { mimetype: 'image/png', data: PNG, filename: 'bird.png' },
      },
    });
    const message = answer.body['result'] as Record<string, unknown>;
    assert.equal(message['type'], 'image');
    assert.equal(message['hasMedia'], true);
    assert.notEqual(message['mediaKey'], '');
    assert.match(String(message['id']), /^true_AA11223344@g\.us_3EB0[0-9A-F]{16}$/);
    const out = await sim.nextMessage({ to: couriers });
    assert.equal(out.quote, quoted.id);
    assert.equal(out.body, 'You received a little bird!');
    assert.deepEqual(out.media?.data, Buffer.from(PNG, 'base64'));
    assert.equal(out.media.filename, 'bird.png');
    const media = await call(sim, 'get-messagemedia', { MessageID: out.id });
    assert.deepEqual(media.body['media'], { mimetype: 'image/png', filename: 'bird.png', data: PNG });
  });

  const types = [
    ['text', undefined, 'chat'],
    ['image', 'image/png', 'image'],
    ['image', 'video/mp4', 'video'],
    ['sticker', 'image/webp', 'sticker'],
    ['doc', 'application/pdf', 'document'],
    ['voice', 'audio/ogg; codecs=opus', 'ptt'],
  ] as const;
  for (const [type, mimetype, kind] of types) {
    it(`turns ${type} ${mimetype ?? ''} into ${kind}`, async () => {
      const media = mimetype === undefined ? {} : { media: { mimetype, data: PNG } };
      const answer = await sendText(sim, '79005550101@c.us', 'x', { type, ...media });
      assert.equal((answer.body['result'] as { type: string }).type, kind);
      assert.equal((await sim.nextMessage()).type, type);
    });
  }

  const recipient = { id: '79005550101@c.us' };
  const refused: readonly [string, Record<string, unknown>, RegExp][] = [
    ['no recipient', { message: { body: 'x' } }, /recipient is required/],
    ['an empty recipient', { recipient: {}, message: { body: 'x' } }, /id or a number/],
    [
      'a number with a plus',
      { recipient: { number: '+79005550101' }, message: { body: 'x' } },
      /digits only/,
    ],
    ['an id without server', { recipient: { id: '79005550101' }, message: { body: 'x' } }, /looks like/],
    [
      'an unknown recipient type',
      { recipient: { number: '1', type: 'list' }, message: { body: 'x' } },
      /contact or group/,
    ],
    ['no message', { recipient }, /message is required/],
    ['a text without body', { recipient, message: { type: 'text' } }, /body is required/],
    [
      'an unknown type',
      { recipient, message: { type: 'video', body: 'x' } },
      /text, image, sticker, doc, voice/,
    ],
    ['an image without media', { recipient, message: { type: 'image', body: 'x' } }, /media is required/],
    [
      'media without mimetype',
      { recipient, message: { type: 'doc', media: { data: PNG } } },
      /mimetype is required/,
    ],
    [
      'a mimetype with a line break',
      { recipient, message: { type: 'doc', media: { mimetype: 'application/pdf\n', data: PNG } } },
      /no mimetype/,
    ],
    [
      'a data: prefix',
      {
        recipient,
        message: { type: 'image', media: { mimetype: 'image/png', data: `data:image/png;base64,${PNG}` } },
      },
      /plain base64/,
    ],
    [
      'voice that is no OGG',
      { recipient, message: { type: 'voice', media: { mimetype: 'audio/mpeg', data: PNG } } },
      /OGG/,
    ],
  ];
  for (const [what, fields, sentence] of refused) {
    it(`refuses ${what}`, async () => {
      const answer = await call(sim, 'send', { async: false, ...fields });
      assert.equal(answer.status, 500);
      assert.equal(answer.body['name'], 'Internal Server Error');
      assert.equal(answer.body['code'], 0);
      assert.match(String(answer.body['message']), sentence);
      assert.deepEqual(sim.messages, []);
    });
  }

  it('refuses a number that is not on WhatsApp, a read-only group and an account that is not connected', async () => {
    const nobody = sim.user('79990000404', { isRegistered: false });
    assert.match(String((await sendText(sim, nobody.id, 'x')).body['message']), /not registered/);
    const news = sim.group('News', [], { isReadOnly: true });
    assert.match(String((await sendText(sim, news.id, 'x')).body['message']), /read-only/);
    sim.assume({ disconnectDeletesSession: false });
    sim.disconnect();
    assert.match(String((await sendText(sim, '79005550101@c.us', 'x')).body['message']), /not connected/);
  });

  it('follows a sent message with the automatic acks, by the clock', async () => {
    const clock = manualClock();
    await using other = await createSimulator({
      clock,
      automaticAcks: [
        { ack: 1, afterMs: 0 },
        { ack: 3, afterMs: 500 },
      ],
    });
    await sendText(other, '79005550101@c.us', 'x');
    const acks = (): unknown[] =>
      other.events.map(({ envelope }) => (envelope.event_data as { message: { ack: number } }).message.ack);
    assert.deepEqual(acks(), [1]);
    await clock.advance(499);
    assert.deepEqual(acks(), [1]);
    await clock.advance(1);
    assert.deepEqual(acks(), [1, 3]);
    assert.equal(other.messages[0]?.ack, 3);
  });
});
