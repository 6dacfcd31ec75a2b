import assert from 'node:assert/strict';
import { CARDS } from './scenarios/cards';
import { CONVERSATION } from './scenarios/conversation';
import { MEDIA } from './scenarios/media';
import { PROACTIVE } from './scenarios/proactive';
import { RELIABILITY } from './scenarios/reliability';
import { agentsHost } from './support/agents-host';
import { botbuilderHost } from './support/botbuilder-host';
import { play, type Scenario } from './support/scenario';

const TABLE: readonly (readonly [string, readonly Scenario[]])[] = [
  ['conversation', CONVERSATION],
  ['cards and choices', CARDS],
  ['media', MEDIA],
  ['proactive', PROACTIVE],
  ['reliability', RELIABILITY],
];

describe('Both SDKs do the same, byte for byte at the gateway', () => {
  for (const [subject, scenarios] of TABLE) {
    describe(subject, () => {
      for (const scenario of scenarios) {
        it(scenario.title, async () => {
          const outcome = await play(scenario, botbuilderHost);
          scenario.check(outcome);
          assert.deepEqual(await play(scenario, agentsHost), outcome);
        });
      }
    });
  }
});
