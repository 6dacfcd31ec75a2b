import assert from 'node:assert/strict';
import type { Acceptance, Inbox, InboxHandler, InboxItem, InboxRun, Verdict } from '../../../src/inbox/inbox';
import type { DeadLetterQuery } from '../../../src/inbox/dead-letters';
import { InboxFullError, WhatsGateClosedError } from '../../../src/whatsgate/errors';
import { deferred, settled, type Deferred } from './support';

/** How the suite gets an engine: empty, and not started. */
export type CreateInbox = (options: { readonly capacity?: number }) => Inbox | Promise<Inbox>;

/** A handler whose every item ends when the test says so. */
class Bench {
  readonly begun: string[] = [];
  readonly ended: string[] = [];
  readonly runs: InboxRun[] = [];
  readonly #gates = new Map<string, Deferred<Verdict | undefined>>();
  #waiters: (() => void)[] = [];

  readonly handle: InboxHandler = async ({ id }, run) => {
    const gate = deferred<Verdict | undefined>();
    this.#gates.set(id, gate);
    this.runs.push(run);
    this.#note(this.begun, id);
    try {
      return await gate.promise;
    } finally {
      this.#note(this.ended, id);
    }
  };

  /** Ends the run of an item. */
  finish(id: string, verdict?: Verdict): void {
    this.#gates.get(id)?.resolve(verdict);
  }

  fail(id: string, error: Error): void {
    this.#gates.get(id)?.reject(error);
  }

  /** Resolves when so many items have begun. */
  async beginnings(count: number): Promise<void> {
    while (this.begun.length < count) await this.#next();
  }

