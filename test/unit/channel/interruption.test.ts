import assert from 'node:assert/strict';
import { beginTurn, failedTurn, type Interruption, type TurnRules } from '../../../src/channel/interruption';
import { TurnRecord } from '../../../src/channel/turn-record';
import type { InboxRun } from '../../../src/inbox/inbox';
import type { SendJournal, SentRecord } from '../../../src/inbox/journal';
import { silentLogger } from '../../../src/whatsgate/logger';

const intent = { whatsappId: 'shop', chatId: 'anna', kind: 'text', text: 'hello' };
const sentOut: SentRecord = { ordinal: 0, intent, outcome: { status: 'sent', messageId: 'true_1' } };
const refused: SentRecord = { ordinal: 0, intent, outcome: { status: 'refused', error: 'no' } };
const cutOff: SentRecord = { ordinal: 0, intent };

const item = { id: 'shop/1', key: 'shop anna', data: { event: 1 } };
const runOf = (attempt: number): InboxRun => ({ attempt, signal: new AbortController().signal });

/** A journal that holds what it is given, and notes what is written. */
function journalOf(records: readonly SentRecord[]): SendJournal & { readonly written: string[] } {
  const written: string[] = [];
  return {
    written,
    of: () => Promise.resolve(records),
    begin: (id, ordinal) => Promise.resolve(void written.push(`begin ${id} ${ordinal}`)),
    end: (id, ordinal, { status }) => Promise.resolve(void written.push(`end ${id} ${ordinal} ${status}`)),
  };
}

const rules = (changes: Partial<TurnRules>): TurnRules => ({
  journal: undefined,
  retry: undefined,
  onInterrupted: undefined,
  logger: silentLogger,
  ...changes,
});

