import { BOT_FRAMEWORK_PEERS, GRAMMY, MINIMAL, MINIMAL_AGENTS, OURS, OURS_AGENTS } from './rows';
import { isClean, median, pairByRound, preferClean } from './statistics';
import type { RowResult } from './turns';

/** One promise about our speed, and what came out. */
export interface Bar {
  readonly text: string;
  readonly ratios: Ratios;
  readonly limit: number;
  readonly direction: 'at least' | 'at most';
  readonly outcome: 'pass' | 'MISS' | 'not measured';
}

/** Ratios of two rows, paired by round. All are NaN when a row is missing. */
interface Ratios {
  /** What the bar is held against. */
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** Of the best round of each row, whichever it was: on a busy machine the steadiest figure. */
  readonly best: number;
}

type Metric = 'turns/s' | 'CPU per turn';
const METRICS: readonly Metric[] = ['turns/s', 'CPU per turn'];

/** Holds the results against the bars. Every ratio is turned so that more is better, except the start's. */
export function judge(results: readonly RowResult[]): readonly Bar[] {
  const find = (name: string): RowResult | undefined => results.find((result) => result.row.name === name);
  const ours = find(OURS);
  return [
    ...METRICS.map((metric) =>
      atLeast(
        `${metric}, ours to the faster Bot Framework peer`,
        closest(BOT_FRAMEWORK_PEERS.map((name) => compareTurns(ours, find(name), metric))),
        2.2,
      ),
    ),
    ...METRICS.map((metric) =>
      atLeast(`${metric}, ours to grammY`, compareTurns(ours, find(GRAMMY), metric), 1),
    ),
    ...METRICS.map((metric) =>
      atLeast(`${metric}, ours to the minimal adapter`, compareTurns(ours, find(MINIMAL), metric), 0.85),
    ),
    ...METRICS.map((metric) =>
      atLeast(
        `${metric}, ours on the Agents SDK to a minimal CloudAdapter with axios`,
        compareTurns(find(OURS_AGENTS), find(MINIMAL_AGENTS), metric),
        1.5,
      ),
    ),
    atMost('start to listening, ours to the minimal adapter', compareStarts(ours, find(MINIMAL)), 1.15),
  ];
}

/** The peer that comes closest to us. */
function closest(candidates: readonly Ratios[]): Ratios {
  return candidates.reduce((one, other) =>
    other.median < one.median || Number.isNaN(one.median) ? other : one,
  );
}

/** How many times better ours is than the other row. */
function compareTurns(ours: RowResult | undefined, other: RowResult | undefined, metric: Metric): Ratios {
  const pairs = preferClean(pairByRound(ours?.rounds ?? [], other?.rounds ?? []), (pair) =>
    pair.every(isClean),
  );
  if (metric === 'turns/s') {
    return toRatios(
      pairs.map(([mine, theirs]) => [mine.turnsPerSecond, theirs.turnsPerSecond]),
      Math.max,
    );
  }
  // Less is better here, so theirs is divided by ours.
  return toRatios(
    pairs.map(([mine, theirs]) => [theirs.cpuSecondsPerThousandTurns, mine.cpuSecondsPerThousandTurns]),
    Math.min,
  );
}

function compareStarts(ours: RowResult | undefined, other: RowResult | undefined): Ratios {
  return toRatios(pairByRound(ours?.starts ?? [], other?.starts ?? []), Math.min);
}

function toRatios(
  pairs: readonly (readonly [number, number])[],
  best: (...values: number[]) => number,
): Ratios {
  if (pairs.length === 0) return { median: NaN, lowest: NaN, highest: NaN, best: NaN };
  const ratios = pairs.map(([dividend, divisor]) => dividend / divisor);
  return {
    median: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    best: best(...pairs.map(([dividend]) => dividend)) / best(...pairs.map(([, divisor]) => divisor)),
  };
}

function atLeast(text: string, ratios: Ratios, limit: number): Bar {
  return {
    text,
    ratios,
    limit,
    direction: 'at least',
    outcome: outcome(ratios.median, ratios.median >= limit),
  };
}

function atMost(text: string, ratios: Ratios, limit: number): Bar {
  return {
    text,
    ratios,
    limit,
    direction: 'at most',
    outcome: outcome(ratios.median, ratios.median <= limit),
  };
}

function outcome(figure: number, reached: boolean): Bar['outcome'] {
  if (!Number.isFinite(figure)) return 'not measured';
  return reached ? 'pass' : 'MISS';
}
