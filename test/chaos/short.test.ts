import { onEveryEngine } from './support/engines';

describe('an event that was acknowledged is answered once and in order', function () {
  this.timeout(600_000);
  onEveryEngine({ conversations: 20, eventsEach: 10, fileKills: 3, databaseKills: 2 });
});
