import assert from 'node:assert/strict';
import { postgresInbox } from '../../src/index';
import type { Inbox } from '../../src/inbox/inbox';
import { createSimulator, type Simulator } from '../../src/simulator/index';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { deliver, messageEvent, sentTexts, startWorker, stopWorkers, type Engine } from './support/fleet';
import { survivesOutage } from './support/outage';

const ANNA = '79005550101@c.us';

describe('two processes behind a round-robin proxy', function () {
  this.timeout(300_000);
  let database: PostgresServer;
  let engine: Engine;
  let sim: Simulator;
  let operator: Inbox;
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
    await operator.close(0);
    await sim.close();
  });

  const say = (text: string, ...urls: string[]): Promise<void> =>
    deliver(messageEvent(sim, ANNA, text), () => urls);
  const texts = (): string[] => sentTexts(sim).map(({ text }) => text);
  const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('keep the state of a dialog of nine turns that are typed fast', async () => {
    const [one, two] = await Promise.all([startWorker(sim, engine), startWorker(sim, engine)]);
    const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
    for (const word of words) await say(`form ${word}`, one.url, two.url);
    await until(() => texts().length >= 9);
    const questions = words.slice(1).map((_word, index) => `Question ${index + 2}`);
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
    assert.deepEqual(texts().slice(2), ['Echo: part one', 'More: part one']);
    assert.deepEqual(await operator.dead.list(), []);
  });

  it('refuse events while the database is gone, and go on when it is back', () =>
    survivesOutage(sim, database, 3000));
});
