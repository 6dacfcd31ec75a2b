import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { survives } from './support/survives';

const SIZE = { conversations: 20, eventsEach: 10 };

describe('an event that was acknowledged is answered once and in order', function () {
  this.timeout(600_000);
  let folder: string;
  let database: PostgresServer;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'whatsgate-chaos-'));
    database = await startPostgres();
  });
  after(async () => {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('in memory, while nobody dies', () =>
    survives({ ...SIZE, engine: { kind: 'memory', target: '' }, workers: 1, kills: 0 }));

  it('in one file, while its process is killed again and again', () =>
    survives({
      ...SIZE,
      engine: { kind: 'sqlite', target: join(folder, 'inbox.db') },
      workers: 1,
      kills: 3,
    }));

  it('in a database, while its processes and the database itself are killed', () =>
    survives({
      ...SIZE,
      engine: { kind: 'postgres', target: database.url },
      workers: 2,
      kills: 2,
      database,
    }));
});
