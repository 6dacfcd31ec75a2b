/**
 * Runs the tests of both hosts against other versions of the SDKs than the ones that are installed here:
 * `npx tsx scripts/test-peers.ts lowest` or `newest`. Needs the package registry, and about a minute.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '..');
const NEWEST_AGENTS = '1.8';
/** Which versions stand for a range; docs/migrate-to-agents.md and the README name the same. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  lowest: ['botbuilder@4.20.1', '@microsoft/agents-hosting@1.2.3', '@microsoft/agents-activity@1.2.3'],
  newest: [
    'botbuilder@4.23',
    `@microsoft/agents-hosting@${NEWEST_AGENTS}`,
    `@microsoft/agents-activity@${NEWEST_AGENTS}`,
  ],
};
/** What belongs to an SDK, and is not taken from the repository's own modules. */
const OF_AN_SDK = /^(?:botbuilder|botframework|adaptivecards$|@microsoft$)/;
const TESTS = [
  'test/parity/parity.test.ts',
  'test/integration/agents/*.test.ts',
  'test/integration/echo.test.ts',
  'test/integration/proactive.test.ts',
  'test/unit/hosts/agents-*.test.ts',
];
const LONGEST_MS = 5 * 60_000;

function run(command: string, parameters: readonly string[], directory: string): void {
  const { status, error } = spawnSync(command, parameters, {
    cwd: directory,
    stdio: 'inherit',
    timeout: LONGEST_MS,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${parameters.join(' ')} ended with ${status ?? 'a signal'}.`);
}

/** A copy of the sources whose SDKs are found one folder further up, and all else in the repository. */
function copyRepository(to: string): void {
  mkdirSync(join(to, 'node_modules'), { recursive: true });
  for (const entry of ['src', 'test', 'tsconfig.json', 'package.json'])
    cpSync(join(ROOT, entry), join(to, entry), { recursive: true });
  for (const name of modulesOf(ROOT)) {
    const link = join(to, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
}

function modulesOf(directory: string): string[] {
  return readdirSync(join(directory, 'node_modules'))
    .filter((name) => !OF_AN_SDK.test(name) && !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(directory, 'node_modules', name)).map((scoped) => `${name}/${scoped}`)
        : [name],
    );
}

/** Says which versions are there, and fails when npm has installed others than asked for. */
function checkInstalled(directory: string, wanted: readonly string[]): void {
  for (const specifier of wanted) {
    const at = specifier.lastIndexOf('@');
    const [name, range] = [specifier.slice(0, at), specifier.slice(at + 1)];
    const manifest = readFileSync(join(directory, 'node_modules', name, 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { readonly version: string };
    console.log(`${name} ${version}`);
    if (version !== range && !version.startsWith(`${range}.`))
      throw new Error(`${name} ${version} was installed instead of ${range}.`);
  }
}

function main(which: string | undefined): void {
  const versions = VERSIONS[which ?? ''];
  if (versions === undefined) throw new Error(`Say which versions: ${Object.keys(VERSIONS).join(' or ')}.`);
  const directory = mkdtempSync(join(tmpdir(), 'whatsgate-peers-'));
  try {
    const install = [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--prefer-offline',
    ];
    run('npm', [...install, ...versions], directory);
    checkInstalled(directory, versions);
    const copy = join(directory, 'repository');
    copyRepository(copy);
    const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const options = ['--no-config', '--import=tsx', '--exit', '--timeout', '20000', '--reporter', 'dot'];
    run(process.execPath, [mocha, ...options, ...TESTS], copy);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

main(process.argv[2]);
