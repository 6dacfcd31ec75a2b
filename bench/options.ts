import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  /** What to measure: the first word of the command line. */
  readonly mode: string;
  readonly rounds: number;
  readonly windowSeconds: number;
  readonly warmupSeconds: number;
  /** Length of the measurement at a fixed rate on one connection. */
  readonly latencySeconds: number;
  readonly latencyRate: number;
  readonly connections: number;
  readonly coldStarts: number;
  /** Events that wait before anybody works on them. */
  readonly backlog: number;
  /** Whether bots are plain functions instead of an `ActivityHandler`, so that the adapters are what is measured. */
  readonly plain: boolean;
  /** Names of the rows to run; `undefined` runs the default ones. */
  readonly only: readonly string[] | undefined;
  readonly jsonFile: string | undefined;
  /** Whether a missed bar makes the exit code 1. */
  readonly check: boolean;
  readonly build: boolean;
}

export const USAGE = `npm run bench -- [mode] [options]

modes: turns (default), clients, media, inbox, backlog
  --rounds N      rounds, each a fresh process for every row      5
  --seconds N     measured window                                 5
  --warmup N      load right before the window                    8
  --latency N     seconds on one connection, 0 leaves it out      5
  --rate N        turns per second on that one connection         100
  --connections N closed-loop connections                         32
  --starts N      cold starts per row                             10
  --events N      events of the backlog                           100000
  --plain         bots as plain functions, without an ActivityHandler
  --only a,b      these rows only
  --json FILE     write every figure of every round
  --check         exit 1 when a bar is missed
  --no-build      take dist/ as it is
  --quick         one round of one second, to see that all works`;

/** Reads the command line. Throws when an option is unknown or not a number. */
export function readOptions(argv: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      warmup: { type: 'string' },
      latency: { type: 'string' },
      rate: { type: 'string' },
      connections: { type: 'string' },
      starts: { type: 'string' },
      events: { type: 'string' },
      plain: { type: 'boolean', default: false },
      only: { type: 'string' },
      json: { type: 'string' },
      check: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
    },
  });
  const quick = values.quick;
  return {
    mode: positionals[0] ?? 'turns',
    rounds: readNumber('rounds', values.rounds, quick ? 1 : 5),
    windowSeconds: readNumber('seconds', values.seconds, quick ? 1 : 5),
    warmupSeconds: readNumber('warmup', values.warmup, quick ? 1 : 8),
    latencySeconds: readNumber('latency', values.latency, quick ? 1 : 5),
    latencyRate: readNumber('rate', values.rate, 100),
    connections: readNumber('connections', values.connections, 32),
    coldStarts: readNumber('starts', values.starts, quick ? 2 : 10),
    backlog: readNumber('events', values.events, quick ? 2000 : 100_000),
    plain: values.plain,
    only: values.only?.split(',').map((name) => name.trim()),
    jsonFile: values.json,
    check: values.check,
    build: !values['no-build'],
  };
}

function readNumber(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} wants a number, not "${text ?? ''}"`);
  return value;
}
