'use strict';
// Builds the page of the simulator. `npm run build` writes it into dist; the simulator itself asks for it when it
// runs from the sources.
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { buildSync } = require('esbuild');

const ROOT = join(__dirname, '..');
const SOURCE = join(ROOT, 'src', 'simulator', 'page');

/** The script and the style hold Preact, whose licence wants to be with it. */
function notice() {
  const licence = readFileSync(join(ROOT, 'node_modules', 'preact', 'LICENSE'), 'utf8').trim();
  return `/*! Contains Preact.\n${licence}\n*/`;
}

/** @returns {Map<string, Uint8Array>} The files of the page by their names. */
function buildPage() {
  const { outputFiles } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: ['browser/main.tsx', 'styles/page.css'].map((file) => ({
      in: join(SOURCE, file),
      out: 'page',
    })),
    tsconfig: join(SOURCE, 'tsconfig.json'),
    outdir: 'page',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: ['es2022'],
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: notice() },
    logLevel: 'error',
  });
  const built = outputFiles.map(({ path, contents }) => [path.replace(/^.*[\\/]/, ''), contents]);
  const copied = ['index.html', 'icon.svg'].map((name) => [name, readFileSync(join(SOURCE, name))]);
  return new Map([...built, ...copied]);
}

module.exports = { buildPage };

if (require.main === module) {
  const target = join(ROOT, 'dist', 'simulator', 'page');
  mkdirSync(target, { recursive: true });
  for (const [name, content] of buildPage()) writeFileSync(join(target, name), content);
}
