import assert from 'node:assert/strict';
import { postgresInbox } from '../../../src/index';
import type { Simulator } from '../../../src/simulator/index';
import type { PostgresServer } from '../../support/postgres';
import { deliver, messageEvent, sentTexts, startWorker, type Engine } from './fleet';

const BORIS = '79005550202@c.us';

/**
 * Two processes refuse what they cannot keep while the database is gone, and answer it once when it is back; nor is
 * anything of the turns that were running lost, said twice or given up.
 */
export async function survivesOutage(
  sim: Simulator,
  database: PostgresServer,
  milliseconds: number,
): Promise<void> {
  const engine: Engine = { kind: 'postgres', target: database.url };
  const [one, two] = await Promise.all([startWorker(sim, engine), startWorker(sim, engine)]);
  const say = (text: string, chat = BORIS): Promise<void> =>
    deliver(messageEvent(sim, chat, text), () => [one.url, two.url]);
  const texts = (chat = BORIS): string[] =>
    sentTexts(sim)
      .filter((sent) => sent.chat === chat)
      .map(({ text }) => text);
  const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  await say('before');
  await until(() => texts().length === 1);
  // Turns that end, send, and go on sending after the outage, each in a chat of its own.
  const running = [`long ${milliseconds / 2}`, `late ${milliseconds / 2}`, `late ${milliseconds * 2}`].map(
    (text, index) => ({ text, chat: `7900555030${index}@c.us` }),
  );
  for (const { text, chat } of running) await say(text, chat);
  await until(() => texts(running[0]?.chat).length === 1);

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
  await until(() => texts().length >= 2 && running.every(({ chat }) => texts(chat).length >= 1));

  const operator = postgresInbox(database.url);
  try {
    await until(async () => {
      const { queued, active } = await operator.status();
      return queued + active === 0;
    });
    assert.deepEqual(await operator.dead.list(), []);
  } finally {
    await operator.close(0);
  }
  assert.deepEqual(texts(), ['Echo: before', 'Echo: meanwhile']);
  for (const { text, chat } of running) assert.deepEqual(texts(chat), [`Echo: ${text}`]);
}
