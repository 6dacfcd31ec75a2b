import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

describe('the sample testing-your-bot', function () {
  // It starts a process that has TypeScript to translate first.
  this.timeout(120_000);

  it('passes its own tests', async () => {
    const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const words = ['--import', 'tsx', mocha, '--no-config', '--timeout', '20000', '--reporter', 'json'];
    const child = spawn(process.execPath, [...words, 'samples/testing-your-bot/test/**/*.test.ts'], {
      cwd: ROOT,
      env: { ...process.env, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.json') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0, output);
    assert.match(output, /"passes": 6,/);
  });
});
