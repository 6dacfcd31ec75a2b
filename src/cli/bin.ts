#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from './program';

/** The version in the package's own manifest, which lies beside `dist` and `src` alike. */
function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known ? String(manifest.version) : 'unknown';
}

const stopping = new AbortController();
// The first signal asks to end; a second one finds no listener any more and ends at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

void runCommandLine(
  process.argv.slice(2),
  { output: process.stdout, errors: process.stderr, environment: process.env, stopped: stopping.signal },
  ownVersion(),
).then((code) => {
  process.exitCode = code;
});
