import { judge, type Bar } from './bars';
import { measureRow, measureStart, type Sample } from './measure';
import type { Options } from './options';
import { buildOurs, installPeers } from './peers';
import { printBars, printRows, progress, writeJson } from './report';
import { guardProcesses } from './processes';
import { chooseRows, type Row } from './rows';
import { rotate, withSlowdown } from './statistics';

/** A sample, and how much slower the machine was meanwhile than at its best in this run. */
export type JudgedSample = Sample & { readonly slowdown: number };

/** Everything measured of one row. A round or start that failed is `undefined`. */
export interface RowResult {
  readonly row: Row;
  readonly rounds: readonly (JudgedSample | undefined)[];
  /** Milliseconds from spawning the process until it listens. */
  readonly starts: readonly (number | undefined)[];
  readonly errors: readonly string[];
}

interface GrowingResult extends Omit<RowResult, 'rounds'> {
  readonly rounds: (Sample | undefined)[];
  readonly starts: (number | undefined)[];
  readonly errors: string[];
}

/** The mode `turns`: one text in, one text out. Gives the exit code. */
export async function runTurns(options: Options): Promise<number> {
  const rows = chooseRows(options);
  installPeers();
  buildOurs(rows, options);
  guardProcesses();
  const growing = rows.map((row): GrowingResult => ({ row, rounds: [], starts: [], errors: [] }));

  await repeat(options.coldStarts, growing, 'start', async (result) => {
    result.starts.push(await attempt(result, () => measureStart(result.row, options)));
  });
  await repeat(options.rounds, growing, 'round', async (result) => {
    result.rounds.push(await attempt(result, () => measureRow(result.row, options)));
  });

  const rounds = withSlowdown(growing.map((result) => result.rounds));
  const results = growing.map((result, index): RowResult => ({ ...result, rounds: rounds[index] ?? [] }));
  const bars = judge(results);
  printRows(results, options);
  printBars(bars);
  if (options.jsonFile !== undefined) writeJson(options.jsonFile, options, results, bars);
  return exitCode(results, bars, options);
}

/** Runs all rows one after the other, so many times, each time beginning with another one. */
async function repeat(
  times: number,
  results: readonly GrowingResult[],
  what: string,
  measure: (result: GrowingResult) => Promise<void>,
): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    for (const result of rotate(results, time)) {
      progress(`${what} ${time + 1}/${times} ${result.row.name}`);
      await measure(result);
    }
  }
  progress('');
}

/** A row that fails once would fail again, and slowly: its later rounds are skipped. */
async function attempt<T>(result: GrowingResult, work: () => Promise<T>): Promise<T | undefined> {
  if (result.errors.length > 0) return undefined;
  try {
    return await work();
  } catch (error) {
    result.errors.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function exitCode(results: readonly RowResult[], bars: readonly Bar[], options: Options): number {
  if (results.some((result) => result.errors.length > 0)) return 1;
  return options.check && bars.some((bar) => bar.outcome !== 'pass') ? 1 : 0;
}
