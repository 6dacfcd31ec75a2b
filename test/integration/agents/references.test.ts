import assert from 'node:assert/strict';
import type { ConversationReference } from '@microsoft/agents-activity';
import type { StoredReference } from '../../../src/channel/reference';
import { agentsHost } from '../../parity/support/agents-host';
import { botbuilderHost } from '../../parity/support/botbuilder-host';
import type { Host } from '../../parity/support/host';
import { createSimulator, type Simulator } from '../../../src/simulator/index';
import { TOKEN } from '../support/world';

describe('a conversation reference', () => {
  let sim: Simulator;
  beforeEach(async () => {
    sim = await createSimulator({ seed: 1, accounts: [{ name: 'Shop' }, { name: 'Support' }] });
  });
  afterEach(() => sim.close());

  const options = () => ({
    apiKey: sim.apiKey,
    accounts: sim.accounts.map(({ whatsappId, wid, name }) => ({ whatsappId, wid: wid ?? undefined, name })),
    baseUrl: sim.baseUrl,
    webhookToken: TOKEN,
  });

  /** What a bot on this host stores of a message, as its store gives it back. */
  async function stored(host: Host): Promise<StoredReference> {
    const adapter = host.open(options());
    let reference: StoredReference = {};
    const { whatsappId, wid } = sim.accounts[1]!;
    const from = '79991112233@c.us';
    const message = { id: `false_${from}_A`, from, to: wid, from_name: 'Anna', body: 'hi', type: 'chat' };
    const event = { id: 1, whatsapp_id: whatsappId, event_action: 'message', event_data: { message } };
    await adapter.processEvent(event, (turn) => {
      reference = turn.reference();
      return Promise.resolve();
    });
    await adapter.close(100);
    return reference;
  }

  for (const [from, to] of [
    [botbuilderHost, agentsHost],
    [agentsHost, botbuilderHost],
    [agentsHost, agentsHost],
  ] as const) {
    it(`stored under ${from.name} works under ${to.name}`, async () => {
      const reference = await stored(from);
      assert.ok('bot' in reference === (from === botbuilderHost));
      const adapter = to.open(options());
      const parties: unknown[] = [];
      let again: StoredReference = {};
      await adapter.continueConversation(reference, async (turn) => {
        parties.push(turn.activity.from?.id, turn.activity.recipient?.id);
        again = turn.reference();
        await turn.send('news');
      });
      const { account, body, to: chat } = await sim.nextMessage();
      assert.deepEqual([account, body, chat], [sim.accounts[1]?.whatsappId, 'news', '79991112233@c.us']);
      assert.deepEqual(parties, ['79991112233@c.us', sim.accounts[1]?.wid]);

      // And the way back: what the second host stores works under the first one.
      await adapter.close(100);
      const first = from.open(options());
      await first.continueConversation(again, async (turn) => {
        await turn.send('back');
      });
      assert.equal((await sim.nextMessage()).body, 'back');
      await first.close(100);
    });
  }

  it('with fields that are null works under the Agents SDK, whose schema knows no null', async () => {
    const reference = {
      ...(await stored(botbuilderHost)),
      locale: null,
      activityId: null,
    } as unknown as ConversationReference;
    Object.assign(reference.conversation, { tenantId: null, aadObjectId: null, role: null, name: '' });
    const adapter = agentsHost.open(options());
    let next: StoredReference = {};
    await adapter.continueConversation(reference, (turn) => {
      next = turn.reference();
      return Promise.resolve();
    });
    await adapter.continueConversation(next, async (turn) => {
      await turn.send('news');
    });
    assert.equal((await sim.nextMessage()).body, 'news');
    await adapter.close(100);
  });
});
