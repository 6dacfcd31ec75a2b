import assert from 'node:assert/strict';
import sinon from 'sinon';
import { memoryInbox } from '../../../src/inbox/memory';
import { InboxFullError, WhatsGateClosedError } from '../../../src/whatsgate/errors';
import { inboxConformance } from './conformance';
import { deferred, isPending, stopClock } from './support';

inboxConformance('memory', (options) => memoryInbox(options));

describe('the inbox in memory', () => {
  afterEach(() => sinon.restore());

  const item = (id: string, key = 'chat') => ({ id, key, data: null });
  const DONE = Promise.resolve();

  it('takes nothing before it is started', async () => {
    await assert.rejects(memoryInbox().accept(item('1')), WhatsGateClosedError);
  });

  it('promises nothing that a crash could break: handled settles with the handler', async () => {
    const inbox = memoryInbox();
    const turn = deferred();
    await inbox.start(() => turn.promise);
    const first = await inbox.accept(item('1'));
    const repeat = await inbox.accept(item('1'));
    assert.ok(first.handled !== undefined && repeat.handled !== undefined);
    assert.equal(await isPending(repeat.handled), true);
    turn.resolve();
    await Promise.all([first.handled, repeat.handled]);
  });

  it('remembers only so many ids, the oldest of them least', async () => {
    const inbox = memoryInbox({ remembered: 2 });
    await inbox.start(() => Promise.resolve());
    for (const id of ['1', '2', '3', '4', '5']) await (await inbox.accept(item(id))).handled;
    assert.equal((await inbox.accept(item('5'))).outcome, 'duplicate');
    assert.equal((await inbox.accept(item('4'))).outcome, 'duplicate');
    assert.equal((await inbox.accept(item('1'))).outcome, 'accepted');
  });

  it('remembers an item also when many others came while it ran', async () => {
    const inbox = memoryInbox({ remembered: 2 });
    const turn = deferred();
    await inbox.start(({ id }) => (id === 'long' ? turn.promise : Promise.resolve()));
    const long = await inbox.accept({ ...item('long'), key: 'long' });
    for (const id of ['1', '2', '3', '4', '5', '6']) await (await inbox.accept(item(id))).handled;
    assert.equal((await inbox.accept(item('long'))).outcome, 'duplicate');
    turn.resolve();
    await long.handled;
    assert.equal((await inbox.accept(item('long'))).outcome, 'duplicate');
  });

  it('names its capacity when it is full', async () => {
    const inbox = memoryInbox({ capacity: 1 });
    const turn = deferred();
    await inbox.start(() => turn.promise);
    await inbox.accept(item('1'));
    await assert.rejects(
      inbox.accept(item('2')),
      (error) => error instanceof InboxFullError && error.message.includes('holds 1 events'),
    );
    turn.resolve();
  });

  it('acknowledges repeats of what it had also after it was closed', async () => {
    const inbox = memoryInbox();
    await inbox.start(() => Promise.resolve());
    await (
      await inbox.accept(item('1'))
    ).handled;
    assert.equal(await inbox.close(10), 0);
    assert.equal((await inbox.accept(item('1'))).outcome, 'duplicate');
    await assert.rejects(inbox.accept(item('2')), WhatsGateClosedError);
  });

  it('does not acknowledge what waits to run again, or has not begun, when its grace is over', async () => {
    const clock = stopClock();
    const inbox = memoryInbox();
    const runs: string[] = [];
    await inbox.start(({ id }) => {
      runs.push(id);
      return Promise.resolve({ againInMs: 1000 });
    });
    const offers = await Promise.all(['1', '2'].map((id) => inbox.accept(item(id))));
    const refusals = offers.map(({ handled }) => assert.rejects(handled ?? DONE, WhatsGateClosedError));
    const closing = inbox.close(10);
    await clock.tickAsync(10);
    assert.equal(await closing, 2);
    await Promise.all(refusals);
    assert.deepEqual(runs, ['1']);
    assert.equal(clock.countTimers(), 0);
  });

  for (const graceMs of [Number.POSITIVE_INFINITY, 2 ** 40]) {
    it(`waits as long as it takes with a grace of ${graceMs} ms`, async () => {
      const clock = stopClock();
      const inbox = memoryInbox();
      const turn = deferred();
      await inbox.start(() => turn.promise);
      await inbox.accept(item('1'));
      const closing = inbox.close(graceMs);
      await clock.tickAsync(24 * 60 * 60 * 1000);
      assert.equal(await isPending(closing), true);
      turn.resolve();
      assert.equal(await closing, 0);
      assert.equal(clock.countTimers(), 0);
    });
  }
});
