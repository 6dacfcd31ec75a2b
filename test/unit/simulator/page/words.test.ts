import assert from 'node:assert/strict';
import { compileFunction } from 'node:vm';
import type { EntryDetail, EntryView, MessageView } from '../../../../src/simulator/control/wire';
import { planOf, stepsOf, type AckMode } from '../../../../src/simulator/page/acks';
import { asCurl, asFixture, asJson } from '../../../../src/simulator/page/copies';
import { filtered, NO_FILTER } from '../../../../src/simulator/page/entries';
import { FIRST_SETTINGS, readSettings } from '../../../../src/simulator/page/settings';
import * as words from '../../../../src/simulator/page/words';

const ENTRY: EntryView = {
  id: 'w1',
  kind: 'webhook',
  name: 'message',
  at: 0,
  isPending: false,
  eventId: 501,
  status: 200,
  isAcknowledged: true,
  excerpt: '{"id":"x","body":"Where is\\nmy \\"parcel\\"?"}',
};

const CALL: EntryView = {
  id: 'r1',
  kind: 'api',
  name: 'send',
  at: 1,
  isPending: false,
  status: 200,
  excerpt: '{}',
};

const DETAIL: EntryDetail = {
  entry: ENTRY,
  request: {
    method: 'POST',
    url: 'http://127.0.0.1:3978/hook',
    headers: { 'content-type': 'application/json', Host: 'x', 'Content-Length': '9' },
    body: { id: 501, text: "it's" },
  },
  answer: { status: 200, body: { result: 'OK' } },
};

function message(rest: Partial<MessageView>): MessageView {
  return { type: 'chat', body: '', isDeleted: false, ...rest } as MessageView;
}

describe('the words of the page', () => {
  it('say sizes, durations and places', () => {
    assert.deepEqual([12, 2048, 3 * 1024 * 1024].map(words.sizeOf), ['12 bytes', '2.0 KB', '3.0 MB']);
    assert.deepEqual([12.4, 1500, 120_000].map(words.durationOf), ['12 ms', '1.5 s', '2 min']);
    assert.deepEqual([0, 61.4, Infinity, NaN].map(words.minutesOf), ['0:00', '1:01', '0:00', '0:00']);
  });

  it('say days', () => {
    const noon = new Date(2026, 4, 28, 12).getTime();
    const day = 24 * 3600 * 1000;
    assert.deepEqual([words.dayOf(noon, noon), words.dayOf(noon - day, noon)], ['Today', 'Yesterday']);
    assert.match(words.dayOf(noon - 3 * day, noon), /25/);
    assert.match(words.exactTimeOf(noon + 7), /12:00:00\.007$/);
  });

  it('stand for people', () => {
    assert.deepEqual(['Anna', 'anna maria lena', '', '🦊 fox'].map(words.initialsOf), [
      'A',
      'AL',
      '?',
      '🦊F',
    ]);
    for (const id of ['a', '79991112233@c.us', ''])
      assert.ok(words.colourOf(id) >= 0 && words.colourOf(id) < 8);
    assert.deepEqual([-1, 0, 3, 9].map(words.ackWord), ['failed', 'pending', 'read', 'state 9']);
  });

  it('sum a message up', () => {
    const media = { mimetype: 'image/png', bytes: 1 };
    assert.equal(words.summaryOf(message({ body: 'a\n b' })), 'a b');
    assert.equal(words.summaryOf(message({ type: 'image', media })), 'Photo');
    assert.equal(words.summaryOf(message({ type: 'image', media, body: 'Look' })), 'Look');
    assert.equal(
      words.summaryOf(message({ type: 'document', media: { ...media, filename: 'a.pdf' } })),
      'a.pdf',
    );
    assert.equal(
      words.summaryOf(message({ type: 'location', location: { latitude: 1, longitude: 2 } })),
      'Location',
    );
    assert.equal(words.summaryOf(message({ isDeleted: true })), 'This message was deleted');
    const vcard = 'BEGIN:VCARD\nFN:Vera\\; X\nTEL;waid=7:+7 999\nEND:VCARD';
    assert.equal(words.summaryOf(message({ type: 'vcard', body: vcard })), 'Contact: Vera; X');
    assert.equal(words.numberInCard(vcard), '7999');
    assert.deepEqual([words.nameInCard(''), words.numberInCard('')], ['Unnamed contact', undefined]);
  });

  it('say what is wrong with an entry, and what it is about', () => {
    const said = (rest: Partial<EntryView>): string | undefined => words.troubleIn({ ...ENTRY, ...rest });
    assert.equal(said({}), undefined);
    assert.equal(said({ isAcknowledged: false }), 'Answered 200 without the acknowledgement');
    assert.equal(said({ isAcknowledged: false, status: 500 }), 'Answered 500');
    assert.equal(said({ error: 'ECONNREFUSED' }), 'ECONNREFUSED');
    assert.equal(said({ isPending: true, isAcknowledged: false }), undefined);
    assert.equal(said({ kind: 'api', status: 429 }), 'Refused with 429');
    assert.equal(said({ kind: 'api', status: 0 }), 'Connection torn down');
    assert.equal(said({ kind: 'event', outcome: 'dropped' }), 'Lost by a fault');
    assert.equal(said({ kind: 'event', outcome: 'no-webhook' }), 'No webhook is set');
    assert.equal(said({ kind: 'event', outcome: 'given-up' }), 'Given up after all repeats');
    assert.equal(words.gistOf(ENTRY), 'Where is my "parcel"?');
    assert.equal(words.gistOf({ ...ENTRY, excerpt: '{"a":1}' }), '{"a":1}');
    assert.equal(words.gistOf({ ...ENTRY, name: 'ack', excerpt: '{"ack":3}' }), 'read');
    assert.equal(words.gistOf({ ...ENTRY, name: 'ack', excerpt: '{"ack":2,"body":"hi"}' }), 'delivered: hi');
  });
});

