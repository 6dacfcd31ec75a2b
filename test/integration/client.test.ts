import assert from 'node:assert/strict';
import { manualClock, createSimulator, type Simulator } from '../../src/simulator';
import { WhatsGateClient } from '../../src/whatsgate/client';
import {
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  WhatsGateNetworkError,
  WhatsGateRateLimitError,
} from '../../src/whatsgate/errors';
import { parseEvent } from '../../src/whatsgate/event';
import { useRealSockets } from '../unit/whatsgate/support/nock';

const START = Date.UTC(2026, 4, 28, 20, 26, 40);
const FILE = { mimetype: 'application/pdf', data: 'JVBERi0xLjQ=', filename: 'invoice.pdf' };

describe('the client and the stand-in gateway', () => {
  useRealSockets();
  let sim: Simulator;
  let client: WhatsGateClient;
  let w: string;

  const connect = (apiKey: string): WhatsGateClient =>
    new WhatsGateClient({ apiKey, baseUrl: sim.baseUrl, proxy: false, retry: { firstPauseMs: 1 } });
  const text = (body: string, async = false) => ({
    ...{ WhatsappID: w, async },
    ...{ recipient: { number: '79005550101' }, message: { body } },
  });

  beforeEach(async () => {
    sim = await createSimulator({
      clock: manualClock(START),
      accounts: [{ wid: '79005550999@c.us', name: 'Shop' }],
    });
    client = connect(sim.apiKey);
    w = sim.whatsappId;
  });

  afterEach(async () => {
    client.close();
    await sim.close();
  });

  it('send: text, with its id in the answer', async () => {
    const sent = await client.send(text('Order 42 is ready'));
    assert.ok(!sent.queued);
    const taken = await sim.nextMessage({ to: '79005550101@c.us' });
    assert.deepEqual([taken.body, taken.id], ['Order 42 is ready', sent.message.id]);
    assert.deepEqual(
      [sent.message.from, sent.message.to, sent.message.timestamp, sent.message.type],
      ['79005550999@c.us', '79005550101@c.us', START / 1000, 'chat'],
    );
  });

  it('send: a quoted file to a group', async () => {
    const anna = sim.user('79005550101');
    const group = sim.group('Couriers', [anna]);
    const question = await anna.says('The invoice?', { in: group });
    await client.send({
      ...{ WhatsappID: w, async: false, recipient: { id: group.id } },
      message: { type: 'doc', body: 'Here', quote: question.id, media: FILE },
    });
    const { quote, media, body } = await sim.nextMessage({ to: group });
    assert.deepEqual([quote, body, media?.filename], [question.id, 'Here', 'invoice.pdf']);
  });

  it('send: queued, with the message in a later event', async () => {
    assert.deepEqual(await client.send(text('later', true)), { queued: true });
    await sim.nextMessage();
    const { items } = await client.getEvents({ whatsappId: w, action: 'sent' });
    const event = parseEvent(items[0]);
    assert.ok(event?.kind === 'sent');
    assert.equal(event.message.body, 'later');
  });

  it('check, seen and typing', async () => {
    sim.user('79990000404', { isRegistered: false });
    assert.equal(await client.check(w, '79005550101'), true);
    assert.equal(await client.check(w, '79990000404'), false);
    const anna = sim.user('79005550101');
    await anna.says('one');
    assert.equal(sim.chats()[0]?.unreadCount, 1);
    await client.seen(w, { id: anna.id });
    assert.equal(sim.chats()[0]?.unreadCount, 0);
    await client.typing(w, { id: anna.id });
    assert.equal(anna.seesTyping(), true);
  });

  it('get-chats', async () => {
    const anna = sim.user('79005550101', { name: 'Anna' });
    await anna.says('hi');
    sim.group('Couriers', [anna]);
    const [chat, group] = await client.getChats(w);
    assert.deepEqual([chat?.id, chat?.name, chat?.unreadCount], [anna.id, 'Anna', 1]);
    assert.deepEqual(
      group?.groupMetadata?.participants?.map(({ id }) => id),
      ['79005550999@c.us', anna.id],
    );
  });

  it('get-messagemedia and get-media', async () => {
    const data = Buffer.alloc(300_000, 'photo');
    const photo = await sim.user('79005550101').sends({ type: 'image', mimetype: 'image/jpeg', data });
    const media = await client.getMessageMedia(w, photo.id);
    assert.equal(media.mimetype, 'image/jpeg');
    assert.ok(Buffer.from(media.data, 'base64').equals(data));
    const mediaKey = sim.messages[0]?.media?.mediaKey ?? assert.fail('no key');
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the vendor's old command is covered too
    assert.deepEqual(await client.getMedia(w, mediaKey), media);
    const failing = client.getMessageMedia(w, 'false_79005550101@c.us_AB');
    await assert.rejects(failing, WhatsGateApiError);
  });

  it('events-get: pages, a date and an action', async () => {
    const anna = sim.user('79005550101');
    for (let count = 0; count < 12; count += 1) await anna.says(`message ${count}`);
    const first = await client.getEvents();
    assert.deepEqual([first.items.length, first.page, first.pages, first.elements], [10, 1, 2, 12]);
    const query = { whatsappId: w, since: new Date(START), action: 'message', pageSize: 5, page: 3 } as const;
    const last = await client.getEvents(query);
    const bodies = last.items.map(parseEvent).map((event) => event?.kind === 'message' && event.message.body);
    assert.deepEqual(bodies, ['message 10', 'message 11']);
    assert.deepEqual((await client.getEvents({ since: new Date(START + 1000) })).items, []);
  });

  it('session-create, set-name, set-hook, sessions-get and session-delete', async () => {
    const byQr = await client.createSession({ name: 'Line 1', callback: 'https://example.test/hook' });
    assert.deepEqual([byQr.status, byQr.callback, byQr.wid], ['PENDING', 'https://example.test/hook', null]);
    assert.ok(byQr.qr_link?.endsWith(`/qr/${byQr.unique_id}`));
    const byCode = await client.createSession({ name: 'Line 2', number: '79005550102' });
    assert.match(byCode.code ?? '', /^\w{4}-\w{4}$/);
    await client.setName(byQr.unique_id, 'Renamed');
    await client.setHook(byQr.unique_id, 'https://example.test/other');
    const { items } = await client.getSessions({ name: 'Renamed', pageSize: 5, page: 1 });
    assert.deepEqual(
      items.map(({ unique_id, callback }) => [unique_id, callback]),
      [[byQr.unique_id, 'https://example.test/other']],
    );
    assert.equal((await client.getSessions()).elements, 3);
    assert.equal((await client.deleteSession(byQr.unique_id)).status, 'DESTROYING');
    assert.equal((await client.getSessions()).elements, 2);
  });

  for (const [status, hasStatus] of [
    [401, true],
    [500, false],
  ] as const) {
    it(`a wrong key, answered with ${status}`, async () => {
      sim.assume({ badKeyStatus: status, badKeyBodyHasStatus: hasStatus });
      const stranger = connect('wrong');
      await assert.rejects(stranger.check(w, '7'), WhatsGateAuthenticationError);
      stranger.close();
      assert.equal(sim.requests.length, 1);
    });
  }

  it('too many requests: repeated, then given up', async () => {
    sim.faults.onCommand('send', { kind: 'status', status: 429 }, { times: 2 });
    assert.equal((await client.send(text('hi'))).queued, false);
    assert.equal(sim.messages.length, 1);
    sim.faults.onCommand('send', { kind: 'status', status: 429 }, { times: 3 });
    await assert.rejects(client.send(text('hi')), WhatsGateRateLimitError);
    assert.equal(sim.messages.length, 1);
  });

  for (const kind of ['serialize', 'reset-after', 'truncated'] as const) {
    it(`${kind}: a message that was sent is not sent again`, async () => {
      sim.faults.onCommand('send', { kind });
      await assert.rejects(client.send(text('once')), { maybeDelivered: true });
      assert.deepEqual(
        sim.messages.map(({ body }) => body),
        ['once'],
      );
      assert.equal(sim.requests.length, 1);
    });
  }

  it('broken connections and pages in place of JSON: check is repeated, and heals', async () => {
    sim.faults.onCommand('check', { kind: 'reset-before' });
    sim.faults.onCommand('check', { kind: 'invalid-json', status: 502 });
    assert.equal(await client.check(w, '79005550101'), true);
    assert.equal(sim.requests.length, 3);
  });

  it('a gateway that is down', async () => {
    await sim.close();
    await assert.rejects(client.send(text('hi')), (error) => {
      assert.ok(error instanceof WhatsGateNetworkError);
      assert.deepEqual([error.requestWritten, error.maybeDelivered], [false, false]);
      return true;
    });
  });
});
