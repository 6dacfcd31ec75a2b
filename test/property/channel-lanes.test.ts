import assert from 'node:assert/strict';
import fc from 'fast-check';
import sinon from 'sinon';
import { Lanes } from '../../src/inbox/lanes';

interface Job {
  readonly key: string;
  readonly arrivesAfter: number;
  readonly takes: number;
  readonly fails: boolean;
}

const jobs = fc.array(
  fc.record<Job>({
    key: fc.constantFrom('a', 'b', 'c'),
    arrivesAfter: fc.integer({ min: 0, max: 20 }),
    takes: fc.integer({ min: 0, max: 50 }),
    fails: fc.boolean(),
  }),
  { maxLength: 40 },
);

describe('lanes, whatever arrives', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  it('keep the order of each key, never run two of a key, and lose nothing', async () => {
    await fc.assert(
      fc.asyncProperty(jobs, async (given) => {
        const lanes = new Lanes();
        const running = new Set<string>();
        const begun = new Map<string, number[]>();
        const arrived = new Map<string, number[]>();
        const results: Promise<unknown>[] = [];
        const work = (job: Job, index: number) => async (): Promise<number> => {
          assert.equal(running.has(job.key), false, 'two of a key ran at once');
          running.add(job.key);
          begun.set(job.key, [...(begun.get(job.key) ?? []), index]);
          await new Promise((resolve) => setTimeout(resolve, job.takes));
          running.delete(job.key);
          if (job.fails) throw new Error('a job that fails');
          return index;
        };
        for (const [index, job] of given.entries()) {
          await clock.tickAsync(job.arrivesAfter);
          arrived.set(job.key, [...(arrived.get(job.key) ?? []), index]);
          results.push(lanes.run(job.key, work(job, index)).catch(() => -index));
        }
        const idle = lanes.idle();
        await clock.runAllAsync();
        await idle;
        assert.deepEqual(begun, arrived);
        assert.deepEqual(
          await Promise.all(results),
          given.map((job, index) => (job.fails ? -index : index)),
        );
        assert.deepEqual([lanes.waiting, lanes.active], [0, 0]);
      }),
      { numRuns: 100 },
    );
  });

  it('let keys run side by side: all is done when the busiest key is done', async () => {
    await fc.assert(
      fc.asyncProperty(jobs, async (given) => {
        const lanes = new Lanes();
        const load = new Map<string, number>();
        const start = Date.now();
        for (const { key, takes } of given) {
          load.set(key, (load.get(key) ?? 0) + takes);
          void lanes.run(key, () => new Promise((resolve) => setTimeout(resolve, takes)));
        }
        let endedAt = start;
        const idle = lanes.idle().then(() => {
          endedAt = Date.now();
        });
        await clock.runAllAsync();
        await idle;
        assert.equal(endedAt - start, Math.max(0, ...load.values()));
      }),
      { numRuns: 100 },
    );
  });
});
