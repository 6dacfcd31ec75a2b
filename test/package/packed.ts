import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { run } from './run';

/** The repository. */
export const ROOT = join(__dirname, '..', '..');
/** The package. */
export const NAME = 'botbuilder-adapter-whatsgate';
/** How npm installs a project here. */
export const INSTALL = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
/** What packing does not need, or must make itself. */
const LEFT_OUT = new Set(['.git', 'bench', 'coverage', 'dist', 'node_modules']);

let tarball: Promise<string> | undefined;
let directory: string | undefined;

/** The path of the tarball, which is made once for all tests. */
export function packed(): Promise<string> {
  tarball ??= mkdtemp(join(tmpdir(), 'whatsgate-tarball-')).then((temporary) => {
    directory = temporary;
    return pack(temporary);
  });
  return tarball;
}

after(async () => {
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
});

/** Packs a copy of the repository, so that nothing of an earlier build gets in and `dist` stays as it is. */
async function pack(temporary: string): Promise<string> {
  const copy = join(temporary, 'repository');
  await mkdir(copy);
  const entries = (await readdir(ROOT)).filter((entry) => !LEFT_OUT.has(entry));
  const withoutModules = (path: string): boolean => basename(path) !== 'node_modules';
  await Promise.all(
    entries.map((entry) =>
      cp(join(ROOT, entry), join(copy, entry), { recursive: true, filter: withoutModules }),
    ),
  );
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  await run('npm', ['pack', '--pack-destination', temporary], copy);
  const tarball = (await readdir(temporary)).find((file) => file.endsWith('.tgz'));
  assert.ok(tarball !== undefined, 'npm pack has made no tarball');
  return join(temporary, tarball);
}

/** Copies a project and makes it depend on the tarball. */
export async function copyProject(from: string, to: string, tarball: string): Promise<void> {
  await cp(from, to, {
    recursive: true,
    filter: (path) => !['node_modules', '.env'].includes(basename(path)),
  });
  const manifest = JSON.parse(await readFile(join(to, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const dependencies = { ...manifest.dependencies, [NAME]: `file:${tarball}` };
  await writeFile(join(to, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
}
