import type { Inbox } from '../../../src/inbox/inbox';
import { postgresInbox, sqliteInbox } from '../../../src/index';
import { createSimulator } from '../../../src/simulator/index';
import type { PostgresServer } from '../../support/postgres';
import {
  deliver,
  killWorkers,
  messageEvent,
  sentTexts,
  startWorker,
  type Engine,
  type Worker,
} from './fleet';

/** How much chaos. */
export interface ChaosPlan {
  readonly engine: Engine;
  readonly workers: number;
  readonly conversations: number;
  readonly eventsEach: number;
  /** How often a worker is killed, at random. */
  readonly kills: number;
  /** The database, when it is to be killed as well, in the middle. */
  readonly database?: PostgresServer;
}

/** What came out, counted at the far end. */
export interface ChaosReport {
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly outOfOrder: readonly string[];
  /** Turns that were cut off between their note of a send and its end: kept, shown, and replayed if nothing had gone out. */
  readonly dead: number;
  readonly replayed: number;
  readonly seconds: number;
}

const PRODUCERS = 16;
/** Without any progress for so long, in milliseconds, what is missing counts as lost. */
const PATIENCE_MS = 90_000;

/**
 * Delivers every event twice while workers, and the database, are killed; then looks at what the gateway was asked to
 * send. A turn that was cut off in the middle of a send is a dead letter: as an operator would, this replays those of
 * which nothing had gone out.
 */
export async function runChaos(plan: ChaosPlan): Promise<ChaosReport> {
  const total = plan.conversations * plan.eventsEach;
  const most = total * 4;
  const sim = await createSimulator({
    seed: 1,
    page: false,
    limits: { requests: most, messages: most, events: most, chats: plan.conversations + 10 },
  });
  const beganAt = performance.now();
  const workers: (Worker | undefined)[] = [];
  let operator: Inbox | undefined;
  try {
    for (let index = 0; index < plan.workers; index += 1) workers.push(await startWorker(sim, plan.engine));
    const urls = (): string[] => workers.flatMap((worker) => (worker === undefined ? [] : [worker.url]));
    let delivered = 0;
    const producing = produce(plan, sim, urls, () => (delivered += 1));
    const destroying = destroy(plan, workers, sim, () => delivered / (2 * total));
    const expected = await producing;
    await destroying;
    operator = operatorOf(plan.engine);
    const replayed = new Set<string>();
    let dead = 0;
    await settle(sim, total, async () => {
      for (const letter of (await operator?.dead.list({ limit: 1000 })) ?? []) {
        const text = textOf(letter.data);
        if (sentTexts(sim).some((sent) => sent.text === `Echo: ${text}`))
          await operator?.dead.drop(letter.id);
        else {
          replayed.add(text);
          await operator?.dead.replay(letter.id);
        }
        dead += 1;
      }
    });
    return {
      ...judge(sentTexts(sim), expected, replayed),
      dead,
      replayed: replayed.size,
      seconds: (performance.now() - beganAt) / 1000,
    };
  } finally {
    await operator?.close(0);
    await killWorkers();
    await sim.close();
  }
}

type Sim = Awaited<ReturnType<typeof createSimulator>>;

/** Delivers all events, each twice, those of a conversation in order. @returns the texts of each conversation. */
async function produce(
  { conversations, eventsEach }: ChaosPlan,
  sim: Sim,
  urls: () => readonly string[],
  onDelivered: () => void,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const expected = new Map<string, string[]>();
  const lanes = Array.from({ length: conversations }, (_, index) => {
    const chat = `7900${String(1_000_000 + index)}@c.us`;
    const events: { readonly id: number }[] = [];
    expected.set(chat, []);
    return { chat, events };
  });
  const rounds = Array.from({ length: eventsEach + 3 }, (_, round) => round);
  const work = async (mine: typeof lanes): Promise<void> => {
    for (const round of rounds) {
      for (const { chat, events } of mine) {
        if (round < eventsEach) {
          const text = `${chat} ${round}`;
          expected.get(chat)?.push(text);
          const event = messageEvent(sim, chat, text);
          events.push(event);
          await deliver(event, urls);
          onDelivered();
        }
        const earlier = events[round - 3];
        if (earlier === undefined) continue;
        await deliver(earlier, urls);
        onDelivered();
      }
    }
  };
  const shares = Array.from({ length: PRODUCERS }, (_, share) =>
    lanes.filter((_lane, index) => index % PRODUCERS === share),
  );
  await Promise.all(shares.map(work));
  return expected;
}

/** Kills workers at random points of the way, and the database in the middle of it. */
async function destroy(
  { engine, kills, database }: ChaosPlan,
  workers: (Worker | undefined)[],
  sim: Sim,
  progress: () => number,
): Promise<void> {
  const points = Array.from(
    { length: kills },
    (_, kill) => (kill + 0.3 + Math.random() * 0.6) / (kills + 0.5),
  );
  const reached = async (point: number): Promise<void> => {
    while (progress() < point) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const killWorker = async (point: number): Promise<void> => {
    await reached(point);
    const alive = workers.flatMap((worker, index) => (worker === undefined ? [] : [index]));
    const victim = alive[Math.floor(Math.random() * alive.length)];
    if (victim === undefined) return;
    const worker = workers[victim];
    workers[victim] = undefined;
    await worker?.kill();
    workers[victim] = await startWorker(sim, engine);
  };
  const killDatabase = async (): Promise<void> => {
    if (database === undefined) return;
    await reached(0.5);
    await database.kill();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await database.start();
  };
  await Promise.all([...points.map(killWorker), killDatabase()]);
}

function operatorOf({ kind, target }: Engine): Inbox | undefined {
  if (kind === 'sqlite') return sqliteInbox(target, { shared: true });
  return kind === 'postgres' ? postgresInbox(target) : undefined;
}

/** Waits until everything was answered, or nothing happens any more. */
async function settle(sim: Sim, total: number, tend: () => Promise<void>): Promise<void> {
  let [seen, since] = [-1, performance.now()];
  for (;;) {
    const answered = new Set(sentTexts(sim).map(({ text }) => text)).size;
    if (answered >= total) break;
    if (answered > seen) [seen, since] = [answered, performance.now()];
    else if (performance.now() - since > PATIENCE_MS) return;
    await tend();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  // What would be sent a second time, would be sent now.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await tend();
}

function judge(
  sent: readonly { readonly chat: string; readonly text: string }[],
  expected: ReadonlyMap<string, readonly string[]>,
  replayed: ReadonlySet<string>,
): Pick<ChaosReport, 'lost' | 'twice' | 'outOfOrder'> {
  const [lost, twice, outOfOrder]: [string[], string[], string[]] = [[], [], []];
  for (const [chat, texts] of expected) {
    const answers = sent.filter((one) => one.chat === chat).map(({ text }) => text.replace(/^Echo: /, ''));
    for (const text of texts) {
      const count = answers.filter((answer) => answer === text).length;
      if (count === 0) lost.push(text);
      if (count > 1) twice.push(text);
    }
    const inPlace = (text: string): boolean => !replayed.has(text);
    const wanted = texts.filter((text) => inPlace(text) && answers.includes(text));
    const got = [...new Set(answers.filter(inPlace))];
    for (const [index, text] of got.entries()) if (text !== wanted[index]) outOfOrder.push(text);
  }
  return { lost, twice, outOfOrder };
}

function textOf(data: unknown): string {
  return (data as { event_data: { message: { body: string } } }).event_data.message.body;
}
