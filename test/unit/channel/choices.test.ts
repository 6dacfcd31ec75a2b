import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { OfferedChoice } from '../../../src/activity/compose';
import type { InboundActivity } from '../../../src/activity/types';
import { Choices } from '../../../src/channel/choices';
import { memoryStore, type InboxStore } from '../../../src/inbox/store';
import { RecordingLogger } from './support/logs';

const KEY = 'shop 79991112233@c.us';
const ANNA = '79991112233@c.us';
const BORIS = '79994445566@c.us';
const DAY = 24 * 60 * 60 * 1000;
const OFFER: readonly OfferedChoice[] = [
  { number: 1, title: 'Red', answer: { text: 'red' } },
  { number: 2, title: 'Blue', answer: { text: '', value: { rgb: 255 } } },
];

let count = 0;
const says = (text: string, from = ANNA, more: Partial<InboundActivity> = {}): InboundActivity => ({
  type: 'message',
  id: `message ${(count += 1)}`,
  channelId: 'whatsgate',
  serviceUrl: 'https://e.com',
  timestamp: new Date(0),
  from: { id: from, name: '' },
  recipient: { id: 'shop', name: '' },
  conversation: { id: KEY, name: '', isGroup: false, conversationType: 'personal' },
  channelData: { whatsgate: { whatsappId: 'shop', action: 'message' } },
  text,
  ...more,
});
const inGroup = (text: string, from: string): InboundActivity =>
  says(text, from, { conversation: { id: KEY, name: '', isGroup: true, conversationType: 'group' } });

const offer = (
  choices: Choices,
  list: readonly OfferedChoice[],
  earlier: readonly string[] = [],
): Promise<void> => choices.offer(KEY, { choices: list, earlier });
/** What becomes of an activity whose item has the id of its message. */
const answer = (choices: Choices, activity: InboundActivity) => choices.answer(KEY, activity, activity.id);

