import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Inbox, InboxItem, InboxRun } from '../../../src/inbox/inbox';
import { HEARTBEAT_SECONDS, jobIdOf, QUEUE } from '../../../src/inbox/postgres/connection';
import { postgresInbox } from '../../../src/inbox/postgres/inbox';
import { pruneTables } from '../../../src/inbox/postgres/schema';
import {
  InboxStorageError,
  WhatsGateClosedError,
  WhatsGateConfigurationError,
} from '../../../src/whatsgate/errors';
import { postgresUrl, stopSharedPostgres } from '../../support/postgres';
import { Schemas } from '../../support/postgres-schema';
import { durableConformance, inboxConformance } from './conformance';
import { deferred } from './support';

describe('the inbox in a database', function () {
  this.timeout(60_000);
  let url: string;
  let schemas: Schemas;
  before(async () => {
    url = await postgresUrl();
    schemas = new Schemas(url, 'unit');
  });
  after(async () => {
    await schemas.close();
    await stopSharedPostgres();
  });
  const item = (id: string, key = 'chat') => ({ id, key, data: { text: id } });

  const create = async (options: object): Promise<Inbox> =>
    postgresInbox({ connectionString: url, schema: await schemas.take(), ...options });
  inboxConformance('postgres', create);
  durableConformance('postgres', create);

  it('that was closed before it was used makes no connection any more, which nobody would close', async () => {
    const schema = await schemas.take();
    const inbox = postgresInbox({ connectionString: url, schema });
    await inbox.close(0);
    await assert.rejects(
      inbox.start(() => Promise.resolve()),
      WhatsGateClosedError,
    );
    await assert.rejects(inbox.status(), WhatsGateClosedError);
  });

  it('that is closed while it starts hands nothing out', async () => {
    const inbox = postgresInbox({ connectionString: url, schema: await schemas.take() });
    const starting = assert.rejects(
      inbox.start(() => Promise.resolve()),
      WhatsGateClosedError,
    );
    await inbox.close(0);
    await starting;
  });

  describe('shared by two processes', () => {
    let first: Inbox;
    let second: Inbox;
    let schema: string;
    beforeEach(async () => {
      schema = await schemas.take();
      const options = { connectionString: url, schema };
      first = postgresInbox(options);
      second = postgresInbox(options);
    });
    afterEach(() => Promise.all([first.close(0), second.close(0)]));

    it('takes an item once, wherever it is offered', async () => {
      await first.accept(item('1'));
      assert.equal((await second.accept(item('1', 'other chat'))).outcome, 'duplicate');
    });

    it('hands back what did not finish, and tells the turn so; the other one goes on in order', async () => {
      const runs: InboxRun[] = [];
      const begun = deferred();
      await first.start((_item, run) => {
        runs.push(run);
        begun.resolve();
        return new Promise<void>(() => undefined);
      });
      await first.accept(item('1'));
      await begun.promise;
      await first.accept(item('2'));
      assert.equal(await first.close(0), 1);
      assert.equal(runs[0]?.signal.aborted, true);
      const seen: [string, number][] = [];
      const done = deferred();
      await second.start(({ id }, { attempt }) => {
        seen.push([id, attempt]);
        if (seen.length === 2) done.resolve();
        return Promise.resolve();
      });
      await done.promise;
      assert.deepEqual(seen, [
        ['1', 2],
        ['2', 1],
      ]);
    });

    it('runs other work of a key in one of them at a time, among the items', async () => {
      const running = new Set<string>();
      const order: string[] = [];
      const alone = async (name: string): Promise<void> => {
        assert.equal(running.size, 0, `${name} beside ${[...running].join()}`);
        running.add(name);
        order.push(name);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running.delete(name);
      };
      const items = deferred();
      let handled = 0;
      for (const inbox of [first, second]) {
        await inbox.start(async ({ id }) => {
          await alone(id);
          handled += 1;
          if (handled === 6) items.resolve();
        });
      }
      const works: Promise<void>[] = [];
      for (let round = 0; round < 3; round += 1) {
        await first.accept(item(`first ${round}`));
        works.push(second.run('chat', () => alone(`work of second ${round}`)));
        await second.accept(item(`second ${round}`));
        works.push(first.run('chat', () => alone(`work of first ${round}`)));
      }
      await Promise.all([...works, items.promise]);
      assert.equal(order.length, 12);
    });

    it('runs other work when no process works on items', async () => {
      assert.equal(await first.run('chat', () => Promise.resolve('done')), 'done');
      assert.equal(await first.run('chat', () => Promise.resolve('again')), 'again');
    });

    it('refuses other work that waits when it closes, and leaves nothing of it behind', async () => {
      const held = deferred();
      const begun = deferred();
      const holding = second.run('chat', () => {
        begun.resolve();
        return held.promise;
      });
      await begun.promise;
      const waiting = first.run('chat', () => Promise.resolve());
      const refused = assert.rejects(waiting);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await first.close(0);
      await refused;
      held.resolve();
      await holding;
      const { queued, active } = await second.status();
      assert.deepEqual({ queued, active }, { queued: 0, active: 0 });
    });

    it('spreads the sends of an account over both', async () => {
      const waits: number[] = [];
      for (const inbox of [first, second, first]) waits.push(await inbox.reserve('account', 60));
      assert.equal(waits[0], 0);
      assert.ok((waits[2] ?? 0) > 1000 && (waits[2] ?? 0) <= 2000, String(waits[2]));
    });

    const intent = { whatsappId: 'shop', chatId: 'anna', kind: 'text', text: 'hello' };

    it('has one journal for both', async () => {
      const begun = deferred();
      await first.start(() => {
        begun.resolve();
        return new Promise<void>(() => undefined);
      });
      await first.accept(item('1'));
      await begun.promise;
      await Promise.all([first.journal?.begin('1', 0, intent), first.journal?.begin('1', 1, intent)]);
      await first.journal?.end('1', 0, { status: 'sent', messageId: 'true_1' });
      assert.deepEqual(await second.journal?.of('1'), [
        { ordinal: 0, intent, outcome: { status: 'sent', messageId: 'true_1' } },
        { ordinal: 1, intent },
      ]);
    });

    it('keeps the sends of what is not done, however long the processes were away', async () => {
      const begun = deferred();
      const end = deferred();
      await first.start(() => {
        begun.resolve();
        return end.promise;
      });
      await first.accept(item('1'));
      await begun.promise;
      await first.journal?.begin('1', 0, intent);
      await schemas.query(schema, "UPDATE SCHEMA.inbox_sends SET begun_at = now() - interval '8 days'");
      const executeSql = async (text: string, values?: unknown[]) => ({
        rows: [...(await schemas.query(schema, text, values))],
      });
      for (const state of ['active', 'retry']) {
        await schemas.query(schema, `UPDATE SCHEMA.job SET state = '${state}'`);
        await pruneTables({ executeSql }, schema, QUEUE, 7 * 24 * 60 * 60 * 1000);
        assert.deepEqual(await second.journal?.of('1'), [{ ordinal: 0, intent }], state);
      }
      await schemas.query(schema, "UPDATE SCHEMA.job SET state = 'completed'");
      await pruneTables({ executeSql }, schema, QUEUE, 7 * 24 * 60 * 60 * 1000);
      assert.deepEqual(await second.journal?.of('1'), []);
      end.resolve();
    });

    it('lets a turn that was given to the other one send nothing more, tells it so, and takes no end of it', async () => {
      // With room for one turn, it cannot be the one that gets its own turn again.
      await first.close(0);
      first = postgresInbox({ connectionString: url, schema, concurrency: 1 });
      const runs: InboxRun[] = [];
      const begun = deferred();
      const end = deferred();
      await first.start((_item, run) => {
        runs.push(run);
        begun.resolve();
        return end.promise;
      });
      await first.accept(item('1'));
      await begun.promise;
      // What the supervisor does when there is no sign of life.
      await schemas.query(schema, "UPDATE SCHEMA.job SET state = 'retry' WHERE id = $1", [jobIdOf('1')]);
      const taken = deferred();
      const otherEnd = deferred();
      await second.start(() => {
        taken.resolve();
        return otherEnd.promise;
      });
      await taken.promise;
      await assert.rejects(
        async () => first.journal?.begin('1', 0, intent),
        (error) =>
          error instanceof InboxStorageError &&
          /given to another process.*Nothing was sent/.test(error.message),
      );
      assert.equal(runs[0]?.signal.aborted, true);
      assert.deepEqual(await second.journal?.of('1'), []);
      end.resolve();
      await first.close(1000);
      assert.equal((await second.status()).active, 1);
      await second.journal?.begin('1', 0, intent);
      otherEnd.resolve();
    });

    it('keeps a turn that takes longer than a sign of life lasts', async () => {
      const attempts: number[] = [];
      const handle = async (_item: InboxItem, { attempt, signal }: InboxRun): Promise<void> => {
        attempts.push(attempt);
        await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_SECONDS * 1000 + 3000));
        assert.equal(signal.aborted, false);
      };
      await Promise.all([first.start(handle), second.start(handle)]);
      await first.accept(item('1'));
      while ((await second.status()).oldestMs > 0) await new Promise((resolve) => setTimeout(resolve, 200));
      assert.deepEqual(attempts, [1]);
      assert.equal((await second.status()).dead, 0);
    });

    it('does not wait for the hours by which the clock of the database was set back', async () => {
      await first.reserve('account', 60);
      await schemas.query(
        schema,
        "UPDATE SCHEMA.inbox_pace SET place = place + interval '1 hour', taken_at = taken_at + interval '1 hour'",
      );
      const wait = await second.reserve('account', 60);
      assert.ok(wait > 0 && wait <= 1000, String(wait));
    });
  });

  it('refuses events while the database hangs, and closes all the same', async () => {
    const { port, hostname } = new URL(url);
    const sockets = new Set<Socket>();
    let hangs = false;
    const proxy = createServer((client) => {
      const server = connect(Number(port), hostname);
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        sockets.add(from);
        from.on('error', () => to.destroy());
        from.on('data', (bytes) => {
          if (!hangs) to.write(bytes);
        });
        from.on('close', () => to.destroy());
      }
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = new URL(url);
    address.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const inbox = postgresInbox({
      connectionString: address.href,
      schema: await schemas.take(),
      timeoutMs: 1000,
    });
    try {
      await inbox.start(() => Promise.resolve());
      await inbox.accept(item('1'));
      hangs = true;
      await assert.rejects(
        inbox.accept(item('2')),
        (error) =>
          error instanceof InboxStorageError &&
          error.retryable &&
          error.message.includes('within 1000 ms (option timeoutMs)'),
      );
      await inbox.close(10);
    } finally {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    }
  });

  it('refuses events as long as there is no database, and says so', async () => {
    const inbox = postgresInbox('postgres://nobody@127.0.0.1:1/none');
    const isUnreachable = (error: unknown): boolean =>
      error instanceof InboxStorageError && error.retryable && error.message.includes('gateway repeats them');
    await assert.rejects(
      inbox.start(() => Promise.resolve()),
      isUnreachable,
    );
    await assert.rejects(inbox.accept(item('1')), isUnreachable);
    await inbox.close(0);
  });

  it('refuses a schema that is no plain name', () => {
    assert.throws(
      () => postgresInbox({ connectionString: url, schema: 'a"; DROP TABLE b' }),
      WhatsGateConfigurationError,
    );
  });

  it('knows an item by an id in the shape of a UUID', () => {
    assert.match(jobIdOf('shop/1'), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.notEqual(jobIdOf('shop/1'), jobIdOf('shop/2'));
  });
});
