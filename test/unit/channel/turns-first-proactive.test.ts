import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { Turns } from '../../../src/channel/turns';
import { memoryInbox } from '../../../src/inbox/memory';
import type { Inbox } from '../../../src/inbox/inbox';
import { WhatsGateClosedError } from '../../../src/whatsgate/errors';
import { deferred, isPending, settled, stopClock } from '../inbox/support';

const PATIENCE_MS = 5000;

/** The turns that run when a process starts its first proactive turn cannot be recognised from inside. */
describe('the first proactive turn of a process', () => {
  let clock: sinon.SinonFakeTimers;
  let inbox: Inbox;
  let turns: Turns;
  let reentries: string[];

  beforeEach(() => {
    clock = stopClock();
    inbox = memoryInbox();
    reentries = [];
    turns = new Turns(inbox, (key) => reentries.push(key));
  });
  afterEach(() => clock.restore());

  const eventTurn = (key: string, turn: () => Promise<void>): Promise<void> =>
    inbox.run(key, () => turns.hold(key, turn));

  it('runs at once where nothing else does', async () => {
    assert.equal(await turns.run('a', () => Promise.resolve('now')), 'now');
    assert.equal(clock.countTimers(), 0);
  });

  it('runs after a while when the turn that holds its conversation waits for it', async () => {
    let calls = 0;
    let result: string | undefined;
    const event = eventTurn('a', async () => {
      result = await turns.run('a', () => {
        calls += 1;
        return Promise.resolve('inside');
      });
    });
    await clock.tickAsync(PATIENCE_MS - 1);
    assert.equal(calls, 0);
    await clock.tickAsync(1);
    await event;
    assert.deepEqual([calls, result, reentries], [1, 'inside', ['a']]);
    assert.equal(
      await turns.run('a', () => Promise.resolve('the conversation is free')),
      'the conversation is free',
    );
    assert.equal(calls, 1);
  });

  it('counts as started by every turn that was running, and by none that begins later', async () => {
    const noted: string[] = [];
    const [held, later] = [deferred(), deferred()];
    const hold = (key: string, turn: () => Promise<void>): Promise<void> =>
      turns.hold(key, turn, { noteInnerTurn: () => noted.push(key) });
    const other = hold('c', () => later.promise);
    const asking = hold('a', () => turns.run('b', () => held.promise));
    const late = hold('d', () => later.promise);
    await turns.run('e', () => Promise.resolve());
    assert.deepEqual(noted, ['c', 'a', 'c', 'a']);
    held.resolve();
    await asking;
    await turns.run('e', () => Promise.resolve());
    assert.deepEqual(noted, ['c', 'a', 'c', 'a', 'c']);
    later.resolve();
    await Promise.all([other, late]);
    await turns.run('e', () => Promise.resolve());
    assert.equal(noted.length, 5);
  });

  it('waits as long as it takes for what a turn sends that has ended', async () => {
    const [held, sent] = [deferred(), deferred()];
    let calls = 0;
    const event = inbox.run('a', async () => {
      await turns.hold('a', () => held.promise);
      await sent.promise;
    });
    const proactive = turns.run('a', () => {
      calls += 1;
      return Promise.resolve();
    });
    held.resolve();
    await clock.tickAsync(PATIENCE_MS * 2);
    assert.deepEqual([calls, reentries], [0, []]);
    sent.resolve();
    await Promise.all([event, proactive]);
    assert.equal(calls, 1);
  });

  it('waits for its conversation when it comes from outside, and runs once', async () => {
    const held = deferred();
    let calls = 0;
    const event = eventTurn('a', () => held.promise);
    const proactive = turns.run('a', () => {
      calls += 1;
      return Promise.resolve('in turn');
    });
    await clock.tickAsync(PATIENCE_MS - 1);
    assert.equal(calls, 0);
    held.resolve();
    assert.equal(await proactive, 'in turn');
    await event;
    await clock.tickAsync(PATIENCE_MS * 2);
    assert.deepEqual([calls, reentries, clock.countTimers()], [1, [], 0]);
  });

  it('holds its conversation while it runs in its place', async () => {
    const [held, proactive] = [deferred(), deferred()];
    const event = eventTurn('a', () => held.promise);
    const first = turns.run('a', () => proactive.promise);
    const second = turns.run('a', () => Promise.resolve('second'));
    held.resolve();
    await event;
    assert.equal(await isPending(second), true);
    proactive.resolve();
    assert.equal(await second, 'second');
    await first;
  });

  it('passes its rejection to the caller, before and after the patience', async () => {
    const held = deferred();
    const event = eventTurn('a', () => held.promise);
    const late = assert.rejects(
      turns.run('a', () => Promise.reject(new Error('after the patience'))),
      /after the patience/,
    );
    await clock.tickAsync(PATIENCE_MS);
    await late;
    const early = assert.rejects(
      turns.run('a', () => Promise.reject(new Error('in its place'))),
      /in its place/,
    );
    held.resolve();
    await early;
    await event;
  });

  it('passes on an exception that comes without a promise', async () => {
    const held = deferred();
    const event = eventTurn('a', () => held.promise);
    const failing = assert.rejects(
      turns.run('a', () => {
        throw new Error('no promise');
      }),
      /no promise/,
    );
    await clock.tickAsync(PATIENCE_MS);
    await failing;
    held.resolve();
    await event;
  });

  it('does not run after its caller was told that the adapter is closed', async () => {
    const held = deferred();
    let calls = 0;
    const event = eventTurn('a', () => held.promise);
    const closing = inbox.close(60_000);
    await assert.rejects(
      turns.run('a', () => {
        calls += 1;
        return Promise.resolve();
      }),
      WhatsGateClosedError,
    );
    await clock.tickAsync(PATIENCE_MS * 2);
    assert.deepEqual([calls, reentries], [0, []]);
    held.resolve();
    await Promise.all([event, closing]);
    await settled();
  });

  it('needs no patience for turns that began after it', async () => {
    await turns.run('b', () => Promise.resolve());
    const held = deferred();
    const event = eventTurn('a', () => held.promise);
    const proactive = turns.run('a', () => Promise.resolve('in turn'));
    await clock.tickAsync(PATIENCE_MS * 3);
    assert.equal(await isPending(proactive), true);
    held.resolve();
    assert.equal(await proactive, 'in turn');
    await event;
  });
});
