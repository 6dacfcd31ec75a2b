import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { copyProject, INSTALL, NAME, packed, ROOT } from './packed';
import { run } from './run';

const CONSUMERS = ['commonjs', 'esm', 'typescript-commonjs', 'typescript-nodenext'];
const SAMPLES = ['echo-bot', 'echo-bot-express', 'echo-bot-node-http', 'proactive'];
const DOCUMENTS = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'];
/** What the page of the simulator is built into, and the sources that are built into it. */
const PAGE_FILES = ['icon.svg', 'index.html', 'page.css', 'page.js'];
const PAGE = join('simulator', 'page');

/** What the tarball has to hold: the documents, the page, and of each source file itself and what is made of it. */
async function expectedFiles(): Promise<readonly string[]> {
  const entries = await readdir(join(ROOT, 'src'), { recursive: true, withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(ROOT, 'src'), join(entry.parentPath, entry.name)));
  const modules = sources
    .filter((path) => path.endsWith('.ts') && !path.startsWith(PAGE))
    .map((path) => path.replace(/\.ts$/, ''));
  const built = modules.flatMap((module) =>
    ['.js', '.js.map', '.d.ts', '.d.ts.map'].map((ending) => `dist/${module}${ending}`),
  );
  const page = PAGE_FILES.map((name) => `dist/simulator/page/${name}`);
  return [...DOCUMENTS, ...built, ...page, ...sources.map((path) => `src/${path}`)].toSorted();
}

describe('the packed package', () => {
  let temporary: string;
  let tarball: string;
  const projectAt = (name: string): string => join(temporary, 'projects', name);
  const binary = (name: string): string => join(ROOT, 'node_modules', '.bin', name);

  before('pack it and install it in projects', async () => {
    temporary = await mkdtemp(join(tmpdir(), 'whatsgate-package-'));
    tarball = await packed();
    // One npm project around all: what they share is installed once.
    await mkdir(join(temporary, 'projects'));
    const root = { private: true, workspaces: ['*'] };
    await writeFile(join(temporary, 'projects', 'package.json'), JSON.stringify(root));
    await Promise.all([
      ...CONSUMERS.map((name) => copyProject(join(__dirname, 'consumers', name), projectAt(name), tarball)),
      ...SAMPLES.map((name) => copyProject(join(ROOT, 'samples', name), projectAt(name), tarball)),
    ]);
    await run('npm', INSTALL, join(temporary, 'projects'));
  });

  after(async () => {
    await rm(temporary, { recursive: true, force: true });
  });

  it('holds what is meant and nothing else', async () => {
    const { output } = await run('tar', ['-tzf', tarball], temporary);
    const files = output
      .trim()
      .split('\n')
      .map((line) => line.replace(/^package\//, ''));
    assert.deepEqual(files.toSorted(), await expectedFiles());
  });

  it('satisfies publint', async () => {
    await run(binary('publint'), ['run', tarball, '--strict'], temporary);
  });

  it('has types for every way of resolving modules', async () => {
    await run(binary('attw'), [tarball], temporary);
  });

  it('works in a CommonJS project', async () => {
    const { output } = await run(process.execPath, ['index.cjs'], projectAt('commonjs'));
    assert.equal(output, 'commonjs: You said: hi, quoted, acknowledged\n');
  });

  it('works in an ESM project, which sees every name', async () => {
    const { output } = await run(process.execPath, ['index.mjs'], projectAt('esm'));
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    assert.equal(
      output,
      `esm: You said: hi, quoted, acknowledged\nhidden from import: nothing\none copy: true\nversion: ${version}\n`,
    );
  });

  for (const name of ['typescript-commonjs', 'typescript-nodenext']) {
    it(`works in a TypeScript project: ${name}`, async () => {
      await run(process.execPath, [typescriptOf(temporary)], projectAt(name));
      const { output } = await run(process.execPath, ['dist/index.js'], projectAt(name));
      assert.equal(output, `${name}: You said: hi (message), quoted, acknowledged, read, Once more.\n`);
    });
  }

  it('fits the types of a TypeScript project with module node16', async () => {
    const parameters = [typescriptOf(temporary), '-p', 'tsconfig.node16.json', '--noEmit'];
    await run(process.execPath, parameters, projectAt('typescript-commonjs'));
  });

  for (const name of SAMPLES) {
    it(`is what the sample ${name} needs`, async () => {
      await run(process.execPath, [typescriptOf(temporary), '--noEmit'], projectAt(name));
    });
  }

  it('runs the echo bot where it was copied to', async () => {
    const env = { PORT: '0', WHATSGATE_API_KEY: '' };
    const { output } = await run('npm', ['start'], projectAt('echo-bot'), { env, input: 'hi\n' });
    assert.match(output, /bot \[2\]: You said: hi/);
  });

  it('needs no SDK that is not there', async () => {
    const installed = await readdir(join(temporary, 'projects', 'node_modules'));
    assert.ok(!installed.includes('@microsoft'), 'an optional peer was installed');
    const alone = join(temporary, 'alone');
    await mkdir(alone);
    await writeFile(join(alone, 'package.json'), '{ "private": true }');
    await run('npm', [...INSTALL, tarball], alone);
    const load = (name: string): Promise<{ readonly output: string }> =>
      run(process.execPath, ['-e', `require('${name}'); console.log('loaded')`], alone);
    assert.equal((await load(`${NAME}/simulator`)).output, 'loaded\n');
    await assert.rejects(
      load(`${NAME}/agents`),
      /WhatsGateConfigurationError: [^\n]*npm install @microsoft\/agents-hosting @microsoft\/agents-activity\./,
    );
    await assert.rejects(load(NAME), /WhatsGateConfigurationError: [^\n]*npm install botbuilder\./);
  });
});

function typescriptOf(temporary: string): string {
  return join(temporary, 'projects', 'node_modules', 'typescript', 'bin', 'tsc');
}
