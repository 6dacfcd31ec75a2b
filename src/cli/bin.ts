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
// The first signal asks to end, the second one ends at once. The listeners stay: the library that writes files in
// one step takes a signal to which nobody else listens for its own, and kills the process.
const endBy = (exitCode: number): void => {
  if (stopping.signal.aborted) process.exit(exitCode);
  stopping.abort();
};
process.on('SIGINT', () => endBy(130));
process.on('SIGTERM', () => endBy(143));

void runCommandLine(
  process.argv.slice(2),
  { output: process.stdout, errors: process.stderr, environment: process.env, stopped: stopping.signal },
  ownVersion(),
).then((code) => {
  process.exitCode = code;
});
