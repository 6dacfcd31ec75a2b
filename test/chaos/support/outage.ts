import assert from 'node:assert/strict';
import type { Simulator } from '../../../src/simulator/index';
import type { PostgresServer } from '../../support/postgres';
import { deliver, messageEvent, sentTexts, startWorker, type Engine } from './fleet';

const BORIS = '79005550202@c.us';

/** Two processes refuse what they cannot keep while the database is gone, and answer it once when it is back. */
export async function survivesOutage(
  sim: Simulator,
  database: PostgresServer,
  milliseconds: number,
): Promise<void> {
  const engine: Engine = { kind: 'postgres', target: database.url };
  const [one, two] = await Promise.all([startWorker(sim, engine), startWorker(sim, engine)]);
  const say = (text: string): Promise<void> =>
    deliver(messageEvent(sim, BORIS, text), () => [one.url, two.url]);
  const texts = (): string[] => sentTexts(sim).map(({ text }) => text);
  const answered = async (count: number): Promise<void> => {
    while (texts().length < count) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  await say('before');
  await answered(1);
  await database.kill();
  const refused = await fetch(one.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(messageEvent(sim, BORIS, 'refused')),
  });
  assert.equal(refused.status, 503);
  const late = say('meanwhile');
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await database.start();
  await late;
  await answered(2);
  assert.deepEqual(texts(), ['Echo: before', 'Echo: meanwhile']);
}
