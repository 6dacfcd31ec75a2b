import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A sample in a process of its own, as a person starts it. */
export class Child {
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  readonly #process: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #output = '';

  /** @param settings what it finds in its environment, beside what every program needs. */
  constructor(command: string, parameters: readonly string[], settings: NodeJS.ProcessEnv) {
    const inherited = Object.entries(process.env).filter(([name]) => !/^(WHATSGATE_|NODE_|npm_)/.test(name));
    const env = { ...Object.fromEntries(inherited), PORT: '0', ...settings };
    // A group of its own: npm starts further processes, and all of them have to go.
    const child = spawn(command, parameters, { cwd: ROOT, env, detached: true });
    this.#process = child;
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code ?? signal ?? 'ended'));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.#output += chunk;
        for (const look of this.#waiting) look();
      });
    }
  }

  /** What it has written so far. */
  get output(): string {
    return this.#output;
  }

  /** Resolves with the match when the child has written it; rejects when the child ends without. */
  async writes(wanted: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const match = wanted.exec(this.#output);
        if (match === null) return;
        this.#waiting.delete(look);
        resolve(match);
      };
      this.#waiting.add(look);
      void this.ended.then(
        () => reject(new Error(`It ended without ${String(wanted)}:\n${this.#output}`)),
        reject,
      );
      look();
    });
  }

  /** Gives it all of its input. */
  types(text: string): void {
    this.#process.stdin?.end(text);
  }

  /** Asks it to end. */
  stop(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Ends it and everything that it has started, if they are still there. */
  async end(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#process;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
    await this.ended.catch(() => undefined);
  }
}
