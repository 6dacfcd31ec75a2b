import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importsOf, parseSource, readSources, roomOf, type SourceFile } from './support/sources';

/** What each room may import of the others: whole rooms, or single files of one. docs/design.md says the same. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  whatsgate: [],
  media: ['whatsgate'],
  inbox: ['whatsgate'],
  activity: ['whatsgate', 'src/media/source', 'src/media/file-name'],
  channel: ['whatsgate', 'media', 'inbox', 'activity'],
  hosts: ['whatsgate', 'media', 'inbox', 'activity', 'channel'],
  simulator: ['src/whatsgate/wire'],
  cli: ['whatsgate', 'media', 'inbox', 'activity', 'channel', 'simulator'],
  exports: ['whatsgate', 'media', 'inbox', 'activity', 'channel'],
  index: ['src/hosts/botbuilder', 'exports'],
  agents: ['src/hosts/agents', 'src/hosts/agents-file-downloader', 'exports'],
};

/** Files that `activity` may import although they are of another room: they compute, and touch nothing outside. */
const PURE = ['src/media/source.ts', 'src/media/file-name.ts'];

/** Packages that compute only: types by extension, and parsers of texts. */
const PURE_PACKAGES: ReadonlySet<string> = new Set(['mime', 'markdown-it', 'htmlparser2']);

const SDKS = /^(?:botbuilder|botframework|@microsoft\/agents)/;
const AGENTS_SDK = /^@microsoft\/agents-(?:activity|hosting)$/;

/** Which SDK a file may import: each host its own, and nothing else any. */
function mayImportSdk(path: string, name: string): boolean {
  if (/^src\/hosts\/botbuilder[.-]/.test(path)) return name === 'botbuilder';
  return /^src\/hosts\/agents[.-]/.test(path) && AGENTS_SDK.test(name);
}

/** Whether a file of `hosts` is of one SDK and the target of the other: each has to load without the other. */
function crosses(path: string, target: string): boolean {
  const [from, to] = [path, target].map(
    (name) => /^src\/hosts\/(botbuilder|agents)(?:[.-]|$)/.exec(name)?.[1],
  );
  return from !== undefined && to !== undefined && from !== to;
}

/** The rooms that are a single file. */
const FILES: ReadonlySet<string> = new Set(['exports', 'index', 'agents']);
const sources = readSources();

function breachesOf(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const room = roomOf(file.path);
    const allowed = MAY_IMPORT[room] ?? [];
    return importsOf(file)
      .filter(({ target, isOurs }) => {
        if (!isOurs) return SDKS.test(target) && !mayImportSdk(file.path, target);
        if (crosses(file.path, target)) return true;
        return roomOf(target) !== room && !allowed.includes(roomOf(target)) && !allowed.includes(target);
      })
      .map(({ target, place }) => `${place} imports ${target}`);
  });
}

describe('the rooms of src', () => {
  it('are those that docs/design.md names', () => {
    assert.deepEqual(
      [...new Set(sources.map(({ path }) => roomOf(path)))].sort(),
      Object.keys(MAY_IMPORT).sort(),
    );
    const design = readFileSync(join(__dirname, '..', '..', 'docs', 'design.md'), 'utf8');
    for (const room of Object.keys(MAY_IMPORT)) {
      assert.ok(design.includes(FILES.has(room) ? `\`src/${room}.ts\`` : `| \`${room}\``), room);
    }
  });

  it('import of each other only what they may', () => {
    assert.deepEqual(breachesOf(sources), []);
  });

  it('would not get away with a breach', () => {
    const breach = (path: string, text: string): number => breachesOf([parseSource(path, text)]).length;
    assert.equal(breach('src/whatsgate/a.ts', "import { b } from '../activity/b';"), 1);
    assert.equal(breach('src/activity/a.ts', "import { b } from '../media/fetch';"), 1);
    assert.equal(breach('src/activity/a.ts', "import { b } from '../media/source';"), 0);
    assert.equal(breach('src/simulator/a.ts', "export type { B } from '../whatsgate/client';"), 1);
    assert.equal(breach('src/simulator/commands/a.ts', "import { b } from '../../whatsgate/wire';"), 0);
    assert.equal(breach('src/channel/a.ts', "import type { Activity } from 'botbuilder';"), 1);
    assert.equal(breach('src/inbox/a.ts', "const b = await import('botbuilder-core');"), 1);
    assert.equal(breach('src/media/a.ts', "type B = import('../channel/b').B;"), 1);
    assert.equal(breach('src/hosts/a.ts', "import { TurnContext } from 'botbuilder';"), 1);
    assert.equal(breach('src/hosts/botbuilder-a.ts', "import { TurnContext } from 'botbuilder';"), 0);
    assert.equal(breach('src/hosts/botbuilder.ts', "import '@microsoft/agents-hosting';"), 1);
    assert.equal(
      breach('src/hosts/agents.ts', "import { CloudAdapter } from '@microsoft/agents-hosting';"),
      0,
    );
    assert.equal(breach('src/hosts/agents-a.ts', "require('botbuilder');"), 1);
    assert.equal(breach('src/hosts/agents.ts', "import { a } from './botbuilder';"), 1);
    assert.equal(breach('src/index.ts', "export { a } from './hosts/agents';"), 1);
    assert.equal(breach('src/agents.ts', "export { a } from './hosts/botbuilder';"), 1);
  });

  it('have no rings of imports when they run', () => {
    const targets = new Map(
      sources.map((file) => [
        file.path.replace(/\.tsx?$/, ''),
        importsOf(file)
          .filter(({ isOurs, isTypeOnly }) => isOurs && !isTypeOnly)
          .map(({ target }) => target),
      ]),
    );
    assert.deepEqual(ringsIn(targets), []);
  });

  it('use no packages but those that an install brings', () => {
    const manifest = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
      readonly dependencies: object;
      readonly peerDependencies: object;
    };
    const known = { ...manifest.dependencies, ...manifest.peerDependencies };
    const foreign = sources
      .flatMap(importsOf)
      .filter(({ target, isOurs }) => !isOurs && !target.startsWith('node:') && !(target in known))
      // The page is built into the package, with Preact in it.
      .filter(({ target, place }) => target !== 'preact' || !place.startsWith('src/simulator/page/browser/'));
    assert.deepEqual(foreign, []);
  });

  it('leave the command-line library to the commands', () => {
    const users = sources.filter((file) => importsOf(file).some(({ target }) => target === 'commander'));
    assert.deepEqual([...new Set(users.map(({ path }) => roomOf(path)))], ['cli']);
  });

  it('translate without touching anything outside', () => {
    const translating = sources.filter(({ path }) => roomOf(path) === 'activity' || PURE.includes(path));
    const reaching = translating
      .flatMap(importsOf)
      .filter(({ target, isOurs }) => !isOurs && !PURE_PACKAGES.has(target));
    assert.deepEqual(reaching, []);
  });
});

/** Each ring once, as the path from its first file back to itself. */
function ringsIn(targets: ReadonlyMap<string, readonly string[]>): string[] {
  const rings: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      rings.push([...trail.slice(start), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return rings;
}
