import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createSimulator, manualClock, type ManualClock, type Simulator } from '../../src/simulator/index';
import { call, sendText } from './simulator-client';

const ANNA = '79005550101@c.us';

describe('simulator: faults that take the gateway or WhatsApp away', () => {
  let sim: Simulator;
  let clock: ManualClock;

  beforeEach(async () => {
    clock = manualClock();
    sim = await createSimulator({ clock });
  });
  afterEach(() => sim.close());

  const actions = (): readonly string[] => sim.events.map(({ envelope }) => envelope.event_action);

  it('restart: breaks the connection, does not execute, and refuses until it is back', async () => {
    sim.faults.onCommand('send', { kind: 'restart', forMs: 1000 });
    await assert.rejects(sendText(sim, ANNA, 'x'), /fetch failed/);
    assert.equal(sim.requests[0]?.fault, 'restart');
    await assert.rejects(sendText(sim, ANNA, 'y'), /fetch failed/);
    assert.deepEqual(sim.messages, []);
    await clock.advance(1000);
    assert.equal((await sendText(sim, ANNA, 'z')).status, 200);
    assert.deepEqual(actions(), ['ready']);
  });

  it('disconnect: refuses the command, and the session is ready again after a while', async () => {
    sim.assume({ disconnectDeletesSession: false });
    sim.faults.onCommand('send', { kind: 'disconnect', forMs: 2000 });
    const answer = await sendText(sim, ANNA, 'x');
    assert.equal(answer.status, 500);
    assert.match(String(answer.body['message']), /not connected: its status is AUTH/);
    assert.deepEqual(actions(), ['disconnect']);
    await clock.advance(2000);
    assert.deepEqual(actions(), ['disconnect', 'ready']);
    assert.equal((await sendText(sim, ANNA, 'x')).status, 200);
  });

  it('disconnect: a session that is deleted meanwhile stays deleted', async () => {
    sim.assume({ disconnectDeletesSession: false });
    sim.faults.onCommand('send', { kind: 'disconnect', forMs: 2000 });
    await sendText(sim, ANNA, 'x');
    assert.equal((await call(sim, 'session-delete')).status, 200);
    await clock.advance(2000);
    assert.equal(sim.accounts[0]?.status, 'DESTROYING');
    assert.ok(!actions().includes('ready'));
  });

  it('disconnect: the session is ready again after a restart that forgets what waits', async () => {
    sim.assume({ restartKeepsWaiting: false });
    sim.faults.onCommand('send', { kind: 'disconnect', forMs: 2000 });
    await sendText(sim, ANNA, 'x');
    sim.restart(1000);
    await clock.advance(2000);
    assert.equal((await sendText(sim, ANNA, 'x')).status, 200);
  });

  it('restart: a request whose end comes while it is down is not executed', async () => {
    const { hostname, port } = new URL(sim.baseUrl);
    const body = JSON.stringify({
      WhatsappID: sim.whatsappId,
      async: false,
      recipient: { id: ANNA },
      message: { body: 'x' },
    });
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `POST /api/v1/send HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${sim.apiKey}\r\nContent-Type: application/json\r\n` +
        `Expect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    // The gateway has the head then, and waits for the rest.
    await once(socket, 'data');
    sim.restart(1000);
    socket.write(body);
    await new Promise((resolve) => socket.once('close', resolve));
    assert.deepEqual(sim.messages, []);
  });

  it('disconnect: strikes nothing that names no connected session', async () => {
    sim.faults.onCommand('*', { kind: 'disconnect' }, { probability: 1 });
    assert.equal((await call(sim, 'sessions-get', { WhatsappID: undefined })).status, 200);
    assert.equal((await call(sim, 'check', { WhatsappID: 'unknown', number: '1' })).status, 500);
    assert.deepEqual(actions(), []);
  });
});

describe('simulator: automatic acks', () => {
  it('come as they are set, out of order, twice and failed', async () => {
    const clock = manualClock();
    await using sim = await createSimulator({ clock, automaticAcks: [{ ack: 1, afterMs: 10 }] });
    await sendText(sim, ANNA, 'before');
    sim.acknowledgeAutomatically([
      { ack: 3, afterMs: 100 },
      { ack: 2, afterMs: 200 },
      { ack: 2, afterMs: 300 },
      { ack: -1, afterMs: 400 },
    ]);
    await sendText(sim, ANNA, 'after');
    await clock.advance(400);
    const acks = sim.events.map(({ envelope }) => {
      const { message } = envelope.event_data as { message: { body: string; ack: number } };
      return [message.body, message.ack];
    });
    assert.deepEqual(acks, [
      ['before', 1],
      ['after', 3],
      ['after', 2],
      ['after', 2],
      ['after', -1],
    ]);
    sim.acknowledgeAutomatically('off');
    await sendText(sim, ANNA, 'off');
    await clock.advance(1000);
    assert.equal(sim.events.length, 5);
    assert.deepEqual(sim.automaticAcks, []);
  });

  it('of impossible kinds, times and numbers are refused', async () => {
    await using sim = await createSimulator();
    assert.throws(() => sim.acknowledgeAutomatically([{ ack: 7, afterMs: 1 }]), /-1 to 4/);
    assert.throws(() => sim.acknowledgeAutomatically([{ ack: 1, afterMs: -1 }]), /0 or more/);
    const many = Array.from({ length: 21 }, () => ({ ack: 1, afterMs: 1 }));
    assert.throws(() => sim.acknowledgeAutomatically(many), /at most 20/);
    await assert.rejects(createSimulator({ automaticAcks: many }), /at most 20/);
  });
});
