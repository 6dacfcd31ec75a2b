import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Boss } from '../../../src/inbox/postgres/boss';
import { HEARTBEAT_SECONDS } from '../../../src/inbox/postgres/connection';
import { Leases } from '../../../src/inbox/postgres/leases';
import { Supervisor } from '../../../src/inbox/postgres/supervisor';

describe('the leases of turns in a database', () => {
  let clock: sinon.SinonFakeTimers;
  let isAway: boolean;
  const gone = (): Promise<never> => Promise.reject(new Error('the database is away'));
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
    isAway = false;
  });
  afterEach(() => sinon.restore());

  describe('kept by this process', () => {
    let leases: Leases;
    let known: Set<string>;
    const attempt = { id: 'job', retryCount: 0 };
    beforeEach(() => {
      leases = new Leases();
      known = new Set(['job']);
      const boss = {
        touch: (_name: string, attempts: { id: string }[]) => {
          if (isAway) return gone();
          const settled = attempts.map(({ id }) => id).filter((id) => known.has(id));
          return Promise.resolve({ affected: settled.length, settled });
        },
      } as unknown as Boss;
      leases.start(() => Promise.resolve({ boss }));
    });
    afterEach(() => leases.stop());

    it('outlast an outage of the database, however long', async () => {
      const signal = leases.begin(attempt);
      isAway = true;
      await clock.tickAsync(10 * 60_000);
      isAway = false;
      await clock.tickAsync(60_000);
      assert.equal(signal.aborted, false);
      assert.deepEqual(leases.attemptAt('job'), attempt);
    });

    it('end when the same process fetches the job again', () => {
      const first = leases.begin(attempt);
      const again = { id: 'job', retryCount: 1 };
      const second = leases.begin(again);
      assert.deepEqual([first.aborted, second.aborted], [true, false]);
      leases.end(attempt);
      assert.deepEqual(leases.attemptAt('job'), again);
    });

    it('end when the database says that somebody else has it', async () => {
      const signal = leases.begin(attempt);
      known.clear();
      await clock.tickAsync(HEARTBEAT_SECONDS * 1000);
      assert.equal(signal.aborted, true);
      assert.equal(leases.attemptAt('job'), undefined);
    });
  });

  it('are taken from dead processes only when all had time to show that they live since the database is there', async () => {
    let given = 0;
    const boss = {
      getDb: () => ({ executeSql: () => (isAway ? gone() : Promise.resolve({ rows: [] })) }),
      supervise: () => {
        given += 1;
        return Promise.resolve();
      },
    } as unknown as Boss;
    const supervisor = new Supervisor();
    supervisor.start(() => Promise.resolve({ boss }));
    const graceMs = 6000;
    await clock.tickAsync(graceMs);
    const early = given;
    await clock.tickAsync(2 * graceMs);
    assert.deepEqual([early, given], [0, 6]);
    isAway = true;
    await clock.tickAsync(graceMs);
    isAway = false;
    await clock.tickAsync(graceMs);
    assert.equal(given, 6);
    await clock.tickAsync(graceMs);
    assert.equal(given, 9);
    supervisor.stop();
  });
});
