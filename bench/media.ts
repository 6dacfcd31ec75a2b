import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options } from './options';
import { buildDist } from './peers';
import { CORES, guardProcesses, startScript, type Script } from './processes';
import { format, printTable, progress } from './report';
import { median, rotate } from './statistics';

const SCRIPTS = join(__dirname, 'media');
const BYTES = 64 * 1024 * 1024;

/** One way of sending files, so many at once. */
interface MediaRow {
  readonly way: string;
  readonly atOnce: number;
  readonly sends: number;
}

/** What one row came to in one round. */
interface MediaFigures {
  readonly megabytesPerSecond: number;
  readonly idleMegabytes: number;
  /** The highest resident memory over that before. */
  readonly peakMegabytes: number;
}

const ONE = { atOnce: 1, sends: 4 };
const EIGHT = { atOnce: 8, sends: 8 };
const ROWS: readonly MediaRow[] = [
  ...['raw', 'file', 'url', 'stream'].flatMap((way) => [
    { way, ...ONE },
    { way, ...EIGHT },
  ]),
  { way: 'naive', atOnce: 1, sends: 1 },
];

/** The mode `media`: throughput and memory of sending documents of 64 MB. Gives the exit code. */
export async function runMedia(options: Options): Promise<number> {
  if (options.build) buildDist();
  guardProcesses();
  const folder = mkdtempSync(join(tmpdir(), 'bench-media-'));
  try {
    const path = join(folder, 'large.bin');
    writeFileSync(path, Buffer.alloc(BYTES, 'a file of no kind that anybody knows. '));
    writeFileSync(join(folder, 'small-large.bin'), Buffer.alloc(1024 * 1024, 'a smaller one. '));
    const figures = new Map<MediaRow, MediaFigures[]>(ROWS.map((row) => [row, []]));
    for (let round = 0; round < options.rounds; round += 1) {
      for (const row of rotate(ROWS, round)) {
        progress(`round ${round + 1}/${options.rounds} ${row.way} × ${row.atOnce}`);
        figures.get(row)!.push(await measure(row, path));
      }
    }
    progress('');
    return report(figures, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(row: MediaRow, path: string): Promise<MediaFigures> {
  const started: Script[] = [];
  const start = (name: string, core: number | undefined, args: readonly string[] = []): Script => {
    const script = startScript(join(SCRIPTS, name), { core, channel: true, args, lifetimeSeconds: 120 });
    started.push(script);
    return script;
  };
  try {
    const sink = start('sink.cjs', CORES.others);
    const files = start('file-server.cjs', CORES.others);
    const ports = (await Promise.all([sink.message(), files.message()])) as { port: number }[];
    const given = [...ports.map(({ port }) => port), path, BYTES, row.atOnce, row.sends].map(String);
    return (await start('sender.cjs', CORES.bot, [row.way, ...given]).message()) as MediaFigures;
  } finally {
    await Promise.all(started.map((script) => script.stop()));
  }
}

function report(figures: ReadonlyMap<MediaRow, readonly MediaFigures[]>, options: Options): number {
  const of = (row: MediaRow, pick: (figure: MediaFigures) => number): readonly number[] =>
    (figures.get(row) ?? []).map(pick);
  const find = (way: string, atOnce: number): MediaRow =>
    ROWS.find((row) => row.way === way && row.atOnce === atOnce)!;
  const speed = ({ megabytesPerSecond }: MediaFigures): number => megabytesPerSecond;
  const toRaw = (row: MediaRow): number => {
    const raw = of(find('raw', row.atOnce), speed);
    return median(of(row, speed).map((figure, round) => figure / raw[round]!));
  };
  const peak = (row: MediaRow): number => Math.max(...of(row, ({ peakMegabytes }) => peakMegabytes));
  printTable([
    ['way', 'at once', 'MB/s', 'to raw', 'idle MB', 'peak over idle, highest, MB'],
    ...ROWS.map((row) => [
      row.way,
      String(row.atOnce),
      format(median(of(row, speed)), 0),
      format(toRaw(row), 2),
      format(median(of(row, ({ idleMegabytes }) => idleMegabytes)), 0),
      format(peak(row), 0),
    ]),
  ]);
  const bars: readonly (readonly [string, number, 'at least' | 'at most', number])[] = [
    ...['file', 'url', 'stream'].flatMap((way) => [
      [`${way}: peak of one, MB`, peak(find(way, 1)), 'at most', 32] as const,
      [`${way}: peak of eight at once, MB`, peak(find(way, 8)), 'at most', 64] as const,
    ]),
    ['file: throughput to the raw socket', toRaw(find('file', 1)), 'at least', 0.75],
    ['file, eight at once: throughput to the raw socket', toRaw(find('file', 8)), 'at least', 0.75],
    ['url: throughput to the raw socket', toRaw(find('url', 1)), 'at least', 0.6],
    ['url, eight at once: throughput to the raw socket', toRaw(find('url', 8)), 'at least', 0.6],
  ];
  const passes = bars.map(([, figure, direction, limit]) =>
    direction === 'at most' ? figure <= limit : figure >= limit,
  );
  console.log();
  printTable([
    ['bar', 'figure', 'wanted', ''],
    ...bars.map(([text, figure, direction, limit], index) => [
      text,
      format(figure, 2),
      `${direction} ${limit}`,
      passes[index] === true ? 'pass' : 'MISS',
    ]),
  ]);
  if (options.jsonFile !== undefined) {
    const rows = [...figures].map(([row, rounds]) => ({ ...row, rounds }));
    writeFileSync(options.jsonFile, `${JSON.stringify({ options, rows }, null, 2)}\n`);
  }
  return options.check && passes.includes(false) ? 1 : 0;
}
