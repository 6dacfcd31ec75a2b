import assert from 'node:assert/strict';
import { createSimulator, manualClock, type ManualClock, type Simulator } from '../../src/simulator/index';
import { call } from './simulator-client';
import { startWebhook, type Answer, type TestWebhook } from './simulator-webhook';

const START = Date.UTC(2026, 4, 28, 20, 28, 20);

const plain: Answer = (response) => response.end();
const fail: Answer = (response) => response.writeHead(500).end('no');
const hang: Answer = () => undefined;
const wrongId: Answer = (response) => response.end(JSON.stringify({ result: 'OK', id: 1 }));

describe('simulator: webhooks', () => {
  let sim: Simulator;
  let clock: ManualClock;
  let webhook: TestWebhook;

  /** A webhook with these answers, set for the first account. */
  async function hook(...answers: readonly Answer[]): Promise<void> {
    webhook = await startWebhook(...answers);
    sim.setWebhook(webhook.url);
  }

  /** Seconds after the start at which the attempts were made. */
  const seconds = (): readonly number[] => sim.deliveries.map(({ startedAt }) => (startedAt - START) / 1000);

  async function pass(...steps: readonly number[]): Promise<void> {
    await sim.idle();
    for (const step of steps) {
      await clock.advance(step * 1000);
      await sim.idle();
    }
  }

  beforeEach(async () => {
    clock = manualClock(START);
    sim = await createSimulator({
      clock,
      accounts: [{ wid: '79005550999@c.us', whatsappId: '6a10b2c3d4e5f' }],
    });
  });

  afterEach(async () => {
    await sim.close();
    await webhook.close();
  });

  it('posts the documented envelope', async () => {
    await hook();
    const message = await sim.user('79005550101', { name: 'Anna' }).says('Where is my order?');
    const { outcome, attempts } = await message.delivered;
    assert.equal(outcome, 'acknowledged');
    const shortId = message.id.split('_')[2];
    assert.match(String(shortId), /^[0-9A-F]{32}$/);
    assert.deepEqual(JSON.parse(webhook.received[0]?.body ?? ''), {
      id: 501,
      whatsapp_id: '6a10b2c3d4e5f',
      event_action: 'message',
      event_date: '2026-05-28 20:28:20',
      status_code: null,
      event_data: {
        message: {
          ...{
            _id: shortId,
            id: `false_79005550101@c.us_${String(shortId)}`,
            ack: 1,
            hasMedia: false,
            mediaKey: '',
          },
          ...{ body: 'Where is my order?', type: 'chat', timestamp: START / 1000, from: '79005550101@c.us' },
          ...{ from_name: 'Anna', to: '79005550999@c.us', isForwarded: false },
        },
      },
    });
    assert.equal(webhook.received[0]?.headers['content-type'], 'application/json');
    const [attempt = assert.fail()] = attempts;
    assert.deepEqual(sim.deliveries, attempts);
    assert.equal(attempt.url, webhook.url);
    assert.equal(attempt.status, 200);
    assert.equal(attempt.responseBody, '{"result":"OK","id":501}');
    assert.equal(attempt.requestBody, webhook.received[0].body);
    assert.equal(attempt.messageId, message.id);
    assert.equal(attempt.requestHeaders['content-type'], 'application/json');
    assert.ok(attempt.durationMs > 0);
  });

  it('repeats after 20, 40 and 60 seconds and then gives up', async () => {
    await hook(plain, fail, wrongId, plain);
    const message = await sim.user('79005550101').says('hi');
    await pass(19.999);
    assert.deepEqual(seconds(), [0]);
    await pass(0.001, 20, 20);
    assert.deepEqual(seconds(), [0, 20, 40, 60]);
    const { outcome, attempts } = await message.delivered;
    assert.equal(outcome, 'given-up');
    assert.deepEqual(
      attempts.map(({ attempt }) => attempt),
      [1, 2, 3, 4],
    );
    assert.deepEqual(
      attempts.map(({ status }) => status),
      [200, 500, 200, 200],
    );
    assert.deepEqual(new Set(webhook.received.map(({ body }) => body)).size, 1);
    await pass(600);
    assert.equal(webhook.received.length, 4);
    assert.equal(clock.pending, 0);
  });

  it('stops repeating after an acknowledgement', async () => {
    await hook(fail);
    const message = await sim.user('79005550101').says('hi');
    await pass(20, 20, 20);
    assert.deepEqual(seconds(), [0, 20]);
    assert.equal((await message.delivered).outcome, 'acknowledged');
  });

  it('does not take for an acknowledgement what is none', async () => {
    await hook(
      wrongId,
      (response) => response.end('{"result":"ok","id":501}'),
      (response) => response.writeHead(500).end('{"result":"OK","id":501}'),
      (response) => response.end('{"result":"OK","id":501'),
    );
    const message = await sim.user('79005550101').says('hi');
    await pass(20, 20, 20);
    assert.equal((await message.delivered).outcome, 'given-up');
  });

  it('counts an attempt without an answer as failed when the time is up', async () => {
    await hook(hang);
    sim.assume({ webhookTimeoutSeconds: 5 });
    const message = await sim.user('79005550101').says('hi');
    await webhook.arrived(1);
    await clock.advance(5000);
    await sim.idle();
    assert.match(String(sim.deliveries[0]?.error), /No complete answer within 5 s/);
    await pass(15);
    assert.deepEqual(seconds(), [0, 20]);
    assert.equal((await message.delivered).outcome, 'acknowledged');
  });

  it('records an attempt that finds nobody, and a connection that breaks', async () => {
    await hook((response) => response.destroy());
    await sim.user('79005550101').says('hi');
    await pass();
    assert.match(String(sim.deliveries[0]?.error), /socket hang up/);
    await webhook.close();
    await pass(20);
    assert.match(String(sim.deliveries[1]?.error), /ECONNREFUSED/);
  });

  it('delivers nothing without a webhook, and uses the one that is set when a repeat is due', async () => {
    await hook(fail);
    sim.setWebhook(null);
    const unheard = await sim.user('79005550101').says('one');
    assert.deepEqual((await unheard.delivered).outcome, 'no-webhook');
    sim.setWebhook(webhook.url);
    const cut = await sim.user('79005550101').says('two');
    await sim.idle();
    await call(sim, 'set-hook', { callback: '' });
    await pass(20);
    assert.equal((await cut.delivered).outcome, 'no-webhook');
    assert.deepEqual(webhook.ids(), [502]);
  });

  it('raises message and media for a file, with the caption as body', async () => {
    await hook();
    const anna = sim.user('79005550101');
    await anna.sends({
      type: 'ptt',
      mimetype: 'audio/ogg',
      data: Buffer.from('voice').toString('base64'),
      caption: 'listen',
    });
    const [message, media] = sim.events.map(({ envelope }) => envelope);
    const wire = (message?.event_data as { message: Record<string, unknown> }).message;
    assert.deepEqual([wire['type'], wire['hasMedia'], wire['body']], ['ptt', true, 'listen']);
    assert.equal(media?.event_action, 'media');
    assert.deepEqual((media.event_data as { media: unknown }).media, {
      mimetype: 'audio/ogg',
      data: 'dm9pY2U=',
    });
  });

  it('raises ack, create, ready, disconnect and whatever is asked for', async () => {
    await hook();
    const anna = sim.user('79005550101');
    const typed = sim.typeOnPhone(anna, 'I take over');
    sim.acknowledge(typed, 3);
    sim.disconnect();
    sim.connect();
    sim.emit('error', { name: 'Exception', message: 'out of memory', code: 0 });
    await sim.idle();
    assert.deepEqual(
      sim.events.map(({ envelope }) => envelope.event_action),
      ['create', 'ack', 'disconnect', 'ready', 'error'],
    );
    assert.deepEqual([...webhook.ids()].sort(), [501, 502, 503, 504, 505]);
    assert.equal(sim.accounts[0]?.status, 'READY');
    assert.throws(() => sim.acknowledge('unknown', 3), /no message unknown/);
  });

  it('posts any body once on request', async () => {
    await hook(fail);
    const attempt = await sim.deliver('{"id": 5', { headers: { 'content-type': 'text/plain' } });
    assert.deepEqual([attempt.status, attempt.responseBody, attempt.acknowledged], [500, 'no', false]);
    assert.equal(webhook.received[0]?.body, '{"id": 5');
    assert.equal(webhook.received[0].headers['content-type'], 'text/plain');
    await sim.deliver({ id: 7 });
    assert.equal(webhook.received[1]?.body, '{"id":7}');
    assert.equal(clock.pending, 0);
    sim.setWebhook(null);
    await assert.rejects(sim.deliver(''), /No webhook is set/);
  });
});