describe('a turn', () => {
  it('begins at once the first time, and always where nothing outlives a crash', () => {
    assert.ok(beginTurn(item, runOf(1), rules({ journal: journalOf([cutOff]) })) instanceof TurnRecord);
    assert.ok(beginTurn(item, runOf(2), rules({})) instanceof TurnRecord);
  });

  for (const records of [[], [refused]]) {
    it(`that was cut off begins again with ${records.length} refused sends`, async () => {
      const record = await beginTurn(item, runOf(2), rules({ journal: journalOf(records) }));
      assert.ok(record instanceof TurnRecord);
      assert.equal(record.begin(intent).ordinal, records.length);
    });
  }

  for (const [name, sent] of Object.entries({ sent: sentOut, 'begun to send': cutOff })) {
    it(`that was cut off after it had ${name} is kept as a dead letter`, async () => {
      const outcome = await beginTurn(item, runOf(2), rules({ journal: journalOf([sent]) }));
      assert.ok('verdict' in outcome);
      assert.deepEqual(outcome.verdict, {
        dead: { reason: 'interrupted', error: undefined, sent: [sent] },
      });
    });
  }

  it('that was cut off after a send is decided by onInterrupted, which is told everything', async () => {
    const asked: Interruption[] = [];
    const journal = journalOf([refused, { ...sentOut, ordinal: 1 }]);
    const decided = (decision: 'again' | 'drop' | 'keep') =>
      beginTurn(
        item,
        runOf(3),
        rules({
          journal,
          onInterrupted: (interruption) => {
            asked.push(interruption);
            return decision;
          },
        }),
      );
    const again = await decided('again');
    assert.ok(again instanceof TurnRecord);
    assert.equal(again.begin(intent).ordinal, 2);
    assert.deepEqual(await decided('drop'), { verdict: undefined });
    const kept = await decided('keep');
    assert.ok('verdict' in kept && kept.verdict !== undefined && 'dead' in kept.verdict);
    assert.deepEqual(asked[0], { event: { event: 1 }, sent: [{ ...sentOut, ordinal: 1 }], attempt: 3 });
  });

  it('is shown to onInterrupted with its event as the gateway gave it', async () => {
    const asked: Interruption[] = [];
    const onInterrupted: TurnRules['onInterrupted'] = (interruption) => {
      asked.push(interruption);
      return 'drop';
    };
    const traced = { ...item, data: { event: 1, trace_context: { traceparent: '00-1-2-01' } } };
    await beginTurn(traced, runOf(2), rules({ journal: journalOf([sentOut]), onInterrupted }));
    assert.deepEqual(asked[0]?.event, { event: 1 });
  });

  it('is kept when onInterrupted itself fails', async () => {
    const outcome = await beginTurn(
      item,
      runOf(2),
      rules({ journal: journalOf([sentOut]), onInterrupted: () => Promise.reject(new Error('no')) }),
    );
    assert.ok('verdict' in outcome && outcome.verdict !== undefined && 'dead' in outcome.verdict);
  });

  it('that ends its process again and again is given up', async () => {
    const parts = rules({ journal: journalOf([]) });
    assert.ok((await beginTurn(item, runOf(5), parts)) instanceof TurnRecord);
    const outcome = await beginTurn(item, runOf(6), parts);
    assert.ok('verdict' in outcome && outcome.verdict !== undefined && 'dead' in outcome.verdict);
    assert.equal(outcome.verdict.dead.reason, 'poison');
    assert.match(outcome.verdict.dead.error ?? '', /begun 5 times/);
  });

  it('that threw is kept with its error, without phone numbers, and with what it had sent', () => {
    const record = new TurnRecord(item.id, undefined);
    record.end(record.begin(intent), { status: 'sent', messageId: 'true_1' });
    assert.deepEqual(failedTurn(new TypeError('no 79991112233'), runOf(1), record, undefined), {
      dead: { reason: 'failed', error: 'TypeError: no 799***33', sent: [sentOut] },
    });
  });

  it('that threw runs again as often as the policy says, with longer pauses, unless it had sent something', () => {
    const retry = { repeats: 3, firstPauseMs: 100, longestPauseMs: 150 };
    const record = new TurnRecord(item.id, undefined);
    const verdictOf = (attempt: number) => failedTurn(new Error('no'), runOf(attempt), record, retry);
    assert.deepEqual(verdictOf(1), { againInMs: 100 });
    assert.deepEqual(verdictOf(2), { againInMs: 150 });
    assert.deepEqual(verdictOf(3), { againInMs: 150 });
    assert.ok('dead' in verdictOf(4));
    const send = record.begin(intent);
    assert.ok('dead' in verdictOf(1));
    record.end(send, { status: 'refused', error: 'no' });
    assert.deepEqual(verdictOf(1), { againInMs: 100 });
  });

  it('that threw because it was told to end is handed back, unless it had sent something', () => {
    const record = new TurnRecord(item.id, undefined);
    const told: InboxRun = { attempt: 1, signal: AbortSignal.abort() };
    assert.deepEqual(failedTurn(new Error('told to end'), told, record, undefined), { againInMs: 0 });
    record.end(record.begin(intent), { status: 'sent', messageId: 'true_1' });
    assert.ok('dead' in failedTurn(new Error('told to end'), told, record, undefined));
  });
});

describe('the record of a turn', () => {
  it('writes each send before and after, in the order of the turn', async () => {
    const journal = journalOf([]);
    const record = new TurnRecord('shop/1', journal);
    const [first, second] = [record.begin(intent), record.begin(intent)];
    await Promise.all([first.written, second.written]);
    record.end(second, { status: 'unknown', error: 'late' });
    record.end(first, { status: 'sent', messageId: 'true_1' });
    assert.deepEqual(journal.written, [
      'begin shop/1 0',
      'begin shop/1 1',
      'end shop/1 1 unknown',
      'end shop/1 0 sent',
    ]);
    assert.deepEqual(
      record.sent.map(({ outcome }) => outcome?.status),
      ['sent', 'unknown'],
    );
  });

  it('lets nothing go out that could not be written down', async () => {
    const journal = { ...journalOf([]), begin: () => Promise.reject(new Error('disk full')) };
    await assert.rejects(async () => new TurnRecord('shop/1', journal).begin(intent).written, /disk full/);
  });

  it('bears an ending that cannot be written', () => {
    const journal = { ...journalOf([]), end: () => Promise.reject(new Error('disk full')) };
    const record = new TurnRecord('shop/1', journal);
    record.end(record.begin(intent), { status: 'sent', messageId: 'true_1' });
    assert.equal(record.sent[0]?.outcome?.status, 'sent');
  });
});
