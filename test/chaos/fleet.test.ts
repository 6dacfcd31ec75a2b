import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProxy } from '../../samples/fleet/src/proxy';
import { postgresInbox } from '../../src/index';
import type { Inbox } from '../../src/inbox/inbox';
import { createSimulator, type Simulator } from '../../src/simulator/index';
import { startPostgres, type PostgresServer } from '../support/postgres';
import {
  deliver,
  messageEvent,
  sentTexts,
  startWorker,
  stopWorkers,
  type Engine,
  type Worker,
} from './support/fleet';
import { survivesOutage } from './support/outage';

const ANNA = '79005550101@c.us';

describe('two processes behind a round-robin proxy', function () {
  this.timeout(300_000);
  let database: PostgresServer;
  let engine: Engine;
  let sim: Simulator;
  let operator: Inbox;
  let proxy: Server | undefined;
  before(async () => {
    database = await startPostgres();
    engine = { kind: 'postgres', target: database.url };
  });
  after(() => database.stop());
  beforeEach(async () => {
    sim = await createSimulator({ seed: 1, page: false });
    operator = postgresInbox(database.url);
  });
  afterEach(async () => {
    // The next test finds the same database: nothing that was answered may look as if it had been cut off.
    await stopWorkers();
    proxy?.closeAllConnections();
    proxy?.close();
    proxy = undefined;
    await operator.close(0);
    await sim.close();
  });

  const say = (text: string, ...urls: string[]): Promise<void> =>
    deliver(messageEvent(sim, ANNA, text), () => urls);
  const texts = (): string[] => sentTexts(sim).map(({ text }) => text);
  const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  /** Nothing is left that could still be answered. */
  const idle = (): Promise<void> =>
    until(async () => {
      const { queued, active } = await operator.status();
      return queued + active === 0;
    });
  /** The proxy of the sample, before these workers. @returns where webhooks go. */
  const startProxy = async (workers: readonly Worker[]): Promise<string> => {
    proxy = createProxy(() => workers.map(({ url }) => Number(new URL(url).port)));
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const url = new URL(workers[0]?.url ?? '');
    url.port = String((proxy.address() as AddressInfo).port);
    return url.href;
  };

  it('keep the state of a dialog of nine turns that are typed fast', async () => {
    const workers = await Promise.all([startWorker(sim, engine), startWorker(sim, engine)]);
    const proxy = await startProxy(workers);
    const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
    await say('form', proxy);
    for (const word of words) await say(word, proxy);
    await until(() => texts().length >= 10);
    const questions = words.map((_word, index) => `Question ${index + 1}`);
    assert.deepEqual(texts(), [...questions, `Done: ${words.join(' ')}`]);
  });

  it('answer once when one is killed in the middle of a turn that had sent nothing', async () => {
    const victim = await startWorker(sim, engine, 'before');
    await say('hello', victim.url);
    assert.equal(await victim.hangs, 'hello');
    const other = await startWorker(sim, engine);
    await victim.kill();
    const killedAt = performance.now();
    await say('again', other.url);
    await until(() => texts().length >= 2);
    console.log(`      answered ${((performance.now() - killedAt) / 1000).toFixed(1)} s after the kill`);
    await idle();
    assert.deepEqual(texts(), ['Echo: hello', 'Echo: again']);
    assert.deepEqual(await operator.dead.list(), []);
  });

  it('do not repeat a turn that had sent something: it is a dead letter, and can be replayed', async () => {
    const victim = await startWorker(sim, engine, 'after');
    await say('part one', victim.url);
    assert.equal(await victim.hangs, 'part one');
    const other = await startWorker(sim, engine);
    await victim.kill();
    await say('next', other.url);
    await until(() => texts().includes('Echo: next'));
    assert.deepEqual(texts(), ['Echo: part one', 'Echo: next']);

    const [letter, ...others] = await operator.dead.list();
    assert.ok(letter !== undefined && others.length === 0);
    assert.equal(letter.reason, 'interrupted');
    assert.equal(letter.sent[0]?.intent.text, 'Echo: part one');
    assert.equal(letter.sent[0].outcome?.status, 'sent');
    await operator.dead.replay(letter.id);
    await until(() => texts().length >= 4);
    await idle();
    assert.deepEqual(texts().slice(2), ['Echo: part one', 'More: part one']);
    assert.deepEqual(await operator.dead.list(), []);
  });

  it('refuse events while the database is gone, and go on when it is back', () =>
    survivesOutage(sim, database, 1500));
});
