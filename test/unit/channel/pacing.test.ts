import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { ChatAddress } from '../../../src/channel/accounts';
import { defaultManners, type Manners } from '../../../src/channel/options/manners';
import { Pacing } from '../../../src/channel/pacing';
import { sendingTurnOf, type SendingTurn } from '../../../src/channel/sending-turn';
import { WhatsGateClosedError } from '../../../src/whatsgate/errors';

const ANNA = { whatsappId: 'shop', chatId: '79991112233@c.us' };
const BORIS = { whatsappId: 'shop', chatId: '79994445566@c.us' };
const answer = (): SendingTurn => sendingTurnOf({ type: 'message' }, 'shop/1');
const proactive = (): SendingTurn => sendingTurnOf({ type: 'event' });

describe('pacing', () => {
  let clock: sinon.SinonFakeTimers;
  const closing = new AbortController();
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  });
  afterEach(() => clock.restore());

  /** Pacing with a row of places per account, and the times at which its messages went out. */
  function open(manners: Partial<Manners>, random = 0, signal = closing.signal) {
    const typings: ChatAddress[] = [];
    const places = new Map<string, number>();
    const pacing = new Pacing({
      manners: { ...defaultManners, jitter: 0.5, ...manners },
      reserve: (account, perMinute) => {
        const last = places.get(account);
        const place = last === undefined ? Date.now() : Math.max(last + 60_000 / perMinute, Date.now());
        places.set(account, place);
        return Promise.resolve(place - Date.now());
      },
      showTyping: (address) => typings.push(address),
      closing: signal,
      random: () => random,
    });
    const send = async (address: ChatAddress, text = 'hi', turn = answer()): Promise<number> => {
      await pacing.beforeSend(text, address, turn);
      return Date.now();
    };
    return { pacing, typings, send };
  }

  it('is not there unless something has to wait', () => {
    assert.equal(Pacing.isWanted(defaultManners), false);
    for (const name of ['gapMs', 'pausePerCharacterMs', 'perMinute', 'proactiveGapMs'])
      assert.equal(Pacing.isWanted({ ...defaultManners, [name]: 1 }), true, name);
  });

  for (const [random, second] of [
    [0, 1000],
    [0.5, 1250],
    [1, 1500],
  ] as const) {
    it(`keeps a gap in each chat, spread by up to its jitter (${random})`, async () => {
      const { send } = open({ gapMs: 1000 }, random);
      assert.equal(await send(ANNA), 0);
      assert.equal(await send(BORIS), 0);
      const next = send(ANNA);
      await clock.runAllAsync();
      assert.equal(await next, second);
    });
  }

  it('does not wait for a gap that has passed by itself', async () => {
    const { send } = open({ gapMs: 1000 });
    await send(ANNA);
    clock.tick(1000);
    assert.equal(await send(ANNA), 1000);
  });

  it('types for as long as a text is, at most so long', async () => {
    const { send, typings } = open({ pausePerCharacterMs: 30, longestPauseMs: 2000 }, 0.5);
    for (const [text, duration] of [
      ['x'.repeat(10), 300],
      ['x'.repeat(1000), 2000],
    ] as const) {
      const before = Date.now();
      const sent = send(ANNA, text);
      await clock.runAllAsync();
      assert.equal((await sent) - before, duration);
    }
    assert.deepEqual(typings, [ANNA, ANNA]);
  });

  it('spreads the pause to both sides', async () => {
    for (const [random, duration] of [
      [0, 500],
      [1, 1500],
    ] as const) {
      const before = Date.now();
      const sent = open({ pausePerCharacterMs: 100 }, random).send(ANNA, 'x'.repeat(10));
      await clock.runAllAsync();
      assert.equal((await sent) - before, duration);
    }
  });

  it('lets a burst of an account go, and then no more than the cap', async () => {
    const { send } = open({ perMinute: 6, burst: 4 });
    const sent = Array.from({ length: 10 }, (_, index) => send(index % 2 === 0 ? ANNA : BORIS));
    await clock.runAllAsync();
    // Four at once, then one every 20 s: six in the first minute, and in any other.
    assert.deepEqual(await Promise.all(sent), [
      0,
      0,
      0,
      0,
      ...[20, 40, 60, 80, 100, 120].map((second) => second * 1000),
    ]);
  });

  it('never lets a burst be more than the cap', async () => {
    const { send } = open({ perMinute: 2, burst: 5 });
    const sent = Array.from({ length: 3 }, () => send(ANNA));
    await clock.runAllAsync();
    assert.deepEqual(await Promise.all(sent), [0, 0, 60_000]);
  });

  describe('of turns that no event started', () => {
    it('keeps a distance between people, once per turn', async () => {
      const { send } = open({ proactiveGapMs: 30_000 }, 0);
      const [first, second] = [proactive(), proactive()];
      const sent = [send(ANNA, 'hi', first), send(BORIS, 'hi', second)];
      await clock.runAllAsync();
      // Half of the gap lies between the places, so that the spread cannot make it too short.
      assert.deepEqual(await Promise.all(sent), [0, 45_000]);
      assert.equal(await send(BORIS, 'more', second), 45_000);
    });

    it('never makes the gap shorter, whatever chance says', async () => {
      for (const random of [0, 0.99]) {
        const chances = [random, 0.99 - random];
        const paced = new Pacing({
          manners: { ...defaultManners, proactiveGapMs: 30_000, jitter: 0.5 },
          reserve: (() => {
            let place = -45_000;
            return () => Promise.resolve((place += 45_000));
          })(),
          showTyping: () => undefined,
          closing: closing.signal,
          random: () => chances.shift() ?? 0,
        });
        const times = [ANNA, BORIS].map((address) =>
          paced.beforeSend('hi', address, proactive()).then(() => Date.now()),
        );
        await clock.runAllAsync();
        const [first = 0, second = 0] = await Promise.all(times);
        assert.ok(second - first >= 30_000, `${second - first}`);
      }
    });

    it('does not hold up an answer, nor somebody who has written within a day', async () => {
      const { pacing, send } = open({ proactiveGapMs: 30_000 });
      await send(BORIS, 'hi', proactive());
      assert.equal(await send(ANNA), 0);
      pacing.hear(ANNA);
      assert.equal(await send(ANNA, 'hi', proactive()), 0);
    });
  });

  it('ends when the adapter closes, and sends nothing', async () => {
    const end = new AbortController();
    const { send } = open({ gapMs: 1000 }, 0, end.signal);
    await send(ANNA);
    const waiting = send(ANNA);
    end.abort();
    await assert.rejects(waiting, WhatsGateClosedError);
    await assert.rejects(send(BORIS), WhatsGateClosedError);
  });
});