  /** Resolves when so many items have ended. */
  async endings(count: number): Promise<void> {
    while (this.ended.length < count) await this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #note(list: string[], id: string): void {
    list.push(id);
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}

const item = (id: string, key = 'chat'): InboxItem => ({ id, key, data: { id, text: `text of ${id}` } });

/** Settles with the item where the engine tells; engines that keep items by themselves do not. */
const handledOf = (acceptance: Acceptance): Promise<unknown> => acceptance.handled ?? Promise.resolve();

/** What every engine promises (`src/inbox/inbox.ts`). */
export function inboxConformance(name: string, createInbox: CreateInbox): void {
  describe(`the inbox '${name}'`, () => {
    let inbox: Inbox;
    let bench: Bench;

    const open = async (options: { readonly capacity?: number } = {}): Promise<void> => {
      inbox = await createInbox(options);
      bench = new Bench();
      await inbox.start(bench.handle);
    };
    beforeEach(() => open());
    afterEach(async () => {
      for (const id of bench.begun) bench.finish(id);
      await inbox.close(0);
    });

    it('hands an item out once, as it was given', async () => {
      const other = await createInbox({});
      const seen: InboxItem[] = [];
      const handled = deferred();
      await other.start((given) => {
        seen.push(given);
        handled.resolve();
        return Promise.resolve();
      });
      const acceptance = await other.accept(item('1'));
      await handled.promise;
      await handledOf(acceptance);
      assert.equal(acceptance.outcome, 'accepted');
      assert.deepEqual(seen, [item('1')]);
      assert.equal(await other.close(1000), 0);
    });

    it('knows a repeat while the item waits or runs, and tells when it was handled', async () => {
      const first = await inbox.accept(item('1'));
      await inbox.accept(item('2'));
      await bench.beginnings(1);
      const repeats = [await inbox.accept(item('1')), await inbox.accept(item('2'))];
      assert.deepEqual(
        repeats.map(({ outcome }) => outcome),
        ['duplicate', 'duplicate'],
      );
      assert.equal(repeats[0]?.handled === undefined, first.handled === undefined);
      bench.finish('1');
      await bench.beginnings(2);
      bench.finish('2');
      await bench.endings(2);
      await Promise.all(repeats.map(handledOf));
      assert.deepEqual(bench.begun, ['1', '2']);
    });

    it('knows a repeat after the item was handled, under whatever key it comes', async () => {
      const acceptance = await inbox.accept(item('1'));
      await bench.beginnings(1);
      bench.finish('1');
      await bench.endings(1);
      await handledOf(acceptance);
      for (const key of ['chat', 'other chat']) {
        const repeat = await inbox.accept(item('1', key));
        assert.equal(repeat.outcome, 'duplicate');
        await handledOf(repeat);
      }
      await inbox.accept(item('2'));
      await bench.beginnings(2);
      assert.deepEqual(bench.begun, ['1', '2']);
    });

    it('accepts one of two offers of an item that are made at once', async () => {
      const acceptances = await Promise.all([inbox.accept(item('1')), inbox.accept(item('1'))]);
      assert.deepEqual(acceptances.map(({ outcome }) => outcome).sort(), ['accepted', 'duplicate']);
    });

    it('hands out the items of a key one at a time, in their order', async () => {
      for (const id of ['1', '2', '3']) await inbox.accept(item(id));
      for (const [index, id] of ['1', '2', '3'].entries()) {
        await bench.beginnings(index + 1);
        assert.deepEqual([bench.begun.length, bench.ended.length], [index + 1, index]);
        bench.finish(id);
        await bench.endings(index + 1);
      }
      assert.deepEqual(bench.begun, ['1', '2', '3']);
    });

    it('tells what waits in a key, the oldest first, and no more than is asked for', async () => {
      assert.deepEqual(await inbox.waiting('a', 10), []);
      await inbox.accept(item('1', 'a'));
      await bench.beginnings(1);
      for (const id of ['2', '3', '4']) await inbox.accept(item(id, 'a'));
      await inbox.accept(item('5', 'b'));
      const behind = (await inbox.waiting('a', 10)).filter((id) => id !== '1');
      assert.deepEqual(behind, ['2', '3', '4']);
      assert.equal((await inbox.waiting('a', 2)).length, 2);
      assert.deepEqual(await inbox.waiting('c', 10), []);
    });

    it('handles keys side by side', async () => {
      await inbox.accept(item('1', 'one chat'));
      await inbox.accept(item('2', 'another chat'));
      await bench.beginnings(2);
      assert.deepEqual(bench.ended, []);
      bench.finish('2');
      await bench.endings(1);
      assert.deepEqual(bench.ended, ['2']);
    });

    it('lets other work take its turn among the items of its key', async () => {
      await inbox.accept(item('1'));
      await bench.beginnings(1);
      const gate = deferred();
      const started = deferred();
      const seen: string[] = [];
      const run = inbox.run('chat', async () => {
        seen.push(...bench.ended);
        started.resolve();
        await gate.promise;
        return 'result';
      });
      await inbox.accept(item('2'));
      bench.finish('1');
      await started.promise;
      assert.deepEqual([seen, bench.begun], [['1'], ['1']]);
      gate.resolve();
      assert.equal(await run, 'result');
      await bench.beginnings(2);
    });

    it('gives the failure of other work to its caller alone', async () => {
      await assert.rejects(
        inbox.run('chat', () => Promise.reject(new Error('the turn failed'))),
        /the turn failed/,
      );
      await inbox.accept(item('1'));
      await bench.beginnings(1);
    });

    it('brings an item again whose handler failed: at its repeat, or by itself if it is durable', async () => {
      const first = await inbox.accept(item('1'));
      await inbox.accept(item('2'));
      await bench.beginnings(1);
      bench.fail('1', new Error('could not be handled'));
      await bench.beginnings(2);
      if (first.handled === undefined) {
        assert.deepEqual(bench.begun, ['1', '1']);
        assert.equal(bench.runs[1]?.attempt, 2);
        return;
      }
      await assert.rejects(first.handled, /could not be handled/);
      assert.equal((await inbox.accept(item('1', 'other chat'))).outcome, 'accepted');
      await bench.beginnings(3);
      assert.deepEqual(bench.begun, ['1', '2', '1']);
    });

    it('runs an item again when its run asks for it, and keeps its key taken meanwhile', async () => {
      await inbox.accept(item('1'));
      await inbox.accept(item('2'));
      await bench.beginnings(1);
      bench.finish('1', { againInMs: 1 });
      await bench.beginnings(2);
      bench.finish('1', { againInMs: 1 });
      await bench.beginnings(3);
      assert.equal((await inbox.accept(item('1'))).outcome, 'duplicate');
      bench.finish('1');
      await bench.beginnings(4);
      assert.deepEqual(bench.begun, ['1', '1', '1', '2']);
      assert.deepEqual(
        bench.runs.map(({ attempt }) => attempt),
        [1, 2, 3, 1],
      );
    });

    describe('with an item that was given up', () => {
      const sent = [
        {
          ordinal: 0,
          intent: { whatsappId: 'account', chatId: 'chat', kind: 'text', text: 'hello' },
          outcome: { status: 'sent', messageId: 'true_1' },
        },
      ] as const;
      beforeEach(async () => {
        await inbox.accept(item('1'));
        await inbox.accept(item('2'));
        await bench.beginnings(1);
        bench.finish('1', { dead: { reason: 'failed', error: 'the bot threw', sent } });
        await bench.beginnings(2);
      });

      it('goes on with its key, and still knows its repeats', async () => {
        assert.deepEqual(bench.begun, ['1', '2']);
        assert.equal((await inbox.accept(item('1'))).outcome, 'duplicate');
        assert.equal((await inbox.status()).dead, 1);
      });

      it('keeps it as a dead letter: the event, what was sent, and the error', async () => {
        const [letter, ...others] = await inbox.dead.list();
        assert.ok(letter !== undefined && others.length === 0);
        const { diedAt, ...rest } = letter;
        assert.ok(Math.abs(diedAt.getTime() - Date.now()) < 60_000);
        assert.deepEqual(rest, {
          ...item('1'),
          reason: 'failed',
          error: 'the bot threw',
          sent: [...sent],
          attempts: 1,
        });
        assert.deepEqual(await inbox.dead.get('1'), letter);
        assert.equal(await inbox.dead.get('2'), undefined);
      });

      it('lists them page by page, the oldest first', async () => {
        bench.finish('2', { dead: { reason: 'failed', sent: [] } });
        await bench.endings(2);
        while ((await inbox.status()).dead < 2) await settled();
        const ids = async (query?: DeadLetterQuery): Promise<string[]> =>
          (await inbox.dead.list(query)).map(({ id }) => id);
        assert.deepEqual(await ids(), ['1', '2']);
        assert.deepEqual(await ids({ limit: 1 }), ['1']);
        assert.deepEqual(await ids({ limit: 1, after: '1' }), ['2']);
        assert.deepEqual(await ids({ after: '2' }), []);
      });

      it('runs it again on request, behind what waits, as often as it is asked for', async () => {
        assert.equal(await inbox.dead.replay('1'), '1:replay:1');
        assert.deepEqual(await inbox.dead.list(), []);
        assert.equal(await inbox.dead.replay('1'), undefined);
        bench.finish('2');
        await bench.beginnings(3);
        bench.finish('1:replay:1', { dead: { reason: 'failed', sent: [] } });
        await bench.endings(3);
        while ((await inbox.status()).dead < 1) await settled();
        assert.equal(await inbox.dead.replay('1:replay:1'), '1:replay:2');
        await bench.beginnings(4);
        assert.deepEqual(bench.begun, ['1', '2', '1:replay:1', '1:replay:2']);
      });

      it('throws it away on request', async () => {
        assert.equal(await inbox.dead.drop('1'), true);
        assert.equal(await inbox.dead.drop('1'), false);
        assert.deepEqual(await inbox.dead.list(), []);
        assert.equal((await inbox.accept(item('1'))).outcome, 'duplicate');
      });
    });

    it('stores small values for a while', async () => {
      const { store } = inbox;
      assert.equal(await store.get('a'), undefined);
      await store.set('a', { list: [1, 'two', null] }, 60_000);
      await store.set('b', 'short', 1);
      assert.deepEqual(await store.get('a'), { list: [1, 'two', null] });
      await store.set('a', 'other', 60_000);
      assert.equal(await store.get('a'), 'other');
      const end = performance.now() + 5;
      while (performance.now() < end) await settled();
      assert.equal(await store.get('b'), undefined);
      await store.delete('a');
      assert.equal(await store.get('a'), undefined);
    });

    it('gives places in the row of sends, evenly and for each account alone', async () => {
      const waits: number[] = [];
      for (let place = 0; place < 4; place += 1) waits.push(await inbox.reserve('account', 60));
      assert.equal(waits[0], 0);
      for (const [index, wait] of waits.entries()) {
        assert.ok(wait <= index * 1000 && wait > index * 1000 - 900, `place ${index}: ${wait} ms`);
      }
      assert.equal(await inbox.reserve('another account', 60), 0);
    });

    it('refuses more than it may hold, and has room again afterwards', async () => {
      await inbox.close(0);
      await open({ capacity: 2 });
      await inbox.accept(item('1'));
      await inbox.accept(item('2'));
      await bench.beginnings(1);
      await assert.rejects(
        inbox.accept(item('3')),
        (error) => error instanceof InboxFullError && error.retryable,
      );
      assert.equal((await inbox.accept(item('2'))).outcome, 'duplicate');
      bench.finish('1');
      await bench.beginnings(2);
      assert.equal((await inbox.accept(item('3'))).outcome, 'accepted');
    });

    it('tells how much waits and runs', async () => {
      assert.deepEqual(await inbox.status(), { queued: 0, active: 0, dead: 0, oldestMs: 0 });
      for (const id of ['1', '2', '3']) await inbox.accept(item(id));
      await inbox.accept(item('4', 'another chat'));
      await bench.beginnings(2);
      const { queued, active, oldestMs } = await inbox.status();
      assert.deepEqual({ queued, active }, { queued: 2, active: 2 });
      assert.ok(oldestMs >= 0 && oldestMs < 60_000);
    });

    it('takes nothing new once it closes, and waits for what it has', async () => {
      await inbox.accept(item('1'));
      await bench.beginnings(1);
      const closing = inbox.close(60_000);
      const isClosed = (error: unknown): boolean => error instanceof WhatsGateClosedError;
      await assert.rejects(inbox.accept(item('2')), isClosed);
      await assert.rejects(
        inbox.run('chat', () => Promise.resolve()),
        isClosed,
      );
      bench.finish('1');
      assert.equal(await closing, 0);
      assert.deepEqual(bench.ended, ['1']);
    });

    it('gives up after the grace, tells its runs so, and how much was not finished', async () => {
      await inbox.accept(item('1'));
      await inbox.accept(item('2', 'another chat'));
      await bench.beginnings(2);
      const aborted = (): boolean[] => bench.runs.map(({ signal }) => signal.aborted);
      assert.deepEqual(aborted(), [false, false]);
      assert.equal(await inbox.close(5), 2);
      assert.deepEqual(aborted(), [true, true]);
    });
  });
}

/** How the suite of durable engines gets one: empty, and not started. */
export type CreateDurableInbox = (options: {
  readonly attempts?: number;
  readonly concurrency?: number;
}) => Inbox | Promise<Inbox>;

/** What an engine promises besides that keeps its items outside of the process. */
export function durableConformance(name: string, createInbox: CreateDurableInbox): void {
  describe(`the durable inbox '${name}'`, () => {
    let inbox: Inbox;
    afterEach(() => inbox.close(0));

    it('starts no more once it was closed', async () => {
      inbox = await createInbox({});
      await inbox.close(0);
      await assert.rejects(
        inbox.start(() => Promise.resolve()),
        WhatsGateClosedError,
      );
    });

    it('makes a dead letter of what cannot be handled at all, with what it had sent, and goes on', async () => {
      inbox = await createInbox({ attempts: 2 });
      const { journal } = inbox;
      assert.ok(journal !== undefined);
      const intent = { whatsappId: 'account', chatId: 'chat', kind: 'text', text: 'hello' };
      const outcome = { status: 'sent', messageId: 'true_1' } as const;
      const next = deferred();
      await inbox.start(async ({ id }) => {
        if (id === '2') {
          next.resolve();
          return;
        }
        await journal.begin(id, 0, intent);
        await journal.end(id, 0, outcome);
        throw new Error('the state cannot be read');
      });
      await inbox.accept(item('1'));
      await inbox.accept(item('2'));
      await next.promise;
      const letter = await inbox.dead.get('1');
      assert.ok(letter !== undefined);
      const { diedAt, ...rest } = letter;
      assert.ok(diedAt instanceof Date);
      assert.deepEqual(rest, {
        ...item('1'),
        reason: 'poison',
        error: 'Error: the state cannot be read',
        sent: [{ ordinal: 0, intent, outcome }],
        attempts: 2,
      });
    });

    it('takes any text, whatever it is made of, and harms nobody beside it', async () => {
      inbox = await createInbox({});
      const { journal } = inbox;
      assert.ok(journal !== undefined);
      const odd = 'NUL \u0000, half \ud83d, \\u0000 and \\ud83d';
      const intent = { whatsappId: 'account', chatId: 'chat', kind: 'text', text: odd };
      const done = deferred();
      const seen: string[] = [];
      await inbox.start(async ({ id, data }) => {
        await journal.begin(id, 0, intent);
        await journal.end(id, 0, { status: 'unknown', error: odd });
        seen.push((data as { text: string }).text);
        if (seen.length === 3) done.resolve();
        return id === '2'
          ? undefined
          : { dead: { reason: 'failed', error: odd, sent: await journal.of(id) } };
      });
      await Promise.all([
        inbox.accept({ ...item('1', 'a'), data: { text: odd } }),
        inbox.accept({ ...item('2', 'b'), data: { text: 'plain' } }),
        inbox.accept({ ...item('3', odd), data: { text: `${odd}!` } }),
      ]);
      await done.promise;
      while ((await inbox.status()).dead < 2) await settled();
      await inbox.store.set(odd, odd, 60_000);
      assert.ok(seen.includes('plain'));
      const isSame = (text: unknown): boolean =>
        text === odd || text === odd.replace(/\u0000|\ud83d/g, '\uFFFD');
      assert.ok(isSame(await inbox.store.get(odd)));
      for (const { data, error, sent } of await inbox.dead.list()) {
        assert.ok(
          isSame((data as { text: string }).text.replace('!', '')) &&
            isSame(error) &&
            isSame(sent[0]?.intent.text),
        );
      }
    });

    it('lets somebody who writes anew not stand behind all who have a backlog', async () => {
      inbox = await createInbox({ concurrency: 2 });
      for (let number = 0; number < 40; number += 1) {
        await inbox.accept(item(`backlog ${number}`, `chat ${number % 10}`));
      }
      const bench = new Bench();
      await inbox.start(bench.handle);
      await bench.beginnings(2);
      await inbox.accept(item('newcomer', 'new chat'));
      const placeOf = (): number => bench.begun.indexOf('newcomer');
      for (let begun = 2; placeOf() < 0; begun += 1) {
        await bench.beginnings(begun);
        bench.finish(bench.begun[begun - 2] ?? '');
      }
      // Each of the ten chats may have had its turn before, and what had been fetched already.
      assert.ok(placeOf() <= 12, `the newcomer was number ${placeOf()} of 41`);
    });
  });
}
