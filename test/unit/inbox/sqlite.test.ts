import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import type { InboxRun } from '../../../src/inbox/inbox';
import { openDatabase, type SqlDatabase } from '../../../src/inbox/sqlite/driver';
import { sqliteInbox, sqliteInboxOn } from '../../../src/inbox/sqlite/inbox';
import { storageError } from '../../../src/inbox/sqlite/storage-error';
import { InboxStorageError, WhatsGateConfigurationError } from '../../../src/whatsgate/errors';
import { durableConformance, inboxConformance } from './conformance';
import { deferred, settled } from './support';

describe('the inbox in a file', () => {
  let folder: string;
  let files = 0;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'whatsgate-inbox-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  afterEach(() => sinon.restore());
  const nextPath = (): string => join(folder, `inbox-${(files += 1)}.db`);
  const item = (id: string, key = 'chat') => ({ id, key, data: { text: id } });

  inboxConformance('sqlite', (options) => sqliteInbox(nextPath(), options));
  durableConformance('sqlite', (options) => sqliteInbox(nextPath(), options));

  it('keeps what was accepted, in order, for the next process, and what was begun comes as a second attempt', async () => {
    const path = nextPath();
    const first = sqliteInbox(path);
    const begun = deferred();
    await first.start(() => {
      begun.resolve();
      return new Promise<void>(() => undefined);
    });
    for (const id of ['1', '2', '3']) await first.accept(item(id));
    await begun.promise;
    assert.equal(await first.close(0), 1);

    const second = sqliteInbox(path);
    assert.equal((await second.status()).queued, 3);
    const seen: [string, number][] = [];
    const done = deferred();
    await second.start(({ id }, { attempt }) => {
      seen.push([id, attempt]);
      if (seen.length === 3) done.resolve();
      return Promise.resolve();
    });
    await done.promise;
    assert.deepEqual(seen, [
      ['1', 2],
      ['2', 1],
      ['3', 1],
    ]);
    assert.equal((await second.accept(item('1'))).outcome, 'duplicate');
    await second.close(1000);
  });

  it('takes a send in the journal for a sign that the item was begun', async () => {
    const path = nextPath();
    const database = openDatabase(path);
    const first = sqliteInboxOn(database);
    await first.accept(item('1'));
    await first.journal?.begin('1', 0, { whatsappId: 'shop', chatId: 'anna', kind: 'text', text: 'hello' });
    await first.journal?.end('1', 0, { status: 'sent', messageId: 'true_1' });
    await first.close(0);
    const second = sqliteInbox(path);
    const runs: InboxRun[] = [];
    const done = deferred();
    await second.start((_item, run) => {
      runs.push(run);
      done.resolve();
      return Promise.resolve();
    });
    await done.promise;
    assert.equal(runs[0]?.attempt, 2);
    await second.close(1000);
  });

  it('keeps the sends of an item until it is done', async () => {
    const inbox = sqliteInbox(nextPath());
    const intent = { whatsappId: 'shop', chatId: 'anna', kind: 'text', text: 'x'.repeat(70_000) };
    const turn = deferred();
    await inbox.start(() => turn.promise);
    await inbox.accept(item('1'));
    const { journal } = inbox;
    assert.ok(journal !== undefined);
    await journal.begin('1', 0, intent);
    await journal.begin('1', 1, intent);
    await journal.end('1', 0, { status: 'sent', messageId: 'true_1' });
    const kept = { ...intent, text: 'x'.repeat(65_536) };
    assert.deepEqual(await journal.of('1'), [
      { ordinal: 0, intent: kept, outcome: { status: 'sent', messageId: 'true_1' } },
      { ordinal: 1, intent: kept },
    ]);
    turn.resolve();
    while ((await inbox.status()).oldestMs > 0 || (await journal.of('1')).length > 0) await settled();
    await inbox.close(1000);
  });

  it('lets nothing be written any more by a turn that outlives it', async () => {
    const inbox = sqliteInbox(nextPath());
    await inbox.close(0);
    const intent = { whatsappId: 'shop', chatId: 'anna', kind: 'text' };
    await assert.rejects(async () => inbox.journal?.begin('1', 0, intent), InboxStorageError);
  });

  it('belongs to one process: a second one is told so, and gets it when the first was killed', async function () {
    this.timeout(30_000);
    const path = nextPath();
    const script = `require('${join(__dirname, '../../../src/inbox/sqlite/inbox.ts')}').sqliteInbox('${path}'); console.log('open'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import=tsx', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    assert.throws(
      () => sqliteInbox(path),
      (error) =>
        error instanceof WhatsGateConfigurationError && error.message.includes('in use by another process'),
    );
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    await sqliteInbox(path).close(0);
  });

  it('waits for the disk with every event, and is set up once by processes that start together', async function () {
    this.timeout(60_000);
    const path = nextPath();
    const schema = join(__dirname, '../../../src/inbox/sqlite');
    const script =
      `const { openDatabase } = require('${schema}/driver.ts'); const { migrate } = require('${schema}/schema.ts');` +
      `process.stdin.once('data', () => { const database = openDatabase('${path}'); migrate(database);` +
      "console.log(database.prepare('PRAGMA synchronous').get().synchronous); process.exit(); }); console.log('ready');";
    const children = [1, 2, 3].map(() =>
      spawn(process.execPath, ['--import=tsx', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
    const outputs = children.map(async (child) => {
      child.stdin.write('go');
      const [output] = (await once(child.stdout, 'data')) as [Buffer];
      return output.toString().trim();
    });
    assert.deepEqual(await Promise.all(outputs), ['2', '2', '2']);
  });

  it('tells a command beside it how much waits and runs', async () => {
    const path = nextPath();
    const inbox = sqliteInbox(path);
    const begun = deferred();
    const end = deferred();
    await inbox.start(() => {
      begun.resolve();
      return end.promise;
    });
    await inbox.accept(item('1'));
    await inbox.accept(item('2'));
    await begun.promise;
    await inbox.accept(item('3'));
    const command = sqliteInbox(path, { shared: true });
    const { queued, active } = await command.status();
    assert.deepEqual({ queued, active }, { queued: 2, active: 1 });
    await command.close(0);
    end.resolve();
    await inbox.close(1000);
  });

  it('is readable for its user alone', async () => {
    const path = nextPath();
    await sqliteInbox(path).close(0);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('can be read by this user alone, whoever makes it', async () => {
    const path = nextPath();
    await sqliteInbox(path, { shared: true }).close(0);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('shows its dead letters to a command beside it, and takes up what that replays', async () => {
    const path = nextPath();
    const inbox = sqliteInbox(path);
    let fails = true;
    const replayed = deferred();
    await inbox.start(() => {
      if (!fails) replayed.resolve();
      return Promise.resolve(fails ? { dead: { reason: 'failed' as const, sent: [] } } : undefined);
    });
    await inbox.accept(item('1'));
    while ((await inbox.status()).dead === 0) await settled();
    fails = false;
    const command = sqliteInbox(path, { shared: true });
    assert.deepEqual(
      (await command.dead.list()).map(({ id }) => id),
      ['1'],
    );
    assert.equal(await command.dead.replay('1'), '1:replay:1');
    await command.close(0);
    await inbox.accept(item('2'));
    await replayed.promise;
    await inbox.close(1000);
  });

  it('forgets what is older than it has to remember, and expired values', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    const inbox = sqliteInbox(nextPath(), { rememberMs: 1000 });
    await inbox.start(() => Promise.resolve());
    await inbox.accept(item('1'));
    while ((await inbox.status()).oldestMs > 0 || (await inbox.status()).active > 0) await settled();
    assert.equal((await inbox.accept(item('1'))).outcome, 'duplicate');
    clock.tick(3000);
    for (let rounds = 0; rounds < 5; rounds += 1) await settled();
    assert.equal((await inbox.accept(item('1'))).outcome, 'accepted');
    await inbox.close(1000);
  });

  describe('when something is wrong with it', () => {
    const refusal = (pattern: RegExp) => (error: unknown) =>
      error instanceof InboxStorageError && pattern.test(error.message);

    it('refuses events while the disk is full, and goes on when there is room', async () => {
      const database = openDatabase(nextPath());
      const inbox = sqliteInboxOn(database);
      const handled: string[] = [];
      await inbox.start(({ id }) => Promise.resolve(void handled.push(id)));
      const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
      database.exec(`PRAGMA max_page_count = ${pages + 2}`);
      const big = { ...item('big'), data: 'x'.repeat(50_000) };
      await assert.rejects(inbox.accept(big), refusal(/disk is full: free some space/));
      const offers = await Promise.allSettled([
        inbox.accept(item('small')),
        inbox.accept({ ...big, key: 'b' }),
      ]);
      assert.deepEqual(
        offers.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      );
      database.exec('PRAGMA max_page_count = 100000');
      assert.equal((await inbox.accept(big)).outcome, 'accepted');
      while (handled.length < 2) await settled();
      assert.deepEqual(handled, ['small', 'big']);
      await inbox.close(1000);
    });

    it('keeps a finished turn until its end can be written', async () => {
      const database = openDatabase(nextPath());
      const inbox = sqliteInboxOn(database);
      const turn = deferred();
      await inbox.start(() => turn.promise);
      await inbox.accept(item('1'));
      await settled();
      database.exec('PRAGMA query_only = 1');
      turn.resolve();
      await settled();
      await assert.rejects(inbox.accept(item('2')), refusal(/cannot be written/));
      assert.equal((await inbox.status()).active, 1);
      database.exec('PRAGMA query_only = 0');
      while ((await inbox.status()).active > 0) await new Promise((resolve) => setTimeout(resolve, 5));
      await inbox.close(1000);
    });

    it('keeps an item done whose beginning could be written later than its end', async () => {
      const path = nextPath();
      const database = openDatabase(path);
      let [isEnded, isBegun] = [false, false];
      const inbox = sqliteInboxOn({
        exec: (sql) => database.exec(sql),
        prepare: (sql) => {
          const statement = database.prepare(sql);
          const run = statement.run.bind(statement);
          statement.run = (...values) => {
            if (sql.includes('SET state = 1') && !isEnded) throw new Error('database or disk is full');
            if (sql.includes('SET state = 1')) isBegun = true;
            if (sql.includes('SET state = 2')) isEnded = true;
            return run(...values);
          };
          return statement;
        },
        close: () => database.close(),
      });
      await inbox.start(() => Promise.resolve());
      await inbox.accept(item('1'));
      while (!isBegun) await new Promise((resolve) => setTimeout(resolve, 5));
      await inbox.close(1000);
      const next = sqliteInbox(path);
      assert.equal((await next.status()).queued, 0);
      await next.close(0);
    });

    it('says so by its promise when it cannot be read at the start, and starts when it can', async () => {
      const database = openDatabase(nextPath());
      let isDamaged = true;
      const inbox = sqliteInboxOn({
        exec: (sql) => database.exec(sql),
        prepare: (sql) => {
          const statement = database.prepare(sql);
          const all = statement.all.bind(statement);
          statement.all = (...values) => {
            if (isDamaged && sql.includes('seq > ?')) throw new Error('disk I/O error');
            return all(...values);
          };
          return statement;
        },
        close: () => database.close(),
      });
      const handled = deferred();
      const start = (): Promise<void> =>
        inbox.start(() => {
          handled.resolve();
          return Promise.resolve();
        });
      await assert.rejects(start(), InboxStorageError);
      isDamaged = false;
      await start();
      await inbox.accept(item('1'));
      await handled.promise;
      await inbox.close(1000);
    });

    it('waits with an item as long as it cannot be read', async () => {
      const database = openDatabase(nextPath());
      const inbox = sqliteInboxOn(database);
      const handled: string[] = [];
      await inbox.accept(item('1'));
      await inbox.accept(item('2'));
      const { data } = database.prepare("SELECT data FROM items WHERE id = '1'").get() ?? {};
      database.exec("UPDATE items SET data = 'not JSON' WHERE id = '1'");
      await inbox.start(({ id }) => Promise.resolve(void handled.push(id)));
      for (let rounds = 0; rounds < 5; rounds += 1) await settled();
      assert.deepEqual(handled, []);
      database.prepare("UPDATE items SET data = ? WHERE id = '1'").run(data ?? null);
      while (handled.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(handled, ['1', '2']);
      await inbox.close(1000);
    });

    it('says so when this user may not write it', () => {
      const denied = Object.assign(new Error("EACCES: permission denied, open 'inbox.db'"), {
        code: 'EACCES',
      });
      assert.match(
        storageError('opened', denied).message,
        /could not be opened: this user may not write the file/,
      );
    });

    it('says so when it is no inbox file, or of a newer version', () => {
      const path = nextPath();
      writeFileSync(path, 'this is no database, but a text that is long enough to be looked at'.repeat(100));
      assert.throws(() => sqliteInbox(path), refusal(/is damaged: move it away/));
      const newer = nextPath();
      const database: SqlDatabase = openDatabase(newer);
      database.exec('PRAGMA user_version = 99');
      database.close();
      assert.throws(() => sqliteInbox(newer), refusal(/has version 99/));
    });

    it('says so when its folder is missing, and leaves no lock behind', () => {
      const path = join(folder, 'missing', 'inbox.db');
      assert.throws(() => sqliteInbox(path), refusal(/check that its folder exists/));
      assert.equal(existsSync(`${path}.lock`), false);
    });
  });

  it('does not wait for the hours by which a clock was set back', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['Date'], now: 10_000_000 });
    const inbox = sqliteInbox(nextPath());
    await inbox.reserve('account', 60);
    assert.equal(await inbox.reserve('account', 60), 1000);
    clock.setSystemTime(1_000_000);
    assert.equal(await inbox.reserve('account', 60), 2000);
    const order: string[] = [];
    await inbox.start(({ id }) => Promise.resolve(void order.push(id)));
    await inbox.accept(item('1'));
    clock.setSystemTime(500_000);
    await inbox.accept(item('2'));
    while (order.length < 2) await settled();
    assert.deepEqual(order, ['1', '2']);
    await inbox.close(1000);
  });

  it('keeps a backlog in the file and runs no more than it may at once', async () => {
    const path = nextPath();
    const inbox = sqliteInbox(path, { concurrency: 5 });
    const offers = Array.from({ length: 100 }, (_, index) =>
      inbox.accept(item(String(index), `chat ${index % 50}`)),
    );
    await Promise.all(offers);
    let running = 0;
    let most = 0;
    let done = 0;
    await inbox.start(async () => {
      running += 1;
      most = Math.max(most, running);
      await settled();
      running -= 1;
      done += 1;
    });
    while (done < 100) await settled();
    assert.equal(most, 5);
    await inbox.close(1000);
  });
});
