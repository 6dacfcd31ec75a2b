import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from './options';
import { OURS, type Row } from './rows';

const ROOT = join(__dirname, '..');
const PEERS = join(__dirname, 'peers');
const BUILT = join(ROOT, 'dist', 'index.js');

/** Installs what is measured against, when it is not there yet. */
export function installPeers(): void {
  if (existsSync(join(PEERS, 'node_modules', '.package-lock.json'))) return;
  console.log('installing the peers into bench/peers …');
  // None of them needs its install scripts, and Botkit's fails.
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], PEERS);
}

/** Builds what is measured, when it is older than its source. */
export function buildOurs(rows: readonly Row[], options: Options): void {
  if (rows.some((row) => row.name === OURS) && options.build) buildDist();
}

/** Builds dist/ when it is older than src/. */
export function buildDist(): void {
  if (isStale()) build();
}

function build(): void {
  console.log('building dist …');
  try {
    npm(['run', 'build'], ROOT);
  } catch {
    console.error(
      existsSync(BUILT)
        ? '!! `npm run build` failed: what follows measures the OLD build in dist/'
        : '!! `npm run build` failed and dist/index.js is missing: the row "ours" cannot run',
    );
  }
}

function isStale(): boolean {
  if (!existsSync(BUILT)) return true;
  const builtAt = statSync(BUILT).mtimeMs;
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).some(
    (path) => path.endsWith('.ts') && statSync(join(ROOT, 'src', path)).mtimeMs > builtAt,
  );
}

function npm(args: readonly string[], cwd: string): void {
  const npmScript = process.env['npm_execpath'];
  if (npmScript === undefined)
    execFileSync('npm', args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' });
  else execFileSync(process.execPath, [npmScript, ...args], { cwd, stdio: 'inherit' });
}
