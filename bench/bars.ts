import { BOT_FRAMEWORK_PEERS, GRAMMY, MINIMAL, OURS } from './rows';
import { isClean, median, pairByRound, preferClean } from './statistics';
import type { RowResult } from './turns';

/** One promise about our speed, and what came out. */
export interface Bar {
  readonly text: string;
  /** Median of the ratios paired by round; NaN when a row is missing. */
  readonly figure: number;
  readonly limit: number;
  readonly direction: 'at least' | 'at most';
  readonly outcome: 'pass' | 'MISS' | 'not measured';
}

type Metric = 'turns/s' | 'CPU per turn';

/** Holds the results against the bars. Every ratio is turned so that more is better, except the start's. */
export function judge(results: readonly RowResult[]): readonly Bar[] {
  const find = (name: string): RowResult | undefined => results.find((result) => result.row.name === name);
  const ours = find(OURS);
  const against = (names: readonly string[], metric: Metric): number =>
    Math.min(
      ...names.map((name) => compareTurns(ours, find(name), metric)).filter((ratio) => !Number.isNaN(ratio)),
    );
  const metrics: readonly Metric[] = ['turns/s', 'CPU per turn'];
  return [
    ...metrics.map((metric) =>
      atLeast(`${metric}, ours to the faster Bot Framework peer`, against(BOT_FRAMEWORK_PEERS, metric), 2.2),
    ),
    ...metrics.map((metric) => atLeast(`${metric}, ours to grammY`, against([GRAMMY], metric), 1)),
    ...metrics.map((metric) =>
      atLeast(`${metric}, ours to the minimal adapter`, against([MINIMAL], metric), 0.85),
    ),
    atMost('start to listening, ours to the minimal adapter', compareStarts(ours, find(MINIMAL)), 1.15),
  ];
}

/** How many times better ours is than the other row; NaN when one is missing. */
function compareTurns(ours: RowResult | undefined, other: RowResult | undefined, metric: Metric): number {
  const pairs = preferClean(pairByRound(ours?.rounds ?? [], other?.rounds ?? []), (pair) =>
    pair.every(isClean),
  );
  return median(
    pairs.map(([mine, theirs]) =>
      metric === 'turns/s'
        ? mine.turnsPerSecond / theirs.turnsPerSecond
        : theirs.cpuSecondsPerThousandTurns / mine.cpuSecondsPerThousandTurns,
    ),
  );
}

function compareStarts(ours: RowResult | undefined, other: RowResult | undefined): number {
  return median(pairByRound(ours?.starts ?? [], other?.starts ?? []).map(([mine, theirs]) => mine / theirs));
}

function atLeast(text: string, figure: number, limit: number): Bar {
  return { text, figure, limit, direction: 'at least', outcome: outcome(figure, figure >= limit) };
}

function atMost(text: string, figure: number, limit: number): Bar {
  return { text, figure, limit, direction: 'at most', outcome: outcome(figure, figure <= limit) };
}

function outcome(figure: number, reached: boolean): Bar['outcome'] {
  if (!Number.isFinite(figure)) return 'not measured';
  return reached ? 'pass' : 'MISS';
}
