import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProject, INSTALL, NAME, packed, ROOT } from './packed';
import { run } from './run';

const CONSUMERS = ['agents-esm', 'agents-typescript'];
const SAMPLES = ['agents-echo', 'agents-application'];
const ANSWER = 'agents: You said: hi (message, 0), quoted, acknowledged, read, Once more.\n';

describe('the packed package, where only the Agents SDK is installed', () => {
  let projects: string;
  const typescript = (): string => join(projects, 'node_modules', 'typescript', 'bin', 'tsc');

  before('install it in projects', async () => {
    const tarball = await packed();
    projects = await mkdtemp(join(tmpdir(), 'whatsgate-agents-'));
    await writeFile(join(projects, 'package.json'), JSON.stringify({ private: true, workspaces: ['*'] }));
    await Promise.all([
      ...CONSUMERS.map((name) =>
        copyProject(join(__dirname, 'consumers', name), join(projects, name), tarball),
      ),
      ...SAMPLES.map((name) => copyProject(join(ROOT, 'samples', name), join(projects, name), tarball)),
    ]);
    await run('npm', INSTALL, projects);
  });

  after(async () => {
    await rm(projects, { recursive: true, force: true });
  });

  it('brings no botbuilder, and says so to who asks for it', async () => {
    const installed = await readdir(join(projects, 'node_modules'));
    assert.deepEqual(
      installed.filter((name) => /^bot(?:builder|framework)(?!-adapter-whatsgate)/.test(name)),
      [],
    );
    await assert.rejects(
      run(process.execPath, ['-e', `require('${NAME}')`], join(projects, 'agents-typescript')),
      /WhatsGateConfigurationError: [^\n]*npm install botbuilder\./,
    );
  });

  it('works in an ESM project, which sees every name', async () => {
    const { output } = await run(process.execPath, ['index.mjs'], join(projects, 'agents-esm'));
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
    assert.equal(
      output,
      `agents-esm: You said: hi, quoted, acknowledged\nhidden from import: nothing\none copy: true\nversion: ${version}\n`,
    );
  });

  for (const module of ['commonjs', 'node16', 'nodenext']) {
    it(`works in a strict TypeScript project with module ${module}`, async () => {
      const project = join(projects, 'agents-typescript');
      await run(process.execPath, [typescript(), '-p', `tsconfig.${module}.json`], project);
      assert.equal((await run(process.execPath, [`dist/${module}/index.js`], project)).output, ANSWER);
      if (module === 'commonjs') return;
      const { output } = await run(process.execPath, [`dist/${module}/module.mjs`], project);
      assert.equal(output, 'module: true, function\n');
    });
  }

  for (const name of SAMPLES) {
    it(`is what the sample ${name} needs`, async () => {
      await run(process.execPath, [typescript(), '--noEmit'], join(projects, name));
    });
  }
});
