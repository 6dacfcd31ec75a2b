import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { runCommandLine } from '../../../src/cli/program';

const ROOT = join(__dirname, '..', '..', '..');
const BIN = join(ROOT, 'src', 'cli', 'bin.ts');

/** What a command line came to. */
export interface CommandResult {
  readonly code: number | string;
  readonly output: string;
  readonly errors: string;
}

/** The program of the package in a process of its own, as a person starts it. */
export class CommandLine {
  /** Resolves when it has ended. */
  readonly ended: Promise<CommandResult>;
  readonly #process: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #output = '';
  #errors = '';

  /** @param settings Variables of its environment; none of the surrounding `WHATSGATE_…` and `NODE_ENV` count. */
  constructor(words: readonly string[], settings: NodeJS.ProcessEnv = {}) {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(?:WHATSGATE_|NODE_ENV$|npm_)/.test(name),
    );
    const child = spawn(process.execPath, ['--import', 'tsx', BIN, ...words], {
      cwd: ROOT,
      env: { ...Object.fromEntries(inherited), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.#output += chunk;
      for (const look of this.#waiting) look();
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#errors += chunk;
      for (const look of this.#waiting) look();
    });
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        resolve({ code: code ?? signal ?? 'ended', output: this.#output, errors: this.#errors }),
      );
    });
  }

  /** Everything that it has written, results and remarks. */
  get written(): string {
    return `${this.#output}\n${this.#errors}`;
  }

  /** Resolves with the match when it has written it; rejects when it ends without. */
  writes(wanted: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = wanted.exec(this.written);
        if (match === null) return;
        this.#waiting.delete(look);
        resolve(match);
      };
      this.#waiting.add(look);
      void this.ended.then(
        () => reject(new Error(`It ended without ${String(wanted)}:\n${this.written}`)),
        reject,
      );
      look();
    });
  }

  /** Asks it to end. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): void {
    this.#process.kill(signal);
  }

  /** Ends it if it is still there. */
  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.ended;
  }
}

/** The same in this process, for what needs no process of its own: faster by far. */
export class CommandInProcess {
  /** Resolves when it has ended. */
  readonly ended: Promise<CommandResult>;
  readonly #stopping = new AbortController();
  readonly #waiting = new Set<() => void>();
  #output = '';
  #errors = '';

  constructor(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    const terminal = {
      output: { write: (text: string) => this.#add(() => (this.#output += text)) },
      errors: { write: (text: string) => this.#add(() => (this.#errors += text)) },
      environment,
      stopped: this.#stopping.signal,
    };
    this.ended = runCommandLine(words, terminal, '0.0.0').then((code) => ({
      code,
      output: this.#output,
      errors: this.#errors,
    }));
  }

  /** Everything that it has written, results and remarks. */
  get written(): string {
    return `${this.#output}\n${this.#errors}`;
  }

  /** Resolves when it has written something; rejects when it ends without. */
  writes(wanted: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (wanted.test(this.written)) resolve();
      };
      this.#waiting.add(look);
      void this.ended.then(() => reject(new Error(`It ended without ${String(wanted)}:\n${this.written}`)));
      look();
    });
  }

  /** Asks it to end, as a signal does. */
  stop(): void {
    this.#stopping.abort();
  }

  #add(change: () => void): void {
    change();
    for (const look of this.#waiting) look();
  }
}

/** Runs a command line to its end. */
export function runCommand(
  words: readonly string[],
  settings: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  return new CommandLine(words, settings).ended;
}
