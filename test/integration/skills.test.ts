import assert from 'node:assert/strict';
import http from 'node:http';
import { TurnContext, type ConversationReference } from 'botbuilder';
import type { Simulator } from '../../src/simulator/index';
import { listen, startWorld, stop, type World } from './support/world';
import { startAgentsWorld } from './agents/world';

const SKILL = '00000000-0000-0000-0000-000000000001';
const BOT = '00000000-0000-0000-0000-000000000002';

/** Asks the skill: it is done with its request when the bot has taken its answers. */
function ask(url: string): Promise<void> {
  return new Promise((resolve) => {
    http.get(url, { agent: false }, (response) => response.resume().on('end', resolve));
  });
}

/** Somebody writes twice, and hears the skill before the bot each time. */
async function bothAreHeard(sim: Simulator): Promise<void> {
  for (const text of ['first', 'second']) {
    await sim.user('79991112233').says(text);
    assert.equal((await sim.nextMessage({ timeoutMs: 3000 })).body, 'from the skill');
    assert.equal((await sim.nextMessage({ timeoutMs: 3000 })).body, 'from the bot');
  }
}

describe('A bot with a skill says what that answers while the turn that asked it waits', () => {
  let reference: Partial<ConversationReference>;
  let answer: () => Promise<void>;
  let skill: http.Server;
  let url: string;

  beforeEach(async () => {
    skill = http.createServer((_request, response) => void answer().finally(() => response.end()));
    url = await listen(skill);
  });
  afterEach(() => stop(skill));

  for (const [version, app] of [
    ['1.0', 'appid'],
    ['2.0', 'azp'],
  ] as const) {
    it(`on botbuilder, with claims of version ${version}`, async () => {
      const world: World = await startWorld({
        logic: async (context) => {
          reference = TurnContext.getConversationReference(context.activity);
          await ask(url);
          await context.sendActivity('from the bot');
        },
      });
      const { adapter, sim } = world;
      const claims = [
        { type: 'ver', value: version },
        { type: app, value: SKILL },
        { type: 'aud', value: BOT },
      ];
      answer = () =>
        adapter.continueConversationAsync({ claims } as never, reference, BOT, async (context) => {
          await context.sendActivity('from the skill');
        });
      try {
        await bothAreHeard(sim);
      } finally {
        await world.close();
      }
    });
  }

  it('on the Agents SDK', async () => {
    const world = await startAgentsWorld();
    const { adapter, sim } = world;
    world.logic = async (context) => {
      reference = context.activity.getConversationReference() as never;
      await ask(url);
      await context.sendActivity('from the bot');
    };
    answer = () =>
      adapter.continueConversation({ ver: '2.0', azp: SKILL, aud: BOT }, reference, async (context) => {
        await context.sendActivity('from the skill');
      });
    try {
      await bothAreHeard(sim);
    } finally {
      await world.close();
    }
  });

  it('and no other claims run beside the turn of a conversation', async () => {
    const order: string[] = [];
    const world = await startWorld({
      logic: async (context) => {
        reference = TurnContext.getConversationReference(context.activity);
        await ask(url);
        order.push('turn ends');
      },
    });
    const { adapter, sim } = world;
    let proactive: Promise<void> | undefined;
    const claims = [
      { type: 'ver', value: '1.0' },
      { type: 'appid', value: BOT },
      { type: 'aud', value: BOT },
    ];
    answer = () => {
      proactive = adapter.continueConversationAsync({ claims } as never, reference, () => {
        order.push('proactive');
        return Promise.resolve();
      });
      return Promise.resolve();
    };
    try {
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
      await proactive;
      assert.deepEqual(order, ['turn ends', 'proactive']);
    } finally {
      await world.close();
    }
  });
});
