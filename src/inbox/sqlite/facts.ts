import { nextPlace } from '../pace';
import type { SendJournal, SendIntent, SendOutcome, SentRecord } from '../journal';
import { LONGEST_KEPT_TEXT } from '../journal';
import type { InboxStore, StoredValue } from '../store';
import type { Commits } from './commits';
import type { SqlDatabase, SqlRow } from './driver';

/** Small values in an inbox file. */
export function sqliteStore(database: SqlDatabase, commits: Commits): InboxStore {
  const read = database.prepare('SELECT value FROM facts WHERE key = ? AND expires_at > ?');
  const write = database.prepare(
    'INSERT INTO facts (key, value, expires_at) VALUES (?, ?, ?) ' +
      'ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at',
  );
  const remove = database.prepare('DELETE FROM facts WHERE key = ?');
  return {
    get: (key) =>
      commits.read(() => {
        const row = read.get(key, Date.now());
        return row === undefined ? undefined : (JSON.parse(String(row['value'])) as unknown);
      }),
    set: (key, value: StoredValue, expiresInMs) =>
      commits.write(() => void write.run(key, JSON.stringify(value), Date.now() + expiresInMs)),
    delete: (key) => commits.write(() => void remove.run(key)),
  };
}

/** The journal in an inbox file. */
export function sqliteJournal(database: SqlDatabase, commits: Commits): SendJournal {
  const insert = database.prepare('INSERT OR REPLACE INTO sends (item_id, ordinal, intent) VALUES (?, ?, ?)');
  const update = database.prepare('UPDATE sends SET outcome = ? WHERE item_id = ? AND ordinal = ?');
  const select = database.prepare('SELECT * FROM sends WHERE item_id = ? ORDER BY ordinal');
  return {
    begin: (itemId, ordinal, intent) => {
      const kept = JSON.stringify({ ...intent, text: intent.text?.slice(0, LONGEST_KEPT_TEXT) });
      return commits.write(() => void insert.run(itemId, ordinal, kept));
    },
    end: (itemId, ordinal, outcome) =>
      commits.write(() => void update.run(JSON.stringify(outcome), itemId, ordinal)),
    of: (itemId) => commits.read(() => select.all(itemId).map(sentRecordOf)),
  };
}

/** Places in the row of sends, in an inbox file. */
export function sqlitePace(
  database: SqlDatabase,
  commits: Commits,
): (account: string, perMinute: number) => Promise<number> {
  const read = database.prepare('SELECT place, taken_at FROM pace WHERE account = ?');
  const write = database.prepare('INSERT OR REPLACE INTO pace (account, place, taken_at) VALUES (?, ?, ?)');
  return (account, perMinute) =>
    commits.write(() => {
      const now = Date.now();
      const row = read.get(account);
      const last = row && { place: Number(row['place']), takenAt: Number(row['taken_at']) };
      const place = nextPlace(last, now, perMinute);
      write.run(account, place, now);
      return place - now;
    });
}

function sentRecordOf(row: SqlRow): SentRecord {
  const outcome = row['outcome'];
  return {
    ordinal: Number(row['ordinal']),
    intent: JSON.parse(String(row['intent'])) as SendIntent,
    ...(outcome == null ? {} : { outcome: JSON.parse(String(outcome)) as SendOutcome }),
  };
}
