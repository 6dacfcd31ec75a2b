import assert from 'node:assert/strict';
import { createSimulator, manualClock, type ManualClock, type Simulator } from '../../src/simulator/index';
import { COMMANDS } from '../../src/simulator/commands/index';
import { call, post, sendText } from './simulator-client';

const START = Date.UTC(2026, 4, 28, 20, 26, 40);

describe('simulator: commands', () => {
  let sim: Simulator;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = manualClock(START);
    sim = await createSimulator({ clock, accounts: [{ wid: '79005550999@c.us', name: 'Shop' }] });
  });

  afterEach(() => sim.close());

  it('knows the twelve commands of the requests page and get-messagemedia', () => {
    const documented = [
      ...['send', 'seen', 'typing', 'get-chats', 'get-media', 'check', 'events-get', 'session-create'],
      ...['session-delete', 'sessions-get', 'set-name', 'set-hook', 'get-messagemedia'],
    ];
    assert.deepEqual([...COMMANDS.keys()].sort(), documented.sort());
  });

  it('check: says whether a number is on WhatsApp', async () => {
    sim.user('79990000404', { isRegistered: false });
    assert.deepEqual((await call(sim, 'check', { number: '79005550101' })).body, {
      result: 'OK',
      data: true,
    });
    assert.deepEqual((await call(sim, 'check', { number: '79990000404' })).body, {
      result: 'OK',
      data: false,
    });
    assert.equal((await call(sim, 'check', { number: '+79005550101' })).status, 500);
  });

  it('seen: marks the messages of the chat as read', async () => {
    const anna = sim.user('79005550101');
    await anna.says('one');
    await anna.says('two');
    assert.equal(sim.chats()[0]?.unreadCount, 2);
    assert.deepEqual((await call(sim, 'seen', { recipient: { id: anna.id } })).body, { result: 'OK' });
    assert.equal(sim.chats()[0]?.unreadCount, 0);
    assert.deepEqual(
      sim.conversation(anna).map(({ ack }) => ack),
      [3, 3],
    );
  });

  it('typing: shows for 15 seconds', async () => {
    const anna = sim.user('79005550101');
    assert.deepEqual((await call(sim, 'typing', { recipient: { id: anna.id } })).body, { result: 'OK' });
    await clock.advance(14_999);
    assert.equal(anna.seesTyping(), true);
    await clock.advance(1);
    assert.equal(anna.seesTyping(), false);
  });

  it('get-chats: lists contacts and groups with their members', async () => {
    const anna = sim.user('79005550101', { name: 'Anna' });
    await anna.says('hi');
    sim.group('Couriers', [anna], { id: '120363000000000001@g.us' });
    const seconds = START / 1000;
    const common = {
      isReadOnly: false,
      timestamp: seconds,
      pinned: false,
      isMuted: false,
      muteExpiration: 0,
    };
    assert.deepEqual((await call(sim, 'get-chats')).body, {
      result: 'OK',
      data: [
        { ...common, id: '79005550101@c.us', name: 'Anna', isGroup: false, unreadCount: 1 },
        {
          ...common,
          id: '120363000000000001@g.us',
          name: 'Couriers',
          isGroup: true,
          unreadCount: 0,
          groupMetadata: {
            id: '120363000000000001@g.us',
            creation: seconds,
            owner: '79005550999@c.us',
            size: 2,
            participants: [
              { id: '79005550999@c.us', isAdmin: true, isSuperAdmin: true },
              { id: '79005550101@c.us', isAdmin: false, isSuperAdmin: false },
            ],
          },
        },
      ],
    });
  });

  it('get-messagemedia and get-media: give the file of a received message, and fail for others', async () => {
    const data = Buffer.from('photo');
    const photo = await sim
      .user('79005550101')
      .sends({ type: 'image', mimetype: 'image/jpeg', data, filename: 'photo.jpg' });
    const media = { mimetype: 'image/jpeg', filename: 'photo.jpg', data: data.toString('base64') };
    assert.deepEqual((await call(sim, 'get-messagemedia', { MessageID: photo.id })).body, {
      result: 'OK',
      media,
    });
    const mediaKey = sim.messages[0]?.media?.mediaKey;
    assert.deepEqual((await call(sim, 'get-media', { mediaKey })).body, { result: 'OK', media });
    const text = await sim.user('79005550101').says('no media');
    assert.equal((await call(sim, 'get-messagemedia', { MessageID: text.id })).status, 500);
    assert.equal((await call(sim, 'get-messagemedia', { MessageID: 'false_1@c.us_AB' })).status, 500);
    assert.equal((await call(sim, 'get-media', { mediaKey: 'unknown' })).status, 500);
  });

  it('events-get: filters, pages and shapes events as a client declares them', async () => {
    const anna = sim.user('79005550101');
    for (let second = 0; second < 12; second += 1) {
      await anna.says(`message ${second}`);
      await clock.advance(1000);
    }
    sim.acknowledge(sim.messages[0]!.id, 2);
    const first = await post(sim, 'events-get', '{}');
    assert.deepEqual([first.body['pages'], first.body['elements'], first.body['page']], [2, 13, 1]);
    const events = first.body['data'] as Record<string, unknown>[];
    assert.equal(events.length, 10);
    assert.deepEqual(Object.keys(events[0] ?? {}).sort(), [
      ...['event_action', 'event_data', 'event_date', 'id', 'user_id', 'whatsapp_id'],
    ]);
    assert.equal(events[0]?.['event_date'], '2026-05-28 20:26:40');

    const ids = async (fields: Record<string, unknown>): Promise<unknown[]> => {
      const answer = await call(sim, 'events-get', fields);
      return (answer.body['data'] as { id: number }[]).map(({ id }) => id);
    };
    assert.deepEqual(await ids({ page_cnt: '5', page: '3' }), [511, 512, 513]);
    assert.deepEqual(await ids({ page_cnt: 100, page: 2 }), []);
    assert.deepEqual(await ids({ action: 'ack' }), [513]);
    assert.deepEqual(await ids({ date: '2026-05-28 20:26:50', action: null }), [511, 512, 513]);
    assert.deepEqual(await ids({ WhatsappID: 'another' }), []);
    assert.equal((await call(sim, 'events-get', { page: 0 })).status, 500);
    assert.equal((await call(sim, 'events-get', { date: 'yesterday' })).status, 500);
  });

  it('events-get: never gives more than 100 events', async () => {
    for (let count = 0; count < 101; count += 1) sim.emit('message', {});
    const answer = await call(sim, 'events-get', { page_cnt: 500 });
    assert.equal((answer.body['data'] as unknown[]).length, 100);
    assert.equal(answer.body['pages'], 2);
  });

  it('session-create, connecting, set-name, set-hook, sessions-get and session-delete', async () => {
    const callback = 'https://example.test/hook/s3cr3t';
    const created = await post(sim, 'session-create', JSON.stringify({ name: 'Shop line', callback }));
    const session = created.body['data'] as Record<string, unknown>;
    const id = String(session['unique_id']);
    assert.match(id, /^[0-9a-f]{13}$/);
    const origin = sim.baseUrl.replace('/api/v1', '');
    assert.deepEqual(session, {
      ...{
        id: 2,
        name: 'Shop line',
        unique_id: id,
        status: 'PENDING',
        callback,
        date_add: '2026-05-28 20:26:40',
      },
      ...{
        qr: null,
        status_name: 'Initialization',
        pushname: null,
        wid: null,
        qr_link: `${origin}/qr/${id}`,
      },
    });
    assert.equal(
      (
        await call(sim, 'send', {
          WhatsappID: id,
          async: false,
          recipient: { number: '7900' },
          message: { body: 'x' },
        })
      ).status,
      500,
    );

    sim.setWebhook(null, id);
    const { event } = sim.connect(id);
    assert.deepEqual(event.envelope.event_data, { number: '79990000002', pushname: 'Shop line' });
    assert.deepEqual((await call(sim, 'set-name', { WhatsappID: id, name: 'Line 2' })).body, {
      result: 'OK',
    });
    assert.deepEqual((await call(sim, 'set-hook', { WhatsappID: id, callback })).body, { result: 'OK' });
    const listed = await post(sim, 'sessions-get', JSON.stringify({ name: 'Line 2' }));
    assert.deepEqual([listed.body['pages'], listed.body['elements'], listed.body['page']], [1, 1, 1]);
    const [ready = {}] = listed.body['data'] as Record<string, unknown>[];
    assert.deepEqual(
      [ready['status'], ready['status_name'], ready['callback'], ready['wid'], ready['qr_link']],
      ['READY', 'Working', callback, '79990000002@c.us', ''],
    );

    assert.deepEqual((await call(sim, 'set-hook', { WhatsappID: id, callback: null })).body, {
      result: 'OK',
    });
    const deleted = (await call(sim, 'session-delete', { WhatsappID: id })).body['data'] as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      [deleted['status'], deleted['status_name'], 'qr_link' in deleted],
      ['DESTROYING', 'Deleting', false],
    );
    assert.equal((await call(sim, 'set-name', { WhatsappID: id, name: 'x' })).status, 500);
    assert.equal((await post(sim, 'sessions-get', '{}')).body['elements'], 1);
    assert.equal((await post(sim, 'sessions-get', '{"status":"DESTROYING"}')).body['elements'], 1);
    assert.equal(sim.events.at(-1)?.envelope.event_action, 'disconnect');
  });

  it('session-create: pairs by code, and refuses what it cannot use', async () => {
    const byCode = await post(
      sim,
      'session-create',
      '{"name":"x","auth_type":"CODE","number":"79005550101"}',
    );
    const session = byCode.body['data'] as Record<string, unknown>;
    assert.match(String(session['code']), /^[0-9A-F]{4}-[0-9A-F]{4}$/);
    assert.equal('qr' in session, false);
    assert.equal((await post(sim, 'session-create', '{"name":"x","auth_type":"CODE"}')).status, 500);
    assert.equal((await post(sim, 'session-create', '{}')).status, 500);
    assert.equal((await call(sim, 'set-hook', { callback: 'ftp://example.test' })).status, 500);
  });

  it('lists the commands for an unknown one, and wants POST', async () => {
    const unknown = await call(sim, 'get-messages');
    assert.equal(unknown.status, 404);
    assert.equal(unknown.body['name'], 'Not Found');
    for (const command of COMMANDS.keys()) assert.ok(String(unknown.body['message']).includes(command));
    const elsewhere = await fetch(sim.baseUrl.replace('/api', ''), { method: 'POST' });
    assert.equal(elsewhere.status, 404);
    await elsewhere.text();
    const read = await fetch(`${sim.baseUrl}/send`);
    assert.equal(read.status, 405);
    assert.equal(read.headers.get('allow'), 'POST');
    await read.text();
  });

  it('checks the key, the content type, the JSON and the session', async () => {
    const wrongKey = await post(sim, 'check', '{}', { 'x-api-key': 'wrong' });
    assert.equal(wrongKey.status, 401);
    assert.deepEqual(wrongKey.body, {
      ...{
        name: 'Unauthorized',
        message: 'Your request was made with invalid credentials.',
        code: 0,
        status: 401,
      },
    });
    assert.equal((await post(sim, 'check', '{}', { 'content-type': 'text/plain' })).status, 500);
    for (const malformed of ['', '{', '[]', 'null', '"text"']) {
      assert.equal((await post(sim, 'check', malformed)).status, 500, malformed);
    }
    assert.match(
      String((await call(sim, 'check', { WhatsappID: 'nobody' })).body['message']),
      /nobody was not found/,
    );
    assert.equal(sim.requests.length, 8);
    assert.equal(sim.requests[0]?.headers['x-api-key'], 'wrong');
  });

  it('refuses __proto__ and constructor.prototype in a body', async () => {
    for (const body of ['{"__proto__":{"number":"1"}}', '{"constructor":{"prototype":{"number":"1"}}}']) {
      assert.equal((await post(sim, 'check', body)).status, 500);
    }
    assert.equal(({} as Record<string, unknown>)['number'], undefined);
  });

  it('refuses a body beyond the limit', async () => {
    await using small = await createSimulator({ limits: { bodyBytes: 1000 } });
    const answer = await sendText(small, '79005550101@c.us', 'x'.repeat(2000));
    assert.equal(answer.status, 413);
    assert.equal((await sendText(small, '79005550101@c.us', 'x')).status, 200);
  });
});
