import assert from 'node:assert/strict';
import { createSimulator, manualClock, type ManualClock, type Simulator } from '../../src/simulator/index';
import { call, sendText } from './simulator-client';
import { startWebhook, type TestWebhook } from './simulator-webhook';

const ANNA = '79005550101@c.us';

describe('simulator: faults', () => {
  let sim: Simulator;
  let clock: ManualClock;
  let webhook: TestWebhook;

  beforeEach(async () => {
    clock = manualClock();
    webhook = await startWebhook();
    sim = await createSimulator({ clock });
    sim.setWebhook(webhook.url);
  });

  afterEach(async () => {
    await sim.close();
    await webhook.close();
  });

  it('status: refuses once, with Retry-After, and does not execute', async () => {
    sim.faults.onCommand('send', { kind: 'status', status: 429, retryAfterSeconds: 7 });
    const answer = await sendText(sim, ANNA, 'x');
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '7']);
    assert.equal(answer.body['name'], 'Too Many Requests');
    assert.deepEqual(sim.messages, []);
    assert.equal(sim.requests[0]?.fault, 'status');
    assert.equal((await sendText(sim, ANNA, 'x')).status, 200);
    assert.deepEqual(sim.faults.active, []);
  });

  it('slow: executes when the clock says so', async () => {
    sim.faults.onCommand('*', { kind: 'slow', ms: 3000 });
    const answer = sendText(sim, ANNA, 'x');
    while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(2999);
    assert.deepEqual(sim.messages, []);
    await clock.advance(1);
    assert.equal((await answer).status, 200);
  });

  it('hang: answers nobody, and a reset ends it', async () => {
    sim.faults.onCommand('check', { kind: 'hang' });
    const answer = call(sim, 'check', { number: '1' });
    while (sim.requests[0]?.fault === undefined) await new Promise((resolve) => setImmediate(resolve));
    sim.reset();
    await assert.rejects(answer, /fetch failed/);
  });

  for (const status of [200, 502] as const) {
    it(`invalid-json: an HTML page with ${status}`, async () => {
      sim.faults.onCommand('send', { kind: 'invalid-json', status });
      const response = await fetch(`${sim.baseUrl}/send`, { method: 'POST', body: '{}' });
      assert.equal(response.status, status);
      assert.match(await response.text(), /^<!DOCTYPE html>/);
      assert.deepEqual(sim.messages, []);
    });
  }

  it('reset-before: breaks the connection before the command is executed', async () => {
    sim.faults.onCommand('send', { kind: 'reset-before' });
    await assert.rejects(sendText(sim, ANNA, 'x'), /fetch failed/);
    assert.deepEqual(sim.messages, []);
  });

  it('reset-after: executes the command and loses the answer', async () => {
    sim.faults.onCommand('send', { kind: 'reset-after' });
    await assert.rejects(sendText(sim, ANNA, 'x'), /fetch failed/);
    assert.equal((await sim.nextMessage()).body, 'x');
  });

  it('serialize: executes the command and answers with the error seen after real sends', async () => {
    sim.faults.onCommand('send', { kind: 'serialize' });
    const answer = await sendText(sim, ANNA, 'x');
    assert.equal(answer.status, 500);
    assert.match(
      String(answer.body['message']),
      /Evaluation failed: TypeError: Cannot read properties of undefined \(reading 'serialize'\)/,
    );
    assert.equal((await sim.nextMessage()).body, 'x');
  });

  it('truncated: executes the command and sends half of the answer', async () => {
    sim.faults.onCommand('send', { kind: 'truncated' });
    await assert.rejects(sendText(sim, ANNA, 'x'), /terminated|fetch failed/);
    assert.equal((await sim.nextMessage()).body, 'x');
  });

  it('early-ack: the ack event is delivered before the answer', async () => {
    sim.faults.onCommand('send', { kind: 'early-ack', ack: 2 });
    const answer = await sendText(sim, ANNA, 'x');
    assert.equal(answer.status, 200);
    assert.equal(webhook.received.length, 1);
    assert.equal(sim.events[0]?.envelope.event_action, 'ack');
  });

  it('strikes only the account, the command and the number of times that it was set for', async () => {
    sim.faults.onCommand('send', { kind: 'status', status: 500 }, { times: 2 });
    sim.faults.onCommand('check', { kind: 'status', status: 500 }, { whatsappId: 'another', times: 1 });
    const statuses = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await sendText(sim, ANNA, 'x')).status);
    assert.deepEqual(statuses, [500, 500, 200]);
    assert.equal((await call(sim, 'check', { number: '1' })).status, 200);
    const [left = assert.fail()] = sim.faults.active;
    left.remove();
    assert.deepEqual(sim.faults.active, []);
  });

  it('strikes with a probability out of the seed, the same in every run, and leaves the ids alone', async () => {
    const run = async (probability: number): Promise<{ statuses: number[]; ids: string[] }> => {
      await using other = await createSimulator({ seed: 'chance' });
      if (probability > 0) other.faults.onCommand('check', { kind: 'status', status: 500 }, { probability });
      const statuses: number[] = [];
      for (let round = 0; round < 30; round += 1)
        statuses.push((await call(other, 'check', { number: '1' })).status);
      await other.user('79005550101').says('hi');
      return { statuses, ids: other.messages.map(({ id }) => id) };
    };
    const [once, again, never] = [await run(0.5), await run(0.5), await run(0)];
    assert.deepEqual(once, again);
    assert.deepEqual(once.ids, never.ids);
    const failed = once.statuses.filter((status) => status === 500).length;
    assert.ok(failed > 5 && failed < 25, `${failed} of 30`);
  });

  it('webhook duplicate: delivers the same event twice', async () => {
    sim.faults.onWebhook('message', { kind: 'duplicate' });
    const message = await sim.user('79005550101').says('hi');
    assert.equal((await message.delivered).attempts.length, 2);
    assert.deepEqual(webhook.ids(), [501, 501]);
  });

  it('webhook delay: delivers later by the clock', async () => {
    sim.faults.onWebhook('*', { kind: 'delay', ms: 1000 });
    const message = await sim.user('79005550101').says('hi');
    await clock.advance(999);
    assert.deepEqual(webhook.ids(), []);
    await clock.advance(1);
    assert.equal((await message.delivered).outcome, 'acknowledged');
  });

  it('webhook drop: never delivers, but events-get has it', async () => {
    sim.faults.onWebhook('message', { kind: 'drop' });
    const message = await sim.user('79005550101').says('hi');
    assert.deepEqual((await message.delivered).outcome, 'dropped');
    assert.equal((await call(sim, 'events-get')).body['elements'], 1);
    assert.deepEqual(webhook.ids(), []);
  });

  it('webhook reorder: holds an event until the next one has been delivered', async () => {
    sim.faults.onWebhook('message', { kind: 'reorder' });
    const anna = sim.user('79005550101');
    const first = await anna.says('first');
    await sim.idle();
    assert.deepEqual(webhook.ids(), []);
    await anna.says('second');
    assert.equal((await first.delivered).outcome, 'acknowledged');
    assert.deepEqual(webhook.ids(), [502, 501]);
  });

  it('webhook reorder: an event that was polled while it was held does not stop those behind it', async () => {
    sim.assume({ webhookOrder: 'serial', pollAcknowledges: true });
    sim.faults.onWebhook('message', { kind: 'reorder' });
    const anna = sim.user('79005550101');
    const held = await anna.says('held');
    await call(sim, 'events-get');
    assert.equal((await held.delivered).outcome, 'acknowledged');
    await (
      await anna.says('second')
    ).delivered;
    const third = await anna.says('third');
    await sim.idle();
    assert.deepEqual(webhook.ids(), [502, 503]);
    assert.equal((await third.delivered).outcome, 'acknowledged');
  });

  it('webhook truncate: sends half of the body, and the repeat sends all of it', async () => {
    await webhook.close();
    webhook = await startWebhook((response) => response.writeHead(400).end());
    sim.setWebhook(webhook.url);
    sim.faults.onWebhook('message', { kind: 'truncate' });
    const message = await sim.user('79005550101').says('hi');
    await sim.idle();
    await clock.advance(20_000);
    const { outcome, attempts } = await message.delivered;
    assert.equal(outcome, 'acknowledged');
    const [half = '', whole = ''] = attempts.map(({ requestBody }) => requestBody);
    assert.equal(half, whole.slice(0, Math.floor(whole.length / 2)));
    assert.deepEqual(
      attempts.map(({ fault }) => fault),
      ['truncate', undefined],
    );
  });

  it('restart: refuses connections until it is back, and goes on with what was cut off', async () => {
    await webhook.close();
    webhook = await startWebhook(() => undefined);
    sim.setWebhook(webhook.url);
    sim.assume({ restartEmitsReady: false });
    const message = await sim.user('79005550101').says('hi');
    await webhook.arrived(1);
    sim.restart(30_000);
    await sim.idle();
    assert.deepEqual(
      sim.deliveries.map(({ error }) => error),
      ['The gateway restarted.'],
    );
    await assert.rejects(sendText(sim, ANNA, 'x'), /fetch failed/);
    await clock.advance(29_999);
    await sim.idle();
    assert.equal(webhook.received.length, 1, 'the repeat of 20 seconds waits');
    await clock.advance(1);
    assert.equal((await message.delivered).outcome, 'acknowledged');
    assert.equal((await sendText(sim, ANNA, 'x')).status, 200);
  });

  it('restart: a reset in the middle of it brings the gateway back', async () => {
    sim.restart(30_000);
    sim.reset();
    assert.equal((await sendText(sim, ANNA, 'x')).status, 200);
    assert.equal((await (await sim.user('79005550101').says('hi')).delivered).outcome, 'acknowledged');
  });

  it('restart: ends a request that hangs', async () => {
    sim.faults.onCommand('check', { kind: 'hang' });
    const answer = call(sim, 'check', { number: '1' });
    while (sim.requests[0]?.fault === undefined) await new Promise((resolve) => setImmediate(resolve));
    sim.restart();
    await assert.rejects(answer, /fetch failed/);
  });

  it('refuses impossible chances', () => {
    assert.throws(() => sim.faults.onCommand('*', { kind: 'hang' }, { probability: 2 }), RangeError);
    assert.throws(() => sim.faults.onWebhook('*', { kind: 'drop' }, { times: 0 }), RangeError);
  });
});
