import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type PostgresServer } from '../../support/postgres';
import { survives } from './survives';

/** How many events, and how often something is killed while they are answered. */
export interface EngineChaos {
  readonly conversations: number;
  readonly eventsEach: number;
  /** Kills of the process that works on the file. */
  readonly fileKills: number;
  /** Kills of the processes that work on the database. */
  readonly databaseKills: number;
}

/**
 * Declares one test for each engine, in the `describe` that it is called in.
 * @returns the database, for further tests there; running from the first of them on.
 */
export function onEveryEngine({ fileKills, databaseKills, ...size }: EngineChaos): () => PostgresServer {
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
    survives({ ...size, engine: { kind: 'memory', target: '' }, workers: 1, kills: 0 }));

  it('in one file, while its process is killed again and again', () =>
    survives({
      ...size,
      engine: { kind: 'sqlite', target: join(folder, 'inbox.db') },
      workers: 1,
      kills: fileKills,
    }));

  it('in a database, while its processes and the database itself are killed', () =>
    survives({
      ...size,
      engine: { kind: 'postgres', target: database.url },
      workers: 2,
      kills: databaseKills,
      database,
    }));

  return () => database;
}
