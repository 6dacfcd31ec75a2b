import assert from 'node:assert/strict';
import {
  createSimulator,
  manualClock,
  steerableClock,
  type ManualClock,
  type Simulator,
} from '../../src/simulator/index';
import type {
  ControlCatalogue,
  ControlState,
  EntryDetail,
  EntryView,
} from '../../src/simulator/control/wire';
import { sendText } from './simulator-client';
import { ask, control, watch } from './simulator-control-client';
import { startWebhook, type TestWebhook } from './simulator-webhook';

const ANNA = '79991112233@c.us';
const BORIS = '79992223344@c.us';

describe('simulator: the control plane', () => {
  let sim: Simulator;
  let clock: ManualClock;
  let webhook: TestWebhook;

  beforeEach(async () => {
    clock = manualClock();
    webhook = await startWebhook();
    sim = await createSimulator({ clock });
    sim.setWebhook(webhook.url);
    await control(sim, 'POST', 'users', { name: 'Anna', number: '+7 999 111-22-33' });
    await control(sim, 'POST', 'users', { name: 'Boris', number: '79992223344' });
  });

  afterEach(async () => {
    await sim.close();
    await webhook.close();
  });

  const state = async () => (await control(sim, 'GET', 'state')).body as unknown as ControlState;
  const says = (fields: object) => control(sim, 'POST', 'messages', { from: ANNA, ...fields });
  const entries = async (kind: EntryView['kind']) =>
    (await state()).timeline.filter((entry) => entry.kind === kind);

  it('plays a person: text, quote, file, place and contact reach the bot', async () => {
    const { id } = (await says({ kind: 'text', text: 'hi' })).body as { id: string };
    await says({ kind: 'text', text: 'again', replyTo: id, isForwarded: true });
    await says({
      kind: 'file',
      type: 'image',
      mimetype: 'image/png',
      data: 'aGk=',
      filename: 'a.png',
      caption: 'c',
    });
    await says({ kind: 'location', location: { latitude: 1, longitude: 2, name: 'Here' } });
    await says({ kind: 'contact', name: 'Vera; X', number: '+7 999 333' });
    await sim.idle();
    const received = sim.messages.map(({ type, body, quote }) => [type, body, quote]);
    assert.deepEqual(received.slice(0, 4), [
      ['chat', 'hi', undefined],
      ['chat', 'again', id],
      ['image', 'c', undefined],
      ['location', '', undefined],
    ]);
    assert.match(sim.messages[4]?.body ?? '', /FN:Vera\\; X\nTEL;type=CELL;waid=7999333:\+7999333\n/);
    assert.equal(webhook.received.length, 6, 'the image comes with a media event');
    assert.deepEqual((await state()).messages.map(({ media }) => media?.bytes).filter(Boolean), [2]);
  });

  it('plays a group: its members write in it, come and go', async () => {
    const { id } = (await control(sim, 'POST', 'groups', { name: 'Family', members: [ANNA] })).body as {
      id: string;
    };
    assert.equal((await says({ kind: 'text', text: 'hi', group: id })).status, 200);
    assert.equal((await says({ kind: 'text', text: 'hi', group: id, from: BORIS })).status, 409);
    await control(sim, 'POST', `groups/${id}/members`, { member: BORIS, isMember: true });
    assert.equal((await says({ kind: 'text', text: 'hi', group: id, from: BORIS })).status, 200);
    await control(sim, 'POST', `groups/${id}/members`, { member: ANNA, isMember: false });
    const [group] = (await state()).chats;
    assert.deepEqual([group?.name, group?.participants?.slice(1)], ['Family', [BORIS]]);
  });

  it('reacts, edits, deletes, acknowledges, says again and types on the phone', async () => {
    const { id } = (await says({ kind: 'text', text: 'hi' })).body as { id: string };
    const path = `messages/${encodeURIComponent(id)}`;
    await control(sim, 'POST', `${path}/reaction`, { from: BORIS, emoji: '👍' });
    await control(sim, 'POST', `${path}/edit`, { from: ANNA, text: 'hello' });
    await control(sim, 'POST', `${path}/again`, {});
    await control(sim, 'POST', `${path}/ack`, { ack: 3 });
    assert.equal((await control(sim, 'POST', `${path}/edit`, { from: BORIS, text: 'x' })).status, 409);
    await control(sim, 'POST', `${path}/deletion`, { from: ANNA });
    await control(sim, 'POST', 'phone', { account: sim.whatsappId, chat: ANNA, text: 'human' });
    const [first, reaction, again, phone] = (await state()).messages;
    assert.deepEqual(
      [first?.isDeleted, first?.isEdited, first?.body, first?.ack, first?.reactions],
      [true, true, '', 3, [{ author: BORIS, emoji: '👍' }]],
    );
    assert.deepEqual([reaction?.reactionTo, again?.body, phone?.origin], [id, 'hello', 'phone']);
    assert.deepEqual(
      sim.events.map(({ envelope }) => envelope.event_action),
      ['message', 'message', 'message', 'message', 'ack', 'message', 'create'],
    );
  });

  it('shows every webhook request and every API request, tied to its message', async () => {
    const { id } = (await says({ kind: 'text', text: 'hi' })).body as { id: string };
    await sim.idle();
    const answer = await sendText(sim, ANNA, 'x'.repeat(5000));
    const [hook] = await entries('webhook');
    assert.deepEqual(
      [hook?.messageId, hook?.attempt, hook?.status, hook?.isAcknowledged, hook?.isPending],
      [id, 1, 200, true, false],
    );
    const [call] = await entries('api');
    const sent = (answer.body['result'] as { id: string }).id;
    assert.deepEqual([call?.name, call?.status, call?.messageId], ['send', 200, sent]);
    const detail = async (entry: string) =>
      (await control(sim, 'GET', `timeline/${entry}`)).body as unknown as EntryDetail;
    const shown = await detail(hook?.id ?? '');
    assert.equal(shown.request.headers['content-type'], 'application/json');
    assert.deepEqual(shown.answer?.body, { result: 'OK', id: 501 });
    const { request } = await detail(call?.id ?? '');
    assert.equal(request.headers['x-api-key'], sim.apiKey);
    assert.match(JSON.stringify(request.body), /characters more/);
    assert.match(JSON.stringify((await detail(`${call?.id}?whole=true`)).request.body), /x{5000}/);
  });

  it('shows what no request shows: events that were dropped or have nowhere to go', async () => {
    await control(sim, 'POST', 'faults', { target: 'webhook', name: 'message', fault: { kind: 'drop' } });
    await says({ kind: 'text', text: 'lost' });
    await control(sim, 'PATCH', `accounts/${sim.whatsappId}`, { webhook: null });
    await says({ kind: 'text', text: 'alone' });
    assert.deepEqual(
      (await entries('event')).map(({ outcome }) => outcome),
      ['dropped', 'no-webhook'],
    );
    const { body } = await control(sim, 'GET', 'timeline/e501');
    assert.match(JSON.stringify(body), /"lost"/);
  });

  it('sends one webhook again, with the same body', async () => {
    await says({ kind: 'text', text: 'hi' });
    await sim.idle();
    assert.deepEqual((await control(sim, 'POST', 'timeline/w1/resend', {})).body, { id: 'w2' });
    assert.deepEqual(webhook.ids(), [501, 501]);
    assert.equal(webhook.received[0]?.body, webhook.received[1]?.body);
    assert.equal((await control(sim, 'POST', 'timeline/w9/resend', {})).status, 404);
  });

  it('replays a conversation in its order, with its quotes and files', async () => {
    const { id } = (await says({ kind: 'text', text: 'one' })).body as { id: string };
    await says({ kind: 'file', type: 'ptt', mimetype: 'audio/ogg', data: 'aGk=' });
    await says({ kind: 'text', text: 'two', replyTo: id });
    await sim.idle();
    const answer = await control(sim, 'POST', 'replay', { account: sim.whatsappId, chat: ANNA });
    assert.deepEqual(answer.body, { messages: 3 });
    await webhook.arrived(8);
    const repeated = sim.messages.slice(3).map(({ type, body, quote }) => [type, body, quote]);
    assert.deepEqual(repeated, [
      ['chat', 'one', undefined],
      ['ptt', '', undefined],
      ['chat', 'two', id],
    ]);
  });

  it('sets acks: in any order, doubled or failing, by the clock', async () => {
    const steps = [
      { ack: 3, afterMs: 0 },
      { ack: 2, afterMs: 500 },
      { ack: 2, afterMs: 500 },
      { ack: -1, afterMs: 900 },
    ];
    await control(sim, 'PUT', 'acks', steps);
    assert.deepEqual((await state()).automaticAcks, steps);
    await sendText(sim, ANNA, 'x');
    await control(sim, 'POST', 'clock', { kind: 'advance', ms: 900 });
    const acks = sim.events.map(
      ({ envelope }) => (envelope.event_data as { message: { ack: number } }).message.ack,
    );
    assert.deepEqual(acks, [3, 2, 2, -1]);
    await control(sim, 'PUT', 'acks', []);
    await sendText(sim, ANNA, 'x');
    assert.equal(sim.events.length, 4);
  });

  it('sets and takes away faults, with scope and probability', async () => {
    const scope = { probability: 1, times: 2, whatsappId: sim.whatsappId };
    const fault = { kind: 'status', status: 429, retryAfterSeconds: 3 };
    const { id } = (await control(sim, 'POST', 'faults', { target: 'command', name: 'send', fault, scope }))
      .body as { id: number };
    assert.equal((await sendText(sim, ANNA, 'x')).status, 429);
    assert.deepEqual((await state()).faults, [
      { id, target: 'command', name: 'send', fault, scope, struck: 1 },
    ]);
    await control(sim, 'DELETE', `faults/${id}`, {});
    assert.equal((await sendText(sim, ANNA, 'x')).status, 200);
    await control(sim, 'POST', 'faults', { target: 'webhook', name: '*', fault: { kind: 'delay', ms: 5 } });
    await control(sim, 'DELETE', 'faults', {});
    assert.deepEqual(sim.faults.active, []);
  });

  it('lists and switches the assumptions', async () => {
    const catalogue = (await control(sim, 'GET', 'catalogue')).body as unknown as ControlCatalogue;
    assert.equal(catalogue.assumptions['badKeyStatus']?.default, 401);
    assert.ok(catalogue.commands.includes('get-messagemedia'));
    await control(sim, 'PATCH', 'assumptions', { badKeyStatus: 500, repeats: 2 });
    assert.deepEqual([sim.assumptions.badKeyStatus, (await state()).assumptions.repeats], [500, 2]);
  });

  it('adds accounts, connects and disconnects them, restarts and resets', async () => {
    const { whatsappId } = (await control(sim, 'POST', 'accounts', { name: 'Support', webhook: webhook.url }))
      .body as { whatsappId: string };
    await control(sim, 'PATCH', `accounts/${whatsappId}`, { session: 'disconnect' });
    assert.equal((await says({ kind: 'text', text: 'hi', account: whatsappId })).status, 409);
    await control(sim, 'PATCH', `accounts/${whatsappId}`, { session: 'connect' });
    assert.equal((await says({ kind: 'text', text: 'hi', account: whatsappId })).status, 200);
    await control(sim, 'POST', 'restart', { downMs: 1000 });
    assert.equal((await state()).isDown, true);
    await clock.advance(1000);
    assert.equal((await state()).isDown, false);
    await control(sim, 'POST', 'reset', {});
    const { accounts, messages, contacts } = await state();
    assert.deepEqual(
      [accounts.length, messages, contacts.map(({ name }) => name)],
      [1, [], ['Anna', 'Boris']],
    );
  });

  it('stops, moves and releases a clock that can be stopped', async () => {
    await using other = await createSimulator({ clock: steerableClock() });
    const clockOf = async () => (await control(other, 'GET', 'state')).body?.['clock'];
    await control(other, 'POST', 'clock', { kind: 'pause' });
    assert.deepEqual(await clockOf(), { kind: 'steerable', isPaused: true });
    const before = other.clock.now();
    await control(other, 'POST', 'clock', { kind: 'advance', ms: 60_000 });
    assert.equal(other.clock.now(), before + 60_000);
    await control(other, 'POST', 'clock', { kind: 'resume' });
    assert.deepEqual(await clockOf(), { kind: 'steerable', isPaused: false });
    assert.equal((await control(sim, 'POST', 'clock', { kind: 'pause' })).status, 409);
  });

  it('gives files out for showing, whole or in part, and never to be run', async () => {
    const data = Buffer.from('<script>alert(1)</script>');
    const sent = async (mimetype: string) => {
      const file = { kind: 'file', type: 'document', mimetype, data: data.toString('base64') };
      const { id } = (await says(file)).body as { id: string };
      return `/_simulator/api/media/${encodeURIComponent(id)}`;
    };
    const image = await sent('image/png');
    const whole = await ask(sim, 'GET', image);
    assert.deepEqual([whole.headers['content-type'], whole.text], ['image/png', data.toString()]);
    const part = await ask(sim, 'GET', image, { headers: { range: 'bytes=1-6' } });
    assert.deepEqual(
      [part.status, part.text, part.headers['content-range']],
      [206, 'script', 'bytes 1-6/25'],
    );
    assert.equal((await ask(sim, 'GET', image, { headers: { range: 'bytes=-3' } })).text, 'pt>');
    assert.equal((await ask(sim, 'GET', image, { headers: { range: 'bytes=25-' } })).status, 416);
    for (const mimetype of ['text/html', 'image/svg+xml', 'application/xhtml+xml']) {
      const { headers } = await ask(sim, 'GET', await sent(mimetype));
      assert.deepEqual(
        [headers['content-type'], headers['content-disposition'], headers['content-security-policy']],
        ['application/octet-stream', 'attachment', "default-src 'none'; sandbox"],
      );
    }
  });

  it('tells pages live: the whole first, then what is new, and the whole again after a reset', async () => {
    const seen = await watch(sim);
    const first = await seen.update((name) => name === 'state');
    assert.equal((first['contacts'] as unknown[]).length, 2);
    const { id } = (await says({ kind: 'text', text: 'hi' })).body as { id: string };
    const patch = await seen.update((name, { messages }) => name === 'patch' && messages !== undefined);
    assert.deepEqual(
      (patch['messages'] as { id: string }[]).map((message) => message.id),
      [id],
    );
    assert.deepEqual([patch['assumptions'], patch['accounts']], [undefined, undefined]);
    await seen.update((_name, { timeline }) =>
      ((timeline ?? []) as EntryView[]).some(
        ({ kind, isAcknowledged }) => kind === 'webhook' && isAcknowledged === true,
      ),
    );
    await control(sim, 'POST', 'faults', { target: 'command', name: 'send', fault: { kind: 'hang' } });
    await seen.update((_name, { faults }) => ((faults ?? []) as unknown[]).length === 1);
    sim.reset();
    await seen.update(
      (name, { messages }) =>
        name === 'state' && (messages as unknown[]).length === 0 && first['messages'] !== messages,
    );
    seen.close();
  });
});
