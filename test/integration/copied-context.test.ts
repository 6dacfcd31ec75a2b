import assert from 'node:assert/strict';
import { TurnContext } from 'botbuilder';
import { startWorld } from './support/world';

/** botbuilder copies a context without what the turn keeps in it (`turnState`). */
describe('A copy of a context', () => {
  const turnRetry = { repeats: 1, firstPauseMs: 1, longestPauseMs: 1 };

  it('sends for its turn: what has said something is not run again', async () => {
    const world = await startWorld({
      adapter: { turnRetry },
      logic: async (context) => {
        await new TurnContext(context).sendActivity('said');
        throw new Error('broken afterwards');
      },
    });
    try {
      await (
        await world.sim.user('79991112233').says('hi')
      ).delivered;
      await world.adapter.close(1000);
      assert.equal(world.sim.requests.filter(({ command }) => command === 'send').length, 1);
    } finally {
      await world.close();
    }
  });
});
