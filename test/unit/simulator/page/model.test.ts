import assert from 'node:assert/strict';
import { defaultAssumptions } from '../../../../src/simulator/assumptions';
import type { ControlState, EntryView, MessageView } from '../../../../src/simulator/control/wire';
import {
  acknowledgedIn,
  bubblesOf,
  modelOf,
  patched,
  troublesOf,
} from '../../../../src/simulator/page/model';

const STATE: ControlState = {
  now: 1,
  clock: { kind: 'real', isPaused: false },
  isDown: false,
  baseUrl: 'http://127.0.0.1:1/api/v1',
  apiKey: 'k',
  accounts: [],
  contacts: [],
  chats: [],
  messages: [],
  timeline: [],
  faults: [],
  assumptions: defaultAssumptions(),
  automaticAcks: [],
};

const LIMITS = { messages: 3, entries: 1 };

function message(id: string, rest: Partial<MessageView> = {}): MessageView {
  return {
    id,
    direction: 'in',
    origin: 'user',
    account: 'a',
    chatId: 'c',
    author: 'c',
    fromName: 'Anna',
    type: 'chat',
    body: id,
    timestamp: 0,
    ack: 1,
    isForwarded: false,
    isEdited: false,
    isDeleted: false,
    reactions: [],
    ...rest,
  };
}

function entry(id: string, rest: Partial<EntryView> = {}): EntryView {
  return {
    id,
    kind: 'webhook',
    name: 'message',
    at: 0,
    isPending: false,
    messageId: 'm',
    excerpt: '',
    ...rest,
  };
}

describe('what the page knows of the simulator', () => {
  it('takes a patch in: what is new comes at the end, what is known keeps its place', () => {
    const model = modelOf({ ...STATE, messages: [message('one'), message('two')] });
    const next = patched(
      model,
      { now: 2, messages: [message('one', { ack: 3 }), message('three')], isDown: true },
      LIMITS,
    );
    assert.deepEqual([...next.messages.keys()], ['one', 'two', 'three']);
    assert.deepEqual([next.messages.get('one')?.ack, next.now, next.isDown], [3, 2, true]);
    assert.equal(next.messages.get('two'), model.messages.get('two'), 'what has not changed stays the same');
    assert.equal(next.timeline, model.timeline);
    assert.equal(model.messages.size, 2);
  });

  it('keeps no more than the simulator does', () => {
    const many = ['1', '2', '3', '4', '5'];
    const next = patched(
      modelOf(STATE),
      { now: 2, messages: many.map((id) => message(id)), timeline: many.map((id) => entry(id)) },
      LIMITS,
    );
    assert.deepEqual([...next.messages.keys()], ['3', '4', '5']);
    assert.deepEqual([...next.timeline.keys()], ['3', '4', '5']);
  });

  it('shows the bubbles of one chat of one account, without reactions', () => {
    const messages = [
      message('mine'),
      message('reaction', { reactionTo: 'mine' }),
      message('other chat', { chatId: 'd' }),
      message('other account', { account: 'b' }),
    ];
    const { messages: known } = modelOf({ ...STATE, messages });
    assert.deepEqual(
      bubblesOf(known, 'a', 'c').map(({ id }) => id),
      ['mine'],
    );
  });

  it('knows which messages the bot has not acknowledged, until it does', () => {
    const of = (...entries: EntryView[]) => troublesOf(modelOf({ ...STATE, timeline: entries }).timeline);
    const failed = entry('w1', { status: 500, isAcknowledged: false });
    assert.equal(of(failed).get('m'), failed);
    assert.equal(of(failed, entry('w2', { isAcknowledged: true })).size, 0);
    assert.equal(of(entry('w1', { isPending: true })).size, 0);
    assert.equal(of(entry('w1', { name: 'ack', isAcknowledged: false })).size, 0);
    for (const outcome of ['dropped', 'no-webhook'] as const) {
      assert.equal(of(entry('e1', { kind: 'event', outcome })).size, 1);
    }
    assert.equal(of(entry('e1', { kind: 'event', outcome: 'given-up' })).size, 0);
  });

  it('knows which messages the bot has acknowledged', () => {
    const timeline = [
      entry('w1', { isAcknowledged: true }),
      entry('w2', { isAcknowledged: false, messageId: 'n' }),
      entry('w3', { isAcknowledged: true, name: 'media', messageId: 'o' }),
    ];
    assert.deepEqual([...acknowledgedIn(modelOf({ ...STATE, timeline }).timeline)], ['m']);
  });
});
