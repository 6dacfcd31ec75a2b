import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../../src/cli/program';
import type { Verdict } from '../../../src/inbox/inbox';
import { sqliteInbox } from '../../../src/inbox/sqlite/inbox';
import { settled } from '../inbox/support';

describe('commands on an inbox', () => {
  let folder: string;
  let path: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'whatsgate-cli-'));
    path = join(folder, 'inbox.db');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (...words: string[]): Promise<{ code: number; output: string; errors: string }> => {
    const [output, errors]: [string[], string[]] = [[], []];
    const terminal = {
      output: { write: (text: string) => output.push(text) },
      errors: { write: (text: string) => errors.push(text) },
      environment: { WHATSGATE_INBOX: path },
      stopped: new AbortController().signal,
    };
    const code = await runCommandLine(words, terminal, '1.0.0');
    return { code, output: output.join(''), errors: errors.join('') };
  };

  it('make one, and tell when there is none', async () => {
    const none = await run('inbox', 'stats');
    assert.equal(none.code, 2);
    assert.match(none.errors, /There is no inbox at that path/);
    assert.equal((await run('migrate')).output, 'The inbox is ready for this version.\n');
    const nowhere = await run('dead', 'list', '--inbox', '');
    assert.match(nowhere.errors, /No inbox is named/);
  });

  it('show what it holds, and work on its dead letters while the bot runs', async () => {
    const inbox = sqliteInbox(path);
    let fails = true;
    await inbox.start(() =>
      Promise.resolve<Verdict | undefined>(
        fails ? { dead: { reason: 'failed', error: 'Error: no', sent: [] } } : undefined,
      ),
    );
    for (const id of ['shop/1', 'shop/2', 'shop/3'])
      await inbox.accept({ id, key: id, data: { text: 'secret' } });
    while ((await inbox.status()).dead < 3) await settled();
    fails = false;

    assert.match((await run('inbox', 'stats')).output, /dead {5}3/);
    const list = await run('dead', 'list');
    assert.match(list.output, /shop\/1 .* failed \(Error: no\), attempt 1, 0 sent/);
    assert.equal(list.output.includes('secret'), false);
    assert.match((await run('dead', 'show', 'shop/1')).output, /"text": "secret"/);
    assert.equal((await run('dead', 'drop', 'shop/1')).output, 'shop/1 was dropped.\n');
    const replay = JSON.parse((await run('dead', 'replay', 'shop/2', '--json')).output) as object;
    assert.deepEqual(replay, { id: 'shop/2', replay: 'shop/2:replay:1' });
    assert.equal((await run('dead', 'drop', '--all')).output, 'shop/3 was dropped.\n');
    assert.equal((await run('dead', 'list')).output, 'There are no dead letters.\n');
    for (const action of ['show', 'replay', 'drop']) {
      assert.match((await run('dead', action, 'shop/9')).errors, /no dead letter of that id/);
    }
    assert.match((await run('dead', 'show')).errors, /Which one\?/);
    await inbox.close(1000);
  });
});
