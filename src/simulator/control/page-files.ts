import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A file of the page. */
export interface PageFile {
  readonly contentType: string;
  readonly content: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

const PAGE_FOLDER = join(__dirname, '..', 'page');

/** Where the repository builds the page. The package holds it built. */
const BUILDER = join(__dirname, '..', '..', '..', 'scripts', 'build-page.cjs');

interface Builder {
  buildPage(): ReadonlyMap<string, Uint8Array>;
}

/** In the repository, TypeScript runs without a build: the page is then built in memory when it is first asked for. */
const runsFromSources = __filename.endsWith('.ts');

let files: ReadonlyMap<string, PageFile> | undefined;

function load(): ReadonlyMap<string, PageFile> {
  const built = runsFromSources ? (createRequire(__filename)(BUILDER) as Builder).buildPage() : undefined;
  return new Map(
    Object.entries(TYPES).map(([name, contentType]) => {
      const bytes = built?.get(name);
      const content = bytes === undefined ? readFileSync(join(PAGE_FOLDER, name)) : Buffer.from(bytes);
      return [name, { contentType, content }];
    }),
  );
}

/** A file of the page by its name; undefined when the page has none of this name. */
export function pageFile(name: string): PageFile | undefined {
  files ??= load();
  return files.get(name === '' ? 'index.html' : name);
}
