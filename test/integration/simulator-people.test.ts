import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import sinon from 'sinon';
import { createSimulator, manualClock, type Simulator } from '../../src/simulator/index';
import { call, sendText } from './simulator-client';
import { startWebhook } from './simulator-webhook';

describe('simulator: users, groups and waiting', () => {
  let sim: Simulator;

  beforeEach(async () => {
    sim = await createSimulator({ accounts: [{ name: 'Shop' }, { name: 'Kitchen' }] });
  });

  afterEach(() => sim.close());

  it('gives the same user for the same number, however it is written', () => {
    const anna = sim.user('+7 (999) 111-22-33', { name: 'Anna' });
    assert.equal(sim.user('79991112233'), anna);
    assert.equal(anna.id, '79991112233@c.us');
    assert.equal(anna.name, 'Anna');
    assert.equal(sim.user('79990000001', { lid: '179950657237125' }).id, '179950657237125@lid');
    assert.throws(() => sim.user('Anna'), TypeError);
  });

  it('puts the author into the ids of group messages, and the group into from', async () => {
    const [anna, boris] = [sim.user('79991112233', { name: 'Anna' }), sim.user('79991112244')];
    const group = sim.group('Couriers', [anna]);
    assert.match(group.id, /^120363\d{12}@g\.us$/);
    const message = await anna.says('who is free?', { in: group });
    assert.match(message.id, new RegExp(`^false_${group.id}_[0-9A-F]{32}_79991112233@c\\.us$`));
    const wire = (message.event?.envelope.event_data as { message: Record<string, unknown> }).message;
    assert.deepEqual([wire['from'], wire['to'], wire['from_name']], [group.id, '79990000001@c.us', 'Anna']);
    await assert.rejects(boris.says('me', { in: group }), /no member of the group Couriers/);
    group.add(boris);
    await boris.replies(message, 'me');
    assert.deepEqual(
      sim.conversation(group).map(({ body, quote }) => [body, quote]),
      [
        ['who is free?', undefined],
        ['me', message.id],
      ],
    );
    await assert.rejects(anna.says('hi', { in: group, account: sim.accounts[1]! }), /no member of the group/);
    group.remove(boris);
    assert.deepEqual(group.members, [anna]);
  });

  it('writes to the account that is named', async () => {
    const kitchen = sim.accounts[1]!;
    const message = await sim.user('79991112233').says('hi', { account: kitchen });
    assert.equal(message.account, kitchen.whatsappId);
    await assert.rejects(sim.user('79991112233').says('hi', { account: 'nobody' }), /no account nobody/);
    sim.disconnect(kitchen);
    await assert.rejects(sim.user('79991112233').says('hi', { account: kitchen }), /not connected/);
  });

  it('replies, reacts and reads', async () => {
    const anna = sim.user('79991112233');
    await sendText(sim, anna.id, 'one');
    await sendText(sim, anna.id, 'two');
    const one = await sim.nextMessage();
    const two = await sim.nextMessage();
    await anna.replies(one, 'thanks');
    assert.equal(sim.messages.at(-1)?.quote, one.id);
    await anna.reacts(two, '👍');
    await anna.reacts(two, '❤️');
    assert.deepEqual(sim.conversation(anna)[1]?.reactions, [{ author: anna.id, emoji: '❤️' }]);
    await anna.reacts(two, '');
    assert.deepEqual(sim.conversation(anna)[1]?.reactions, []);
    await anna.reads(one);
    await anna.reads();
    const acks = sim.events
      .filter(({ envelope }) => envelope.event_action === 'ack')
      .map(({ messageId }) => messageId);
    assert.deepEqual(acks, [one.id, two.id]);
    await assert.rejects(anna.replies('true_x@c.us_1', 'x'), /no message/);
    await assert.rejects(sim.user('79990000002').replies(one, 'x'), /cannot see the chat/);
  });

  it('nextMessage: gives messages in the order of sending, to whoever asked first', async () => {
    const [anna, boris] = [sim.user('79991112233'), sim.user('79991112244')];
    const early = [sim.nextMessage(), sim.nextMessage({ to: boris })];
    for (const [id, body] of [
      [anna.id, 'a1'],
      [boris.id, 'b1'],
      [anna.id, 'a2'],
      [boris.id, 'b2'],
    ] as const) {
      await sendText(sim, id, body);
    }
    const bodies = (await Promise.all(early)).map(({ body }) => body);
    assert.deepEqual(bodies, ['a1', 'b1']);
    assert.equal((await sim.nextMessage({ to: boris.id })).body, 'b2');
    const last = await sim.nextMessage({ from: sim.whatsappId });
    assert.equal(last.body, 'a2');
    assert.equal(last.type, 'text');
    assert.equal(last.request.command, 'send');
    assert.equal(last.request.status, 200);
    assert.equal(last.request.messageId, last.id);
    assert.equal(last.request.headers['x-api-key'], sim.apiKey);
  });

  it('nextMessage: says what happened in place of it', async () => {
    const webhook = await startWebhook((response) => response.writeHead(500).end('the bot is ill'));
    sim.setWebhook(webhook.url);
    const anna = sim.user('79991112233');
    await anna.says('hi');
    await sim.idle();
    await sendText(sim, '79990000002@c.us', 'wrong window');
    await call(sim, 'send', { async: false });
    const timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const waiting = assert.rejects(sim.nextMessage({ to: anna }), (error: Error) => {
        assert.match(error.message, /^The bot sent no message to 79991112233@c\.us within 5000 ms\./);
        assert.match(error.message, /text to 79990000002@c\.us: wrong window/);
        assert.match(error.message, /500 the bot is ill/);
        assert.match(error.message, /send: 500 .*recipient is required/);
        return true;
      });
      timers.tick(5000);
      await waiting;
    } finally {
      timers.restore();
      await webhook.close();
    }
    await assert.rejects(sim.nextMessage({ to: anna, timeoutMs: 1 }), /within 1 ms/);
  });

  it('reset: forgets what happened, keeps users, groups and webhooks, and goes on with the ids', async () => {
    const clock = manualClock();
    const webhook = await startWebhook((response) => response.end());
    await using other = await createSimulator({ clock });
    other.setWebhook(webhook.url);
    const anna = other.user('79991112233', { isRegistered: false });
    const group = other.group('Couriers', [anna]);
    const before = await anna.says('hi');
    await other.idle();
    await call(other, 'session-create', { name: 'x' });
    other.faults.onCommand('*', { kind: 'hang' });
    const waiting = assert.rejects(other.nextMessage(), /was reset/);
    other.disconnect();
    other.reset();
    await waiting;
    assert.equal((await before.delivered).outcome, 'abandoned');
    assert.deepEqual(
      [other.messages, other.events, other.deliveries, other.requests, other.faults.active],
      [[], [], [], [], []],
    );
    assert.equal(clock.pending, 0);
    assert.deepEqual(
      other.accounts.map(({ status }) => status),
      ['READY'],
    );
    assert.deepEqual(
      other.chats().map(({ id }) => id),
      [group.id],
    );
    assert.equal((await call(other, 'check', { number: anna.number })).body['data'], false);
    const after = await anna.says('hi again');
    assert.notEqual(after.id, before.id);
    assert.equal(after.event?.envelope.id, 503);
    assert.equal((await after.delivered).outcome, 'acknowledged');
    await webhook.close();
  });

  it('close: ends hanging clients, waiters and deliveries, and may be called twice', async () => {
    const webhook = await startWebhook(() => undefined);
    sim.setWebhook(webhook.url);
    const message = await sim.user('79991112233').says('hi');
    await webhook.arrived(1);
    sim.faults.onCommand('check', { kind: 'hang' });
    const hanging = assert.rejects(call(sim, 'check', { number: '1' }), /fetch failed/);
    const { port } = new URL(sim.baseUrl);
    const silent = createConnection(Number(port), '127.0.0.1');
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    silent.write('POST /api/v1/send HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
    const waiting = assert.rejects(sim.nextMessage(), /was closed while waiting/);
    while (sim.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await Promise.all([sim.close(), sim.close()]);
    await Promise.all([hanging, waiting, once(silent, 'close')]);
    assert.equal((await message.delivered).outcome, 'abandoned');
    await assert.rejects(sim.nextMessage(), /is closed/);
    await webhook.close();
  });

  it('gives the same ids and keys for the same seed', async () => {
    const run = async (seed: string): Promise<unknown> => {
      await using other = await createSimulator({ seed, clock: manualClock() });
      const message = await other.user('79991112233').says('hi');
      return [other.apiKey, other.whatsappId, message.id, other.group('x', []).id];
    };
    assert.deepEqual(await run('one'), await run('one'));
    assert.notDeepEqual(await run('one'), await run('two'));
  });

  it('keeps no more than the limits allow', async () => {
    await using small = await createSimulator({
      limits: { messages: 2, events: 3, deliveries: 1, requests: 1, chats: 1, users: 2 },
    });
    const webhook = await startWebhook();
    small.setWebhook(webhook.url);
    for (const number of ['70000000001', '70000000002', '70000000003', '70000000004']) {
      await small.user(number).says('hi');
      await sendText(small, `${number}@c.us`, 'x');
    }
    await small.idle();
    const sizes = [small.messages, small.events, small.deliveries, small.requests, small.chats()].map(
      ({ length }) => length,
    );
    assert.deepEqual(sizes, [2, 3, 1, 1, 1]);
    await webhook.close();
  });

  it('refuses production and a port that is taken', async () => {
    const { port } = new URL(sim.baseUrl);
    await assert.rejects(createSimulator({ port: Number(port) }), /EADDRINUSE/);
    sinon.define(process.env, 'NODE_ENV', 'production');
    try {
      await assert.rejects(createSimulator(), /does not start with NODE_ENV=production/);
    } finally {
      sinon.restore();
    }
  });
});