describe('what the timeline shows', () => {
  const lost: EntryView = {
    ...ENTRY,
    id: 'e9',
    kind: 'event',
    eventId: 9,
    outcome: 'dropped',
    isAcknowledged: false,
  };
  const shown = (filter: object, entries: readonly EntryView[] = [ENTRY, CALL, lost]): readonly string[] =>
    filtered(entries, { ...NO_FILTER, ...filter }).map(({ id }) => id);

  it('is the newest first, and leaves out events that a request tells of', () => {
    const told: EntryView = { ...lost, id: 'e501', eventId: 501, outcome: 'acknowledged' };
    const given: EntryView = { ...told, id: 'e502', outcome: 'given-up' };
    assert.deepEqual(shown({}, [ENTRY, told, given, CALL, lost]), ['e9', 'r1', 'e502', 'w1']);
  });

  it('can be narrowed', () => {
    assert.deepEqual(shown({ webhooks: false }), ['r1']);
    assert.deepEqual(shown({ calls: false }), ['e9', 'w1']);
    assert.deepEqual(shown({ troubles: true }), ['e9']);
    assert.deepEqual(shown({ search: 'PARCEL where' }), ['e9', 'w1']);
    assert.deepEqual(shown({ search: 'send' }), ['r1']);
    assert.deepEqual(shown({ messageId: 'm' }, [{ ...ENTRY, messageId: 'm' }, CALL]), ['w1']);
  });
});

describe('what the page copies', () => {
  it('is JSON of request and answer', () => {
    assert.deepEqual(JSON.parse(asJson(DETAIL)), { request: DETAIL.request, answer: DETAIL.answer });
  });

  it('is a command for a shell, with its quotes safe', () => {
    assert.equal(
      asCurl(DETAIL),
      [
        "curl -X POST 'http://127.0.0.1:3978/hook' \\",
        "  -H 'content-type: application/json' \\",
        `  -d '{"id":501,"text":"it'\\''s"}'`,
      ].join('\n'),
    );
    assert.match(asCurl({ ...DETAIL, request: { ...DETAIL.request, body: 'plain' } }), /-d 'plain'$/);
  });

  it('is a test that can be run', () => {
    const odd = { ...CALL, name: "'); process.exit(1); ('" };
    for (const detail of [DETAIL, { ...DETAIL, entry: CALL }, { ...DETAIL, entry: odd }]) {
      const names = ['it', 'sim', 'assert'];
      assert.doesNotThrow(() => compileFunction(asFixture(detail), names), asFixture(detail));
    }
    assert.match(asFixture(DETAIL), /takes the event message 501/);
    assert.match(asFixture({ ...DETAIL, entry: CALL }), /command === "send"/);
  });
});

describe('the ways of acknowledging', () => {
  const MODES: readonly AckMode[] = ['by-hand', 'in-order', 'out-of-order', 'twice', 'failed'];

  for (const mode of MODES) {
    it(`are known again from their steps: ${mode}`, () => {
      const plan = { mode, deliveredMs: 70, readMs: 900 };
      const found = planOf(stepsOf(plan));
      assert.equal(found?.mode, mode);
      assert.deepEqual(stepsOf(found), stepsOf(plan));
    });
  }

  it('are not made up for other steps', () => {
    assert.equal(planOf([{ ack: 4, afterMs: 1 }]), undefined);
  });
});

describe('what the page remembers', () => {
  it('is read back', () => {
    const settings = {
      ...FIRST_SETTINGS,
      theme: 'dark',
      account: 'a',
      chat: 'c',
      panel: 'acks',
      drafts: { 'a c': 'hi' },
      unread: { 'a c': 2 },
    } as const;
    assert.deepEqual(readSettings(JSON.stringify(settings)), settings);
  });

  it('starts anew from anything else', () => {
    for (const json of [null, '', '{', '[]', '1', 'null', '"x"']) {
      assert.deepEqual(readSettings(json), FIRST_SETTINGS);
    }
    const odd = { theme: 1, panel: 'x', filter: 3, writers: [], drafts: { a: 1 }, chat: {} };
    assert.deepEqual(readSettings(JSON.stringify(odd)), FIRST_SETTINGS);
  });
});
