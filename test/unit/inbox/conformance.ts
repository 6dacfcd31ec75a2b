import assert from 'node:assert/strict';
import type { Acceptance, Inbox, InboxHandler, InboxItem } from '../../../src/inbox/inbox';
import { InboxFullError, WhatsGateClosedError } from '../../../src/whatsgate/errors';
import { deferred, type Deferred } from './support';

/** How the suite gets an engine: empty, and not started. */
export type CreateInbox = (options: { readonly capacity?: number }) => Inbox | Promise<Inbox>;

/** A handler whose every item ends when the test says so. */
class Bench {
  readonly begun: string[] = [];
  readonly ended: string[] = [];
  readonly #gates = new Map<string, Deferred<void>>();
  #waiters: (() => void)[] = [];

  readonly handle: InboxHandler = async ({ id }) => {
    const gate = deferred();
    this.#gates.set(id, gate);
    this.#note(this.begun, id);
    try {
      await gate.promise;
    } finally {
      this.#note(this.ended, id);
    }
  };

  finish(id: string): void {
    this.#gates.get(id)?.resolve();
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
const handledOf = (acceptance: Acceptance): Promise<void> => acceptance.handled ?? Promise.resolve();

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

    it('forgets an item whose handler failed, so that its repeat is handled', async () => {
      const first = await inbox.accept(item('1'));
      await inbox.accept(item('2'));
      await bench.beginnings(1);
      bench.fail('1', new Error('could not be handled'));
      await bench.beginnings(2);
      if (first.handled !== undefined) await assert.rejects(first.handled, /could not be handled/);
      assert.equal((await inbox.accept(item('1', 'other chat'))).outcome, 'accepted');
      await bench.beginnings(3);
      assert.deepEqual(bench.begun, ['1', '2', '1']);
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
      assert.deepEqual(await inbox.status(), { queued: 0, active: 0 });
      for (const id of ['1', '2', '3']) await inbox.accept(item(id));
      await inbox.accept(item('4', 'another chat'));
      await bench.beginnings(2);
      assert.deepEqual(await inbox.status(), { queued: 2, active: 2 });
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

    it('gives up after the grace and tells how much was not finished', async () => {
      await inbox.accept(item('1'));
      await inbox.accept(item('2', 'another chat'));
      await bench.beginnings(2);
      assert.equal(await inbox.close(5), 2);
    });
  });
}
