import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Bar } from './bars';

import type { Options } from './options';
import { CORES } from './processes';
import { isClean, median, preferClean } from './statistics';
import type { JudgedSample, RowResult } from './turns';

/** Prints one line per row: medians over its clean rounds. */
export function printRows(results: readonly RowResult[], options: Options): void {
  const pinned =
    CORES.bot === undefined ? 'not pinned' : `bot on core ${CORES.bot}, the rest on ${CORES.others ?? '?'}`;
  console.log(
    `\n${cpus()[0]?.model ?? 'unknown CPU'} × ${cpus().length}, Node ${process.version}, ${pinned}; ` +
      `${options.rounds} × ${options.windowSeconds} s after ${options.warmupSeconds} s warm-up, ` +
      `${options.connections} connections; ${options.plain ? 'bots as plain functions; ' : ''}medians\n`,
  );
  const single = `p50 / p99 ms, 1 × ${options.latencyRate}/s`;
  const header = ['row', 'turns/s', 'CPU s/1,000', `p50 / p99 ms, ${options.connections} ×`, single];
  header.push('start ms', 'RSS idle / after MB', 'load gen.', 'upstream', 'others', 'slowed', 'clean');
  printTable([header, ...results.map((result) => [result.row.name, ...cells(result)])]);
  for (const { row, errors } of results)
    for (const error of errors) console.log(`\nERROR ${row.name}: ${error}`);
}

/** Prints each bar with its figure. */
export function printBars(bars: readonly Bar[]): void {
  console.log('\nratios paired by round; "best" divides the best rounds of the two rows:\n');
  printTable([
    ['bar', 'median', 'lowest – highest', 'best', 'wanted', ''],
    ...bars.map(({ text, ratios, direction, limit, outcome }) => [
      text,
      format(ratios.median, 2),
      `${format(ratios.lowest, 2)} – ${format(ratios.highest, 2)}`,
      format(ratios.best, 2),
      `${direction} ${limit}`,
      outcome,
    ]),
  ]);
}

/** Writes every figure of every round. */
export function writeJson(
  path: string,
  options: Options,
  results: readonly RowResult[],
  bars: readonly Bar[],
): void {
  const rows = results.map(({ row, rounds, starts, errors }) => ({ name: row.name, errors, starts, rounds }));
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    node: process.version,
    platform: process.platform,
  };
  writeFileSync(path, `${JSON.stringify({ takenAt: new Date(), machine, options, rows, bars }, null, 2)}\n`);
  console.log(`\nall figures: ${path}`);
}

/** Says what runs right now, on one line that overwrites itself; nothing where nobody watches. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

/** Prints rows of cells in columns: the first one left, all others right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    const padded = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
    );
    console.log(padded.join('  ').trimEnd());
  }
}

/** A number with so many digits after the point; a dash for what was not measured. */
export function format(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function cells(result: RowResult): readonly string[] {
  const measured = result.rounds.filter((round) => round !== undefined);
  const chosen = preferClean(measured, isClean);
  const of = (pick: (sample: JudgedSample) => number): number => median(chosen.map(pick));
  const pair = (first: number, second: number, digits: number): string =>
    `${format(first, digits)} / ${format(second, digits)}`;
  const percent = (share: number): string => (Number.isFinite(share) ? `${format(share * 100, 0)} %` : '–');
  return [
    format(
      of((sample) => sample.turnsPerSecond),
      0,
    ),
    format(
      of((sample) => sample.cpuSecondsPerThousandTurns),
      3,
    ),
    pair(
      of((sample) => sample.latencies.p50),
      of((sample) => sample.latencies.p99),
      1,
    ),
    pair(
      of((sample) => sample.singleLatencies.p50),
      of((sample) => sample.singleLatencies.p99),
      2,
    ),
    format(median(result.starts.filter((start) => start !== undefined)), 0),
    pair(
      of((sample) => sample.idleMegabytes),
      of((sample) => sample.afterMegabytes),
      0,
    ),
    percent(of((sample) => sample.load.load)),
    percent(of((sample) => sample.load.upstream)),
    percent(of((sample) => sample.load.others)),
    `${format(
      of((sample) => sample.slowdown),
      2,
    )} ×`,
    `${measured.filter(isClean).length}/${measured.length}`,
  ];
}
