import { createSimulator } from '../../src/simulator/index';
import { onEveryEngine } from './support/engines';
import { killWorkers } from './support/fleet';
import { survivesOutage } from './support/outage';

describe('of 10,000 events in 200 conversations, each one that was acknowledged is answered once and in order', function () {
  this.timeout(3_600_000);
  const database = onEveryEngine({ conversations: 200, eventsEach: 50, fileKills: 8, databaseKills: 6 });

  it('goes on after the database was gone for 30 seconds', async () => {
    const sim = await createSimulator({ seed: 1, page: false });
    try {
      await survivesOutage(sim, database(), 30_000);
    } finally {
      await killWorkers();
      await sim.close();
    }
  });
});
