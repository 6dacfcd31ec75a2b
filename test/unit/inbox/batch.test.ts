import assert from 'node:assert/strict';
import { Batch } from '../../../src/inbox/postgres/batch';
import { databaseError } from '../../../src/inbox/postgres/boss';

describe('a group of writes to a database', () => {
  const refused = (): Error => Object.assign(new Error('unsupported Unicode escape'), { code: '22P05' });

  for (const [how, wrap] of [
    ['as the database has it', (error: Error) => error],
    ['as an error of ours', databaseError],
  ] as const) {
    it(`does not fail with the one that the database does not take, ${how}`, async () => {
      const written: string[] = [];
      const batch = new Batch<string, string>((entries) => {
        if (entries.includes('bad')) return Promise.reject(wrap(refused()));
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
