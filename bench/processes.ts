import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, delimiter, join } from 'node:path';

/** A script of ours running in a process of its own. */
export interface Script {
  readonly pid: number;
  /** Rejects when it ends, with what it wrote to its error output. */
  readonly failed: Promise<never>;
  /** The next message over its channel; rejects when it ends before. */
  message(): Promise<unknown>;
  /** The next line it prints; rejects when it ends before. */
  line(): Promise<string>;
  send(message: object): void;
  stop(): Promise<void>;
}

export interface ScriptOptions {
  readonly args?: readonly string[];
  /** Makes an echo bot a plain function. */
  readonly plain?: boolean;
  /** The core that it may run on; `undefined` leaves that to the system. */
  readonly core: number | undefined;
  /** Whether it is given a channel for messages. A bot is not: it would count as a cost of its start. */
  readonly channel: boolean;
  /** After so long it ends by itself, should nobody end it. */
  readonly lifetimeSeconds: number;
}

const running = new Set<ChildProcess>();

/** The core of the bot and the core of everything else, where the system can pin and has two. */
export const CORES = chooseCores();

/** Starts a JavaScript file under plain `node`. */
export function startScript(path: string, options: ScriptOptions): Script {
  const node = [process.execPath, path, ...(options.args ?? [])];
  const [command, ...args] =
    options.core === undefined ? node : ['taskset', '-c', String(options.core), ...node];
  const child = spawn(command!, args, {
    stdio: options.channel ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    serialization: 'advanced',
    env: {
      ...process.env,
      NODE_ENV: 'production',
      BENCH_LIFETIME_MS: String(options.lifetimeSeconds * 1000),
      BENCH_PLAIN_BOT: options.plain === true ? '1' : '',
    },
  });
  running.add(child);
  let errorText = '';
  child.stderr?.on('data', (chunk: Buffer) => (errorText = `${errorText}${chunk.toString()}`.slice(0, 2000)));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      running.delete(child);
      resolve();
    });
    child.once('error', (error) => {
      errorText = error.message;
      running.delete(child);
      resolve();
    });
  });
  const failed = ended.then(() => {
    throw new Error(`${basename(path)} ended: ${lastWords(errorText)}`);
  });
  // Whoever waits for something sees the failure there; ending a script that nobody waits for is no failure.
  failed.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    failed,
    message: () => Promise.race([failed, new Promise((resolve) => child.once('message', resolve))]),
    line: () =>
      Promise.race([
        failed,
        new Promise<string>((resolve) =>
          child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
        ),
      ]),
    send: (message) => void child.send(message),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The error itself out of the source line, stack and version that Node prints around it. */
function lastWords(errorText: string): string {
  return /^\w*Error\b.*$/m.exec(errorText)?.[0] ?? (errorText.trim() || 'it said nothing');
}

/** Ends every script at once, whatever it does. */
export function stopAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Sees to it that no script outlives the bench, and keeps the bench itself off the bot's core. */
export function guardProcesses(): void {
  process.once('exit', stopAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(130));
  if (CORES.others !== undefined) {
    execFileSync('taskset', ['-a', '-c', '-p', String(CORES.others), String(process.pid)], {
      stdio: 'ignore',
    });
  }
}

function chooseCores(): { readonly bot: number | undefined; readonly others: number | undefined } {
  const hasTaskset = (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((path) => existsSync(join(path, 'taskset')));
  const [bot, others] = hasTaskset ? allowedCores() : [];
  return others === undefined ? { bot: undefined, others: undefined } : { bot, others };
}

/** The cores that this process may use: in a container these need not be the first ones. */
function allowedCores(): readonly number[] {
  const list = /Cpus_allowed_list:\s*(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (list === undefined) return cpus().map((_, index) => index);
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last! - first! + 1 }, (_, index) => first! + index);
  });
}
