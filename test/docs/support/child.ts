import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './markdown';

/** A folder outside the repository in which code runs as in a project that has installed this package. */
export interface Project {
  /** Writes a file and gives its path. */
  write(name: string, text: string): string;
  remove(): void;
}

export function createProject(): Project {
  const folder = mkdtempSync(join(tmpdir(), 'botbuilder-adapter-whatsgate-docs-'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return {
    write: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A running Node.js process. */
export interface Child {
  /** The exit code or signal, and everything that was written. */
  readonly ended: Promise<{ readonly code: number | string; readonly output: string }>;
  stop(): void;
}

/** Starts Node.js with TypeScript translated on the fly and this package's name standing for its source. */
export function startNode(parameters: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', ...parameters], {
    cwd: ROOT,
    env: { ...process.env, ...env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  return {
    ended: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code: code ?? signal ?? 'ended', output }));
    }),
    stop: () => void child.kill('SIGKILL'),
  };
}
