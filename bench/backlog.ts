import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Inbox } from '../src/inbox/inbox';
import { postgresInbox, sqliteInbox } from '../src/index';
import { startPostgres } from '../test/support/postgres';
import type { Options } from './options';

const CONVERSATIONS = 1000;
const OFFERS_AT_ONCE = 200;
const TEXT = 'x'.repeat(700);
/** The most resident memory that a backlog may cost, in MB. */
const MEMORY_BAR_MB = 256;
/** The longest that newcomers may wait, at the 99th percentile, in milliseconds. */
const WAIT_BAR_MS = 5000;

/**
 * Takes in a backlog while nobody works on it, a tenth of it in one long conversation. Then turns begin, and a
 * newcomer writes ten times a second until all is done: how long it waits tells whether the others are starved.
 *
 * @returns the exit code.
 */
export async function runBacklog(options: Options): Promise<number> {
  const wanted = (name: string): boolean => options.only === undefined || options.only.includes(name);
  const folder = mkdtempSync(join(tmpdir(), 'whatsgate-bench-'));
  let isMet = true;
  console.log(
    '\n| row | events | taken in/s | worked off/s | newcomer p50 ms | p99 ms | peak over idle MB | bars |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  try {
    if (wanted('sqlite')) {
      const path = join(folder, 'inbox.db');
      isMet = (await measure('sqlite', () => sqliteInbox(path), options.backlog)) && isMet;
    }
    if (wanted('postgres')) {
      const server = await startPostgres();
      try {
        isMet = (await measure('postgres', () => postgresInbox(server.url), options.backlog)) && isMet;
      } finally {
        await server.stop();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return options.check && !isMet ? 1 : 0;
}

async function measure(name: string, create: () => Inbox, total: number): Promise<boolean> {
  const idleMb = residentMb();
  let peakMb = idleMb;
  const watch = setInterval(() => (peakMb = Math.max(peakMb, residentMb())), 100);
  const taking = create();
  const beganAt = performance.now();
  let number = 0;
  const offer = async (): Promise<void> => {
    while (number < total) {
      number += 1;
      const key = number % 10 === 0 ? 'long' : `chat ${number % CONVERSATIONS}`;
      await taking.accept({ id: `event ${number}`, key, data: { text: TEXT } });
    }
  };
  await Promise.all(Array.from({ length: OFFERS_AT_ONCE }, offer));
  const takenPerSecond = (total / (performance.now() - beganAt)) * 1000;
  await taking.close(1000);

  const inbox = create();
  const waits: number[] = [];
  const offered = new Map<string, number>();
  let done = 0;
  const workedFrom = performance.now();
  await inbox.start(({ id }) => {
    const since = offered.get(id);
    if (since === undefined) done += 1;
    else waits.push(performance.now() - since);
    return Promise.resolve();
  });
  for (let newcomer = 0; done < total; newcomer += 1) {
    const id = `newcomer ${newcomer}`;
    offered.set(id, performance.now());
    await inbox.accept({ id, key: id, data: { text: TEXT } });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const workedPerSecond = (total / (performance.now() - workedFrom)) * 1000;
  await inbox.close(5000);
  clearInterval(watch);
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  const costMb = peakMb - idleMb;
  const isMet = costMb <= MEMORY_BAR_MB && at(0.99) <= WAIT_BAR_MS;
  const cells = [
    `\`${name}\``,
    total,
    takenPerSecond.toFixed(0),
    workedPerSecond.toFixed(0),
    at(0.5).toFixed(0),
    at(0.99).toFixed(0),
    costMb.toFixed(0),
    isMet ? 'met' : 'missed',
  ];
  console.log(`| ${cells.join(' | ')} |`);
  return isMet;
}

function residentMb(): number {
  return process.memoryUsage().rss / 2 ** 20;
}
