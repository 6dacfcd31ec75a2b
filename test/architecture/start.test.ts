import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { relative } from 'node:path';

/** What a bot that has just been started has loaded, as paths from the root of the project. */
function loadedAtStart(): readonly string[] {
  const program = `
    const { WhatsGateAdapter } = require('./src/index.ts');
    new WhatsGateAdapter({ apiKey: 'key', whatsappId: 'account', webhookToken: 'a-token-of-many-letters' });
    console.log(JSON.stringify(Object.keys(require.cache)));`;
  const output = execFileSync(process.execPath, ['--import', 'tsx', '-e', program], { encoding: 'utf8' });
  return (JSON.parse(output) as string[]).map((path) => relative(process.cwd(), path).replaceAll('\\', '/'));
}

/** Each is read when a bot first needs it: together they would make every bot start a tenth later. */
const LATER = [
  ...[
    'src/inbox/sqlite/',
    'src/inbox/postgres/',
    'src/media/fetch',
    'src/media/resolve',
    'src/media/media-route',
  ],
  ...['src/channel/file-message', 'src/activity/cards/render', 'src/activity/markdown/convert'],
  ...['src/activity/markdown/xml', 'node_modules/mime/', 'node_modules/magic-bytes.js/'],
  ...['node_modules/markdown-it/', 'node_modules/htmlparser2/', 'node_modules/libphonenumber-js/'],
];

describe('a bot that has just been started', () => {
  let loaded: readonly string[] = [];

  before(() => {
    loaded = loadedAtStart();
  });

  it('has loaded the adapter', () => {
    assert.ok(loaded.includes('src/hosts/botbuilder.ts'));
    assert.ok(loaded.includes('src/activity/markdown/markdown.ts'));
  });

  for (const path of LATER) {
    it(`has not loaded ${path}`, () => {
      assert.deepEqual(
        loaded.filter((file) => file.startsWith(path)),
        [],
      );
    });
  }
});
