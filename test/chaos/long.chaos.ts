import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator } from '../../src/simulator/index';
import { startPostgres, type PostgresServer } from '../support/postgres';
import { killWorkers } from './support/fleet';
import { survivesOutage } from './support/outage';
import { survives } from './support/survives';

const SIZE = { conversations: 200, eventsEach: 50 };

describe('of 10,000 events in 200 conversations, each one that was acknowledged is answered once and in order', function () {
  this.timeout(3_600_000);
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
      kills: 8,
    }));

  it('in a database, while its processes and the database itself are killed', () =>
    survives({
      ...SIZE,
      engine: { kind: 'postgres', target: database.url },
      workers: 2,
      kills: 6,
      database,
    }));

  it('goes on after the database was gone for 30 seconds', async () => {
    const sim = await createSimulator({ seed: 1, page: false });
    try {
      await survivesOutage(sim, database, 30_000);
    } finally {
      await killWorkers();
      await sim.close();
    }
  });
});
