import { buildSync } from 'esbuild';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

/**
 * Translates a program to JavaScript once, because many processes of it are started, and translating it in each takes
 * longer than anything that they are asked. It lies below `node_modules`, where packages are found, until this process
 * ends.
 *
 * @returns where it is.
 */
export function bundle(source: string): string {
  const outfile = join(ROOT, 'node_modules', '.cache', 'whatsgate-chaos', `${process.pid}.cjs`);
  buildSync({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  process.once('exit', () => rmSync(outfile, { force: true }));
  return outfile;
}
