import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../../src/cli/program';
import type { Inbox, Verdict } from '../../../src/inbox/inbox';
import { createBoss } from '../../../src/inbox/postgres/boss';
import { postgresInbox } from '../../../src/inbox/postgres/inbox';
import { sqliteInbox } from '../../../src/inbox/sqlite/inbox';
import { postgresUrl, stopSharedPostgres } from '../../support/postgres';
import { settled } from '../inbox/support';

/** An inbox that does not exist yet. */
interface Target {
  /** What names it on the command line. */
  readonly words: readonly string[];
  /** Opens it as a bot does. */
  open(): Inbox;
  remove(): Promise<void>;
}

const inFile = (): Target => {
  const folder = mkdtempSync(join(tmpdir(), 'whatsgate-cli-'));
  const path = join(folder, 'inbox.db');
  return {
    words: ['--inbox', path],
    open: () => sqliteInbox(path),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};

const inDatabase = async (): Promise<Target> => {
  const url = await postgresUrl();
  const schema = `cli_${process.pid}`;
  return {
    words: ['--inbox', url, '--schema', schema],
    open: () => postgresInbox({ connectionString: url, schema }),
    remove: async () => {
      const database = await createBoss({ connectionString: url, schema, supervise: false, schedule: false });
      database.on('error', () => undefined);
      await database.start();
      await database.getDb().executeSql(`DROP SCHEMA ${schema} CASCADE`);
      await database.stop({ graceful: false, close: true });
      await stopSharedPostgres();
    },
  };
};

commandsOn('a file', inFile, /There is no inbox at that path/);
commandsOn(
  'a database',
  inDatabase,
  /holds no inbox of this version.*`npx botbuilder-adapter-whatsgate migrate`/,
);

function commandsOn(where: string, create: () => Target | Promise<Target>, missing: RegExp): void {
  describe(`commands on an inbox in ${where}`, function () {
    this.timeout(60_000);
    let target: Target;
    before(async () => {
      target = await create();
    });
    after(() => target.remove());

    const run = (...words: string[]): Promise<{ code: number; output: string; errors: string }> =>
      runAlone(...words, ...target.words);
    const runAlone = async (
      ...words: string[]
    ): Promise<{ code: number; output: string; errors: string }> => {
      const [output, errors]: [string[], string[]] = [[], []];
      const terminal = {
        output: { write: (text: string) => output.push(text) },
        errors: { write: (text: string) => errors.push(text) },
        environment: {},
        stopped: new AbortController().signal,
      };
      const code = await runCommandLine(words, terminal, '1.0.0');
      return { code, output: output.join(''), errors: errors.join('') };
    };

    it('make one, and tell when there is none', async () => {
      const none = await run('inbox', 'stats');
      assert.equal(none.code, 2);
      assert.match(none.errors, missing);
      assert.equal((await run('migrate')).output, 'The inbox is ready for this version.\n');
      const nowhere = await runAlone('dead', 'list', '--inbox', '');
      assert.match(nowhere.errors, /No inbox is named/);
    });

    it('show what it holds, and work on its dead letters while the bot runs', async () => {
      const inbox = target.open();
      let fails = true;
      const intent = { whatsappId: 'shop', chatId: 'anna', kind: 'text' };
      const sent = [
        { ordinal: 0, intent, outcome: { status: 'refused', error: 'no' } },
        { ordinal: 1, intent },
      ] as const;
      await inbox.start(() =>
        Promise.resolve<Verdict | undefined>(
          fails ? { dead: { reason: 'failed', error: 'Error: no', sent } } : undefined,
        ),
      );
      for (const id of ['shop/1', 'shop/2', 'shop/3'])
        await inbox.accept({ id, key: id, data: { text: 'secret', trace_context: {} } });
      while ((await inbox.status()).dead < 3) await settled();
      fails = false;

      assert.match((await run('inbox', 'stats')).output, /dead {5}3/);
      const list = await run('dead', 'list');
      assert.match(list.output, /shop\/1 .* failed \(Error: no\), attempt 1, 1 sent/);
      assert.equal(list.output.includes('secret'), false);
      const shown = JSON.parse((await run('dead', 'show', 'shop/1')).output) as { readonly data: unknown };
      assert.deepEqual(shown.data, { text: 'secret' });
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
}
