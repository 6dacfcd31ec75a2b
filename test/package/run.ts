import { spawn } from 'node:child_process';

/** What a program gets besides its parameters. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from its standard input. */
  readonly input?: string;
}

/**
 * Runs a program to its end.
 * @returns What it wrote to its standard output. Rejects with all that it wrote when it fails.
 */
export async function run(
  command: string,
  parameters: readonly string[],
  directory: string,
  options: RunOptions = {},
): Promise<{ readonly output: string }> {
  const env = { ...process.env, ...options.env };
  const child = spawn(command, parameters, { cwd: directory, env });
  let output = '';
  let everything = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    everything += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (everything += chunk));
  child.stdin.end(options.input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve({ output });
      else
        reject(
          new Error(`${command} ${parameters.join(' ')} ended with ${code ?? signal ?? '?'}:\n${everything}`),
        );
    });
  });
}
