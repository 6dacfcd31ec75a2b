import assert from 'node:assert/strict';
import sinon from 'sinon';
import { defaultManners } from '../../../src/channel/options/manners';
import { Presence } from '../../../src/channel/presence';
import { deferred } from '../inbox/support';
import { RecordingLogger } from './support/logs';

const ANNA = { whatsappId: 'shop', chatId: '79991112233@c.us' };

describe('presence', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => clock.restore());

  const open = (manners: { readonly seen: boolean; readonly typing: boolean }) => {
    const seen = sinon.stub().resolves();
    const showTyping = sinon.spy();
    const logger = new RecordingLogger();
    const closing = new AbortController();
    return {
      seen,
      showTyping,
      logger,
      closing,
      presence: new Presence({ client: { seen }, showTyping, manners, logger, closing: closing.signal }),
    };
  };

  it('is not there unless somebody wants it', () => {
    assert.equal(Presence.isWanted(defaultManners), false);
    assert.equal(Presence.isWanted({ ...defaultManners, seen: true }), true);
    assert.equal(Presence.isWanted({ ...defaultManners, typing: true }), true);
  });

  it('marks a chat as seen, and takes a failure lightly', async () => {
    const { presence, seen, logger } = open({ seen: true, typing: false });
    seen.rejects(new Error('not now, 79991112233'));
    presence.see(ANNA);
    await Promise.resolve();
    sinon.assert.calledOnceWithMatch(seen, 'shop', { id: ANNA.chatId });
    await new Promise(setImmediate);
    assert.deepEqual(logger.at('debug'), ['A chat could not be marked as seen.']);
    assert.ok(!JSON.stringify(logger.lines).includes('79991112233'));
  });

  it('asks the gateway little at once after an outage, and once for all that waits of a chat', async () => {
    const { presence, seen } = open({ seen: true, typing: false });
    const answers: (() => void)[] = [];
    seen.callsFake(() => new Promise<void>((resolve) => answers.push(resolve)));
    const chats = Array.from({ length: 100 }, (_, index) => `${79990000000 + index}@c.us`);
    for (let round = 0; round < 10; round += 1)
      for (const chatId of chats) presence.see({ whatsappId: 'shop', chatId });
    assert.equal(seen.callCount, 4);
    for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) {
      answer();
      await new Promise(setImmediate);
    }
    // Of those under way when more came it may not be known what was seen.
    assert.equal(seen.callCount, 104);
    assert.equal(new Set(seen.args.map(([, recipient]) => JSON.stringify(recipient))).size, 100);
  });

  it('marks nothing any more once the adapter has closed', async () => {
    const { presence, seen, closing } = open({ seen: true, typing: false });
    for (let number = 0; number < 10; number += 1) presence.see({ ...ANNA, chatId: `${number}@c.us` });
    closing.abort();
    assert.ok(
      seen.args.every(([, , signal]) => (signal as AbortSignal).aborted),
      'left to a gateway that hangs',
    );
    await new Promise(setImmediate);
    assert.equal(seen.callCount, 4);
  });

  it('types while a turn takes its time, and stops with it', async () => {
    const { presence, showTyping } = open({ seen: false, typing: true });
    const turn = deferred<string>();
    const work = presence.during(ANNA, () => turn.promise);
    assert.equal(showTyping.callCount, 1);
    clock.tick(24_000);
    assert.equal(showTyping.callCount, 3);
    turn.resolve('done');
    assert.equal(await work, 'done');
    assert.equal(clock.countTimers(), 0);
  });

  it('stops with a turn that fails, and gives up on one that hangs', async () => {
    const { presence, showTyping } = open({ seen: false, typing: true });
    await assert.rejects(
      presence.during(ANNA, () => Promise.reject(new Error('mine'))),
      /mine/,
    );
    assert.equal(clock.countTimers(), 0);
    void presence.during(ANNA, () => new Promise(() => undefined));
    clock.tick(3_600_000);
    assert.equal(clock.countTimers(), 0);
    assert.equal(showTyping.callCount, 2 + 50);
  });

  it('does nothing that it was not asked for', async () => {
    const { presence, seen, showTyping } = open({ seen: false, typing: false });
    presence.see(ANNA);
    await presence.during(ANNA, () => Promise.resolve());
    assert.equal(seen.callCount + showTyping.callCount + clock.countTimers(), 0);
  });

  it('keeps no process alive for a turn that hangs', () => {
    const timers = sinon.spy(globalThis, 'setInterval');
    const { presence } = open({ seen: false, typing: true });
    void presence.during(ANNA, () => new Promise<never>(() => undefined));
    assert.equal(timers.firstCall.returnValue.hasRef(), false);
    timers.restore();
  });
});
