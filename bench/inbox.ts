import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Inbox, InboxItem } from '../src/inbox/inbox';
import { memoryInbox, postgresInbox, sqliteInbox } from '../src/index';
import { startPostgres } from '../test/support/postgres';
import { rawPostgres, rawSqlite, type RawStore } from './inbox-raw';
import type { Options } from './options';

/** What is promised of an engine; `undefined` where nothing is. */
interface Bars {
  readonly rate: number;
  readonly acceptP99Ms: number | undefined;
  readonly answeredPerSecond: number | undefined;
  readonly recoveryMs: number | undefined;
}

interface Row {
  readonly name: string;
  readonly acceptP50Ms: number;
  readonly acceptP99Ms: number;
  readonly answeredPerSecond: number;
  readonly recoveryMs: number | undefined;
  readonly rssMb: number;
}

const BARS: Readonly<Record<string, Bars>> = {
  memory: { rate: 100, acceptP99Ms: undefined, answeredPerSecond: undefined, recoveryMs: undefined },
  'raw sqlite': { rate: 100, acceptP99Ms: undefined, answeredPerSecond: undefined, recoveryMs: undefined },
  sqlite: { rate: 100, acceptP99Ms: 20, answeredPerSecond: 1000, recoveryMs: 1000 },
  'raw postgres': { rate: 50, acceptP99Ms: undefined, answeredPerSecond: undefined, recoveryMs: undefined },
  postgres: { rate: 50, acceptP99Ms: 30, answeredPerSecond: 150, recoveryMs: 20_000 },
};

const CONVERSATIONS = 200;
const TEXT = 'x'.repeat(700);

