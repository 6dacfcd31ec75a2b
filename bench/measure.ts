import { join } from 'node:path';
import type { Options } from './options';
import { CORES, startScript, type Script } from './processes';
import type { Row } from './rows';

const STACKS = join(__dirname, 'stacks');
const TRAFFIC = join(__dirname, 'traffic');

/** Milliseconds over so many turns; NaN where none were measured. */
export interface Latencies {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

/** What the load generator reports of one row in one round. CPU and memory are NaN where there is no /proc. */
interface LoadFigures {
  readonly turns: number;
  readonly seconds: number;
  readonly latencies: Latencies;
  readonly singleLatencies: Latencies;
  readonly cpuSeconds: Readonly<Record<'bot' | 'upstream' | 'load' | 'bench' | 'machine', number>>;
  readonly memory: { readonly idleBytes: number; readonly afterBytes: number };
  readonly answered: number;
  readonly eventSum: number;
}

/** What the watch over the core's own pace reports. */
interface PaceFigures {
  readonly paceMicroseconds: number;
}

/** What the fake upstream has counted. */
interface UpstreamCounts {
  readonly sends: number;
  readonly eventSum: number;
  readonly otherCalls: number;
}

/** One row in one round. */
export interface Sample {
  readonly turnsPerSecond: number;
  /** User + system of the bot's process. */
  readonly cpuSecondsPerThousandTurns: number;
  readonly latencies: Latencies;
  readonly singleLatencies: Latencies;
  readonly idleMegabytes: number;
  readonly afterMegabytes: number;
  /** Share of one core during the window. `others` is everything that is not part of the bench. */
  readonly load: Readonly<Record<'bot' | 'upstream' | 'load' | 'others', number>>;
  /** What a piece of work that is always the same took meanwhile, in microseconds of CPU. */
  readonly paceMicroseconds: number;
  readonly webhooksAnswered: number;
  readonly sendsSeen: number;
}

/** Runs one row once, with a fresh bot, load generator and upstream. Throws when a webhook and its send do not match. */
export async function measureRow(row: Row, options: Options): Promise<Sample> {
  const lifetimeSeconds = options.warmupSeconds + options.windowSeconds + options.latencySeconds * 2 + 60;
  const started: Script[] = [];
  const start = (
    path: string,
    core: number | undefined,
    channel: boolean,
    args: readonly string[] = [],
  ): Script => {
    const { plain } = options;
    const script = startScript(path, { core, channel, args, plain, lifetimeSeconds });
    started.push(script);
    return script;
  };
  try {
    const upstream = start(join(TRAFFIC, 'upstream.cjs'), CORES.others, true);
    const upstreamPort = ((await upstream.message()) as { port: number }).port;
    const bot = start(join(STACKS, row.script), CORES.bot, false, [
      `http://127.0.0.1:${upstreamPort}`,
      ...row.args,
    ]);
    const port = readPort(await bot.line());
    const load = start(join(TRAFFIC, 'load.cjs'), CORES.others, true);
    const pace = start(join(TRAFFIC, 'pace.cjs'), CORES.bot, true);
    const paced = pace.message();
    paced.catch(() => undefined);
    pace.send({ warmupSeconds: options.warmupSeconds, windowSeconds: options.windowSeconds });
    load.send({
      kind: row.webhooks,
      port,
      connections: options.connections,
      warmupSeconds: options.warmupSeconds,
      windowSeconds: options.windowSeconds,
      latencySeconds: options.latencySeconds,
      latencyRate: options.latencyRate,
      pids: { bot: bot.pid, upstream: upstream.pid, bench: process.pid },
    });
    const figures = readFigures(
      await withDeadline(Promise.race([load.message(), bot.failed]), lifetimeSeconds),
    );
    upstream.send({});
    const counts = (await upstream.message()) as UpstreamCounts;
    checkCounts(figures, counts);
    return toSample(figures, counts, ((await paced) as PaceFigures).paceMicroseconds);
  } finally {
    await Promise.all(started.map((script) => script.stop()));
  }
}

/** Starts a row's bot and gives the milliseconds until it listens. */
export async function measureStart(row: Row, { plain }: Options): Promise<number> {
  const startedAt = performance.now();
  const bot = startScript(join(STACKS, row.script), {
    core: CORES.bot,
    channel: false,
    args: ['http://127.0.0.1:9', ...row.args],
    plain,
    lifetimeSeconds: 60,
  });
  try {
    readPort(await bot.line());
    return performance.now() - startedAt;
  } finally {
    await bot.stop();
  }
}

function readPort(line: string): number {
  const port = /listening (\d+)/.exec(line)?.[1];
  if (port === undefined) throw new Error(`the bot does not listen, it printed: ${line}`);
  return Number(port);
}

function readFigures(message: unknown): LoadFigures {
  const answer = message as { figures?: LoadFigures; error?: string };
  if (answer.figures === undefined) throw new Error(answer.error ?? 'the load generator reported nothing');
  return answer.figures;
}

function checkCounts(figures: LoadFigures, counts: UpstreamCounts): void {
  if (figures.turns === 0) throw new Error('not one turn inside the window');
  if (counts.sends !== figures.answered) {
    throw new Error(`${figures.answered} webhooks answered, but ${counts.sends} sends at the upstream`);
  }
  if (counts.eventSum !== figures.eventSum) throw new Error('the sends do not echo each event once');
}

function toSample(figures: LoadFigures, counts: UpstreamCounts, paceMicroseconds: number): Sample {
  const { cpuSeconds, seconds, turns, memory } = figures;
  const ours = cpuSeconds.bot + cpuSeconds.upstream + cpuSeconds.load + cpuSeconds.bench;
  return {
    turnsPerSecond: turns / seconds,
    cpuSecondsPerThousandTurns: (cpuSeconds.bot / turns) * 1000,
    latencies: figures.latencies,
    singleLatencies: figures.singleLatencies,
    idleMegabytes: memory.idleBytes / 2 ** 20,
    afterMegabytes: memory.afterBytes / 2 ** 20,
    load: {
      bot: cpuSeconds.bot / seconds,
      upstream: cpuSeconds.upstream / seconds,
      load: cpuSeconds.load / seconds,
      others: Math.max(0, (cpuSeconds.machine - ours) / seconds),
    },
    paceMicroseconds,
    webhooksAnswered: figures.answered,
    sendsSeen: counts.sends,
  };
}

async function withDeadline<T>(work: Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no figures after ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
