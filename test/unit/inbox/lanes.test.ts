import assert from 'node:assert/strict';
import { Lanes } from '../../../src/inbox/lanes';
import { deferred, isPending, settled } from './support';

describe('lanes', () => {
  it('run work of one key one after another, in the order of arrival', async () => {
    const lanes = new Lanes();
    const log: string[] = [];
    const first = deferred();
    const runs = [
      lanes.run('a', async () => {
        log.push('first begins');
        await first.promise;
        log.push('first ends');
      }),
      lanes.run('a', () => Promise.resolve(log.push('second'))),
      lanes.run('a', () => Promise.resolve(log.push('third'))),
    ];
    await settled();
    assert.deepEqual(log, ['first begins']);
    first.resolve();
    await Promise.all(runs);
    assert.deepEqual(log, ['first begins', 'first ends', 'second', 'third']);
  });

  it('begin work of a free key at once, before run returns', () => {
    const lanes = new Lanes();
    let begun = false;
    void lanes.run('a', () => {
      begun = true;
      return Promise.resolve();
    });
    assert.equal(begun, true);
  });

  it('run different keys side by side', async () => {
    const lanes = new Lanes();
    const held = deferred();
    const slow = lanes.run('a', () => held.promise);
    assert.equal(await lanes.run('b', () => Promise.resolve('done')), 'done');
    assert.equal(await isPending(slow), true);
    held.resolve();
    await slow;
  });

  it('give each caller its own result, and go on after a failure', async () => {
    const lanes = new Lanes();
    const runs = await Promise.allSettled([
      lanes.run('a', () => Promise.reject(new Error('first'))),
      lanes.run('a', () => Promise.resolve(2)),
      lanes.run('a', () => Promise.reject(new Error('third'))),
      lanes.run('a', () => Promise.resolve(4)),
    ]);
    assert.deepEqual(
      runs.map((run) => (run.status === 'fulfilled' ? run.value : (run.reason as Error).message)),
      ['first', 2, 'third', 4],
    );
  });

  it('take a synchronous exception for a failure', async () => {
    const lanes = new Lanes();
    const work = (): Promise<void> => {
      throw new Error('at once');
    };
    await assert.rejects(lanes.run('a', work), /at once/);
    await assert.rejects(lanes.run('a', work), /at once/);
    assert.equal(lanes.active, 0);
  });

  it('let work be added from inside work of the same key', async () => {
    const lanes = new Lanes();
    const log: string[] = [];
    let inner: Promise<unknown> | undefined;
    await lanes.run('a', () => {
      inner = lanes.run('a', () => Promise.resolve(log.push('inner')));
      log.push('outer');
      return Promise.resolve();
    });
    await inner;
    assert.deepEqual(log, ['outer', 'inner']);
  });

  it('count what waits and what runs', async () => {
    const lanes = new Lanes();
    const held = deferred();
    const runs = [
      lanes.run('a', () => held.promise),
      lanes.run('a', () => held.promise),
      lanes.run('a', () => held.promise),
      lanes.run('b', () => held.promise),
    ];
    assert.deepEqual([lanes.waiting, lanes.active], [2, 2]);
    held.resolve();
    await Promise.all(runs);
    assert.deepEqual([lanes.waiting, lanes.active], [0, 0]);
  });

  it('are idle at once when nothing runs', async () => {
    await new Lanes().idle();
  });

  it('are idle only after work that came while somebody waited for it', async () => {
    const lanes = new Lanes();
    const [first, second, other] = [deferred(), deferred(), deferred()];
    const runs = [lanes.run('a', () => first.promise)];
    const idle = lanes.idle();
    const again = lanes.idle();
    runs.push(
      lanes.run('a', () => second.promise),
      lanes.run('b', () => other.promise),
    );
    first.resolve();
    assert.equal(await isPending(idle), true);
    second.resolve();
    assert.equal(await isPending(idle), true);
    other.resolve();
    await Promise.all([idle, again, ...runs]);
  });

  it('are idle also when the last work failed, and can be waited for again', async () => {
    const lanes = new Lanes();
    const held = deferred();
    const run = lanes.run('a', () => held.promise);
    const idle = lanes.idle();
    held.reject(new Error('no'));
    await assert.rejects(run);
    await idle;
    const next = deferred();
    const later = lanes.run('a', () => next.promise);
    const idleLater = lanes.idle();
    assert.equal(await isPending(idleLater), true);
    next.resolve();
    await Promise.all([later, idleLater]);
  });

  it('keep nothing of a key whose work is done: the next work of it begins at once', async () => {
    const lanes = new Lanes();
    for (let round = 0; round < 3; round += 1) {
      let begun = false;
      const run = lanes.run('a', () => {
        begun = true;
        return Promise.resolve();
      });
      // Behind a queue that had stayed it would wait for ever.
      assert.equal(begun, true);
      await run;
      await lanes.idle();
    }
  });

  it('refuse what waits when they are told to, and go on with what runs', async () => {
    const lanes = new Lanes();
    const held = deferred();
    const running = lanes.run('a', () => held.promise);
    let begun = false;
    const waiting = lanes.run('a', () => Promise.resolve(void (begun = true)));
    lanes.refuse(new Error('closed'));
    await assert.rejects(waiting, /closed/);
    assert.deepEqual([lanes.waiting, lanes.active], [0, 1]);
    held.resolve();
    await running;
    await lanes.idle();
    assert.equal(begun, false);
    assert.equal(await lanes.run('a', () => Promise.resolve('goes on')), 'goes on');
  });
});