describe('remembered choices', () => {
  const logger = new RecordingLogger();
  const open = (store: InboxStore = memoryStore(100), isShared = false, expiresMs = DAY): Choices =>
    new Choices({ store, isShared, expiresMs, waiting: () => Promise.resolve([]), logger });

  it('turn a number into what the button sends, and tell what was typed', async () => {
    const choices = open();
    await offer(choices, OFFER);
    const meant = await answer(choices, says('2.'));
    assert.equal(meant?.text, '');
    assert.deepEqual(meant.value, { rgb: 255 });
    assert.deepEqual(meant.channelData.whatsgate.choice, { title: 'Blue', number: 2, typed: '2.' });
    assert.equal(meant.channelData.whatsgate.whatsappId, 'shop');
  });

  it('cost nothing where none were offered, or where something else than a message comes', async () => {
    const choices = open();
    assert.equal(answer(choices, says('1')), undefined);
    await offer(choices, OFFER);
    assert.equal(choices.answer('shop other', says('1'), 'shop/1'), undefined);
    assert.equal(answer(choices, says('1', ANNA, { type: 'messageReaction' })), undefined);
  });

  it('are answered by the next message and by no later one', async () => {
    for (const first of ['1', 'what are these?']) {
      const choices = open();
      await offer(choices, OFFER);
      await answer(choices, says(first));
      assert.equal(answer(choices, says('1')), undefined, first);
    }
  });

  it('are not answered, and not closed, by a message that had come before, in whatever process it is handled', async () => {
    const store = memoryStore(100);
    const [early, later] = [says('1'), says('1')];
    await offer(open(store, true), OFFER, [early.id]);
    assert.equal(await answer(open(store, true), early), early);
    assert.equal((await answer(open(store, true), later))?.text, 'red');
    assert.equal(await answer(open(store, true), early), early);
  });

  it('are waited for by a message that comes while they are being sent', async () => {
    const choices = open();
    const sent = choices.expect(KEY);
    const meant = answer(choices, says('1'));
    await offer(choices, OFFER);
    sent();
    assert.equal((await meant)?.text, 'red');
    const failed = choices.expect(KEY);
    const message = says('1');
    const plain = answer(choices, message);
    failed();
    assert.equal(await plain, message);
    assert.equal(answer(choices, says('1')), undefined);
  });

  it('go out also when the inbox cannot tell what waits', async () => {
    const choices = new Choices({
      store: memoryStore(10),
      isShared: true,
      expiresMs: DAY,
      waiting: () => Promise.reject(new Error('down')),
      logger,
    });
    assert.deepEqual(await choices.waiting(KEY), []);
  });

  it('mean the same again for the same message, where its turn can be run again', async () => {
    const choices = open(memoryStore(100), true);
    await offer(choices, OFFER);
    const message = says('1');
    assert.equal((await answer(choices, message))?.text, 'red');
    assert.equal((await answer(choices, message))?.text, 'red');
    const later = says('1');
    assert.equal(await answer(choices, later), later);
  });

  it('leave a message with a file, or that means none, as it is', async () => {
    const choices = open();
    await offer(choices, OFFER);
    const photo = says('1', ANNA, { attachments: [{ contentType: 'image/png', name: 'a.png' }] });
    assert.equal(await answer(choices, photo), photo);
  });

  it('are answered by each person of a group, and only by those that were asked', async () => {
    const choices = open();
    await offer(choices, [...OFFER, { number: 3, title: 'Mine', to: [BORIS], answer: { text: 'mine' } }]);
    assert.equal((await answer(choices, inGroup('1', ANNA)))?.text, 'red');
    assert.equal((await answer(choices, inGroup('3', BORIS)))?.text, 'mine');
    await offer(choices, [{ number: 1, title: 'Mine', to: [BORIS], answer: { text: 'mine' } }]);
    const others = inGroup('1', ANNA);
    assert.equal(await answer(choices, others), others);
    assert.equal((await answer(choices, inGroup('1', '79994445566:3@c.us')))?.text, 'mine');
  });

  it('outlive a restart where the store does', async () => {
    const store = memoryStore(100);
    await offer(open(store, true), OFFER);
    assert.equal((await answer(open(store, true), says('RED')))?.text, 'red');
  });

  it('expire, whatever the store does', async () => {
    const clock = sinon.useFakeTimers({ toFake: ['Date', 'performance'] });
    try {
      const kept = new Map<string, unknown>();
      const store: InboxStore = {
        get: (key) => Promise.resolve(kept.get(key)),
        set: (key, value) => Promise.resolve(void kept.set(key, value)),
        delete: (key) => Promise.resolve(void kept.delete(key)),
      };
      const choices = open(store, true, 1000);
      await offer(choices, OFFER);
      clock.tick(1000);
      const late = says('1');
      assert.equal(await answer(choices, late), late);
    } finally {
      clock.restore();
    }
  });

  it('are forgotten when told so, and replaced by others', async () => {
    const choices = open();
    await offer(choices, OFFER);
    await choices.forget(KEY);
    assert.equal(answer(choices, says('1')), undefined);
    await offer(choices, OFFER);
    await offer(choices, [{ number: 1, title: 'Tea', answer: { text: 'tea' } }]);
    assert.equal((await answer(choices, says('1')))?.text, 'tea');
  });

  it('too large to be kept take the place of older ones all the same', async () => {
    const choices = open();
    await offer(choices, OFFER);
    await offer(choices, [{ number: 1, title: 'Big', answer: { text: 'x'.repeat(70_000) } }]);
    assert.equal(answer(choices, says('1')), undefined);
  });

  it('never keep a message from the bot, whatever the store does', async () => {
    const broken: InboxStore = {
      get: () => Promise.reject(new Error('down')),
      set: () => Promise.reject(new Error('down')),
      delete: () => Promise.reject(new Error('down')),
    };
    const choices = open(broken, true);
    await offer(choices, OFFER);
    await choices.forget(KEY);
    const message = says('1');
    assert.equal(await answer(choices, message), message);
    for (const stored of [
      '{broken',
      '5',
      '{"answered":{}}',
      '{"answered":{},"choices":[{"title":5}],"expires":9e15}',
      5,
    ]) {
      const strange: InboxStore = { ...broken, get: () => Promise.resolve(stored) };
      assert.equal(await answer(open(strange, true), message), message);
    }
  });
});