/** Measures every engine beside raw inserts into the same store. @returns the exit code. */
export async function runInbox(options: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'whatsgate-bench-'));
  const server = await startPostgres();
  const seconds = options.windowSeconds;
  const wanted = (name: string): boolean => options.only === undefined || options.only.includes(name);
  const rows: Row[] = [];
  try {
    if (wanted('memory'))
      rows.push(await measureEngine('memory', () => memoryInbox({ capacity: 1e6 }), seconds));
    if (wanted('sqlite')) {
      rows.push(await measureRaw('raw sqlite', rawSqlite(join(folder, 'raw.db')), seconds));
      const path = join(folder, 'inbox.db');
      const row = await measureEngine('sqlite', () => sqliteInbox(path), seconds);
      rows.push({ ...row, recoveryMs: await measureRecovery('sqlite', path, () => sqliteInbox(path)) });
    }
    if (wanted('postgres')) {
      rows.push(await measureRaw('raw postgres', await rawPostgres(server.url), seconds));
      const row = await measureEngine('postgres', () => postgresInbox(server.url), seconds);
      const recovery = await measureRecovery('postgres', server.url, () => postgresInbox(server.url));
      rows.push({ ...row, recoveryMs: recovery });
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const isMet = report(rows);
  if (options.jsonFile !== undefined) writeFileSync(options.jsonFile, JSON.stringify(rows, undefined, 2));
  return options.check && !isMet ? 1 : 0;
}

function itemOf(number: number): InboxItem {
  return { id: `event ${number}`, key: `chat ${number % CONVERSATIONS}`, data: { text: TEXT, number } };
}

/** Accepts at a fixed rate, then as fast as it goes with 200 offers under way. A turn notes one send before and after. */
async function measureEngine(name: string, create: () => Inbox, seconds: number): Promise<Row> {
  const inbox = create();
  let answered = 0;
  let number = 0;
  const intent = { whatsappId: 'account', chatId: 'chat', kind: 'text', text: TEXT };
  await inbox.start(async ({ id }) => {
    await inbox.journal?.begin(id, 0, intent);
    void inbox.journal?.end(id, 0, { status: 'sent', messageId: `true_${id}` }).catch(() => undefined);
    answered += 1;
  });
  const rate = BARS[name]?.rate ?? 100;
  const latencies = await atRate(rate, seconds, () => inbox.accept(itemOf((number += 1))));
  const endsAt = performance.now() + seconds * 1000;
  const beganAt = performance.now();
  const before = answered;
  const lane = async (): Promise<void> => {
    while (performance.now() < endsAt) await inbox.accept(itemOf((number += 1)));
  };
  await Promise.all(Array.from({ length: CONVERSATIONS }, lane));
  while (answered < number) await new Promise((resolve) => setTimeout(resolve, 5));
  const answeredPerSecond = ((answered - before) / (performance.now() - beganAt)) * 1000;
  await inbox.close(5000);
  return {
    name,
    ...percentiles(latencies),
    answeredPerSecond,
    recoveryMs: undefined,
    rssMb: process.memoryUsage().rss / 2 ** 20,
  };
}

/** The same of plain inserts, each a commit of its own. */
async function measureRaw(name: string, store: RawStore, seconds: number): Promise<Row> {
  let number = 0;
  const insert = (): Promise<void> => {
    number += 1;
    return store.insert(String(number), JSON.stringify(itemOf(number)));
  };
  const latencies = await atRate(BARS[name]?.rate ?? 100, seconds, insert);
  const before = number;
  const beganAt = performance.now();
  const endsAt = beganAt + seconds * 1000;
  const lane = async (): Promise<void> => {
    while (performance.now() < endsAt) await insert();
  };
  await Promise.all(Array.from({ length: 10 }, lane));
  const answeredPerSecond = ((number - before) / (performance.now() - beganAt)) * 1000;
  await store.close();
  return {
    name,
    ...percentiles(latencies),
    answeredPerSecond,
    recoveryMs: undefined,
    rssMb: process.memoryUsage().rss / 2 ** 20,
  };
}

/** From the start of the next engine (after the old process was killed) until the item that was cut off runs again. */
async function measureRecovery(engine: string, target: string, create: () => Inbox): Promise<number> {
  const child = fork(join(__dirname, 'inbox-victim.ts'), [engine, target], { execArgv: ['--import=tsx'] });
  await once(child, 'message');
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  const beganAt = performance.now();
  const inbox = create();
  await new Promise<void>((resolve, reject) => {
    inbox
      .start(({ key }) => {
        if (key === 'victim') resolve();
        return Promise.resolve();
      })
      .catch(reject);
  });
  const recoveryMs = performance.now() - beganAt;
  await inbox.close(1000);
  return recoveryMs;
}

/** Calls at a fixed rate, whether earlier calls have ended or not. @returns how long each took. */
async function atRate(rate: number, seconds: number, call: () => Promise<unknown>): Promise<number[]> {
  const latencies: number[] = [];
  const calls: Promise<void>[] = [];
  const beganAt = performance.now();
  for (let index = 0; index < rate * seconds; index += 1) {
    const due = beganAt + (index * 1000) / rate;
    const waitMs = due - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const calledAt = performance.now();
    calls.push(call().then(() => void latencies.push(performance.now() - calledAt)));
  }
  await Promise.all(calls);
  return latencies;
}

function percentiles(latencies: readonly number[]): { acceptP50Ms: number; acceptP99Ms: number } {
  const sorted = [...latencies].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { acceptP50Ms: at(0.5), acceptP99Ms: at(0.99) };
}

function report(rows: readonly Row[]): boolean {
  console.log('\n| row | rate/s | accept p50 ms | p99 ms | events/s | recovery ms | RSS MB | bars |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  let allMet = true;
  for (const row of rows) {
    const bars = BARS[row.name];
    const missed = [
      bars?.acceptP99Ms !== undefined && row.acceptP99Ms > bars.acceptP99Ms
        ? `p99 above ${bars.acceptP99Ms}`
        : '',
      bars?.answeredPerSecond !== undefined && row.answeredPerSecond < bars.answeredPerSecond
        ? `under ${bars.answeredPerSecond}/s`
        : '',
      bars?.recoveryMs !== undefined && (row.recoveryMs ?? Infinity) > bars.recoveryMs
        ? `recovery above ${bars.recoveryMs}`
        : '',
    ].filter((text) => text !== '');
    if (missed.length > 0) allMet = false;
    const hasBars = bars?.acceptP99Ms !== undefined;
    const cells = [
      `\`${row.name}\``,
      bars?.rate,
      row.acceptP50Ms.toFixed(1),
      row.acceptP99Ms.toFixed(1),
      Math.round(row.answeredPerSecond).toLocaleString('en'),
      row.recoveryMs === undefined ? '' : Math.round(row.recoveryMs),
      Math.round(row.rssMb),
      hasBars ? (missed.length === 0 ? 'met' : `missed: ${missed.join(', ')}`) : '',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  return allMet;
}
