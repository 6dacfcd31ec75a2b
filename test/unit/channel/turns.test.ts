import assert from 'node:assert/strict';
import { Turns } from '../../../src/channel/turns';
import { memoryInbox } from '../../../src/inbox/memory';
import type { Inbox } from '../../../src/inbox/inbox';
import { WhatsGateClosedError } from '../../../src/whatsgate/errors';
import { deferred, isPending, settled } from '../inbox/support';

describe('turns', () => {
  let inbox: Inbox;
  let turns: Turns;
  let reentries: string[];
  let events = 0;

  /** A turn that an event started: the inbox gives it its place, as the channel does. */
  const eventTurn = async (key: string, turn: () => Promise<void>): Promise<void> => {
    events += 1;
    work.set(String(events), turn);
    const { handled } = await inbox.accept({ id: String(events), key, data: null });
    await handled;
  };
  const work = new Map<string, () => Promise<void>>();

  beforeEach(async () => {
    inbox = memoryInbox();
    reentries = [];
    turns = new Turns(inbox, (key) => reentries.push(key));
    await inbox.start(({ id, key }) => turns.hold(key, work.get(id)!));
    // The first proactive turn of a process switches the recognition of nested turns on.
    await turns.run('warm-up', () => Promise.resolve());
  });

  it('give back what a turn gives, and pass on what it throws', async () => {
    assert.equal(await turns.hold('a', () => Promise.resolve(1)), 1);
    assert.equal(await turns.run('a', () => Promise.resolve(2)), 2);
    await assert.rejects(
      turns.hold('a', () => Promise.reject(new Error('held'))),
      /held/,
    );
    await assert.rejects(
      turns.run('a', () => Promise.reject(new Error('ran'))),
      /ran/,
    );
    assert.equal(await turns.run('a', () => Promise.resolve('still works')), 'still works');
  });

  it('run one at a time: a proactive turn waits for the turn of an event, and the next event for it', async () => {
    const [first, proactive] = [deferred(), deferred()];
    const log: string[] = [];
    const runs = [
      eventTurn('a', async () => {
        log.push('event');
        await first.promise;
      }),
      turns.run('a', async () => {
        log.push('proactive');
        await proactive.promise;
      }),
      eventTurn('a', () => {
        log.push('next event');
        return Promise.resolve();
      }),
    ];
    await settled();
    assert.deepEqual(log, ['event']);
    first.resolve();
    await settled();
    assert.deepEqual(log, ['event', 'proactive']);
    proactive.resolve();
    await Promise.all(runs);
    assert.deepEqual([log, reentries], [['event', 'proactive', 'next event'], []]);
  });

  it('do not wait for other conversations', async () => {
    const held = deferred();
    const event = eventTurn('a', () => held.promise);
    assert.equal(await turns.run('b', () => Promise.resolve('now')), 'now');
    held.resolve();
    await event;
  });

  it('run at once inside the turn that holds the conversation and waits for them', async () => {
    let result: string | undefined;
    await eventTurn('a', async () => {
      result = await turns.run('a', () => Promise.resolve('inside'));
    });
    assert.deepEqual([result, reentries], ['inside', ['a']]);
  });

  it('run at once when the conversation is held further out, and pass rejections through', async () => {
    const log: string[] = [];
    await eventTurn('a', async () => {
      await turns.run('b', async () => {
        await assert.rejects(
          turns.run('a', () => {
            log.push('a in b in a');
            return Promise.reject(new Error('inner'));
          }),
          /inner/,
        );
        log.push('b in a');
      });
    });
    assert.deepEqual([log, reentries], [['a in b in a', 'b in a'], ['a']]);
  });

  it('run at once when two turns wait for each other', async () => {
    const log: string[] = [];
    const [aRuns, bRuns] = [deferred(), deferred()];
    const both = [
      eventTurn('a', async () => {
        aRuns.resolve();
        await bRuns.promise;
        await turns.run('b', () => Promise.resolve(log.push('b for a')));
      }),
      eventTurn('b', async () => {
        bRuns.resolve();
        await aRuns.promise;
        await settled();
        await turns.run('a', () => Promise.resolve(log.push('a for b')));
      }),
    ];
    await Promise.all(both);
    assert.deepEqual([log, reentries], [['a for b', 'b for a'], ['a']]);
  });

  it('see a ring of three, too', async () => {
    const log: string[] = [];
    const ring = ['a', 'b', 'c'];
    const begun = ring.map(() => deferred());
    await Promise.all(
      ring.map((key, index) =>
        eventTurn(key, async () => {
          begun[index]?.resolve();
          await Promise.all(begun.map(({ promise }) => promise));
          const next = ring[(index + 1) % ring.length]!;
          await turns.run(next, () => Promise.resolve(log.push(`${next} for ${key}`)));
        }),
      ),
    );
    assert.equal(log.length, 3);
    assert.equal(reentries.length, 1);
  });

  it('see that a turn still waits for a conversation after one of its two turns there has ended', async () => {
    const [aAsked, bFirst, bSecond] = [deferred(), deferred(), deferred()];
    const log: string[] = [];
    const runs = [eventTurn('b', () => bFirst.promise)];
    runs.push(
      eventTurn('a', async () => {
        const one = turns.run('b', () => Promise.resolve(log.push('one')));
        runs.push(
          eventTurn('b', async () => {
            await bSecond.promise;
            await turns.run('a', () => Promise.resolve(log.push('a for b')));
          }),
        );
        const two = turns.run('b', () => Promise.resolve(log.push('two')));
        aAsked.resolve();
        await Promise.all([one, two]);
      }),
    );
    await aAsked.promise;
    bFirst.resolve();
    await settled();
    assert.deepEqual(log, ['one']);
    bSecond.resolve();
    await settled();
    assert.deepEqual(log, ['one', 'a for b', 'two']);
    await Promise.all(runs);
  });

  it('let work that an ended turn has left behind wait like any other', async () => {
    const [goOn, held] = [deferred(), deferred()];
    let leftBehind: Promise<string> | undefined;
    await eventTurn('a', () => {
      leftBehind = goOn.promise.then(() => turns.run('a', () => Promise.resolve('late')));
      return Promise.resolve();
    });
    const next = eventTurn('a', () => held.promise);
    goOn.resolve();
    assert.ok(leftBehind !== undefined);
    assert.equal(await isPending(leftBehind), true);
    held.resolve();
    assert.equal(await leftBehind, 'late');
    await next;
    assert.deepEqual(reentries, []);
  });

  it('run at once inside their turn, also when an earlier run of it that was given away ends meanwhile', async () => {
    const earlier = deferred();
    const ended = turns.hold('a', () => earlier.promise);
    await eventTurn('a', async () => {
      earlier.resolve();
      await ended;
      await turns.run('a', () => Promise.resolve());
    });
    assert.deepEqual(reentries, ['a']);
  });

  it('pass on that the inbox is closed', async () => {
    await inbox.close(0);
    await assert.rejects(
      turns.run('a', () => Promise.resolve()),
      WhatsGateClosedError,
    );
  });
});
