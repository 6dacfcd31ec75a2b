import assert from 'node:assert/strict';
import { Batch } from '../../../src/inbox/postgres/batch';
import { databaseError } from '../../../src/inbox/postgres/boss';

describe('a group of writes to a database', () => {
  const unsupported = (): Error => Object.assign(new Error('unsupported Unicode escape'), { code: '22P05' });
  const tooLong = (): Error => Object.assign(new Error('index row size exceeds'), { code: '54000' });

  for (const [how, refused] of [
    ['as the database has it', unsupported],
    ['as an error of ours', () => databaseError(unsupported())],
    ['for its length', tooLong],
  ] as const) {
    it(`does not fail with the one that the database does not take, ${how}`, async () => {
      const written: string[] = [];
      const batch = new Batch<string, string>((entries) => {
        if (entries.includes('bad')) return Promise.reject(refused());
        written.push(...entries);
        return Promise.resolve(entries);
      });
      const results = await Promise.allSettled(['one', 'bad', 'two'].map((entry) => batch.add(entry)));
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected', 'fulfilled'],
      );
      assert.deepEqual(written, ['one', 'two']);
    });
  }
});
