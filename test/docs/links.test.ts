import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { anchorsOf, codeBlocks, documents, guides, prose, readDocument, ROOT } from './support/markdown';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly files: readonly string[];
};

describe('the links in the documents', () => {
  for (const document of documents()) {
    it(`of ${document.path} lead somewhere`, () => {
      for (const [, target = ''] of prose(document).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (target.startsWith('https://')) continue;
        const [file = '', anchor] = target.split('#');
        const path = file === '' ? document.path : normalize(join(dirname(document.path), file));
        assert.ok(existsSync(join(ROOT, path)), `${document.path}: ${target}`);
        if (anchor !== undefined) {
          assert.ok(anchorsOf(readDocument(path)).has(anchor), `${document.path}: no heading for ${target}`);
        }
      }
    });
  }
});

describe('the commands in the documents', () => {
  const readme = readDocument('README.md');
  const commands = codeBlocks(readme)
    .filter(({ language }) => language === 'sh')
    .map(({ code }) => code.trim());

  it('hold one block for the tests, with one command', () => {
    assert.deepEqual(
      commands.filter((code) => /\btest\b/.test(code)),
      ['npm test'],
    );
  });

  it('are what the continuous integration runs', () => {
    const path = join(ROOT, '.ci', 'run');
    const lines = readFileSync(path, 'utf8').split('\n');
    assert.equal(lines[0], '#!/usr/bin/env bash');
    assert.ok(lines.includes('set -euo pipefail'));
    assert.deepEqual(
      lines.filter((line) => line.startsWith('npm')),
      ['npm ci', 'npm test'],
    );
    assert.equal(statSync(path).mode & 0o111, 0o111, 'it can be executed');
  });

  it('exist as scripts of the package', () => {
    for (const { path, text } of documents().filter((document) => !document.path.startsWith('samples/'))) {
      const scripts = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)];
      for (const [command, named, short] of scripts) {
        assert.ok((named ?? short ?? '') in manifest.scripts, `${path}: ${command}`);
      }
    }
  });
});

describe('the guides', () => {
  it('speak of files of the repository that exist', () => {
    for (const document of guides()) {
      for (const [path] of prose(document).matchAll(
        /(?<=`)(?:src|test|samples|bench|docs)(?:\/[\w.-]+)*(?=`)/g,
      )) {
        assert.ok(existsSync(join(ROOT, path)), `${document.path}: ${path}`);
      }
    }
  });

  it('leave nothing to be written later', () => {
    for (const { path, text } of documents()) assert.doesNotMatch(text, /\b(?:TODO|TBD|FIXME)\b/, path);
  });
});
