import assert from 'node:assert/strict';
import { gate } from '../../integration/support/world';
import { texts, type Scenario } from '../support/scenario';

/** What goes wrong, and what must not. */
export const RELIABILITY: readonly Scenario[] = [
  {
    title: 'an error of the bot goes to onTurnError, which can answer',
    logic: () => () => Promise.reject(new Error('broken')),
    act: async ({ sim, adapter, ...stage }) => {
      adapter.onTurnError(async (turn, error) => {
        stage.note((error as Error).message);
        await turn.send('Sorry.');
      });
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: (outcome) => {
      assert.deepEqual(outcome.notes, ['broken']);
      assert.deepEqual(texts(outcome), ['Sorry.']);
    },
  },
  {
    title: 'an error that nobody handles tells the person nothing, and the listeners everything',
    logic: () => () => Promise.reject(new Error('broken')),
    act: async ({ sim, adapter, ...stage }) => {
      adapter.onError((error) => stage.note((error as Error).message));
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: (outcome) => {
      assert.deepEqual(outcome.notes, ['broken']);
      assert.deepEqual(outcome.requests, []);
      assert.deepEqual(outcome.answers, [200]);
    },
  },
  {
    title: 'a gateway that fails is told to the bot, and nothing is sent after it',
    logic: (stage) => async (turn) => {
      await turn
        .sendAll([{ type: 'typing' }, { type: 'message', text: 'one' }, { type: 'message', text: 'two' }])
        .catch((error: unknown) => {
          const { name, code, sentIds, maybeDelivered } = error as Record<string, unknown>;
          stage.note({ name, code, sentIds, maybeDelivered });
        });
    },
    act: async ({ sim }) => {
      sim.faults.onCommand('send', { kind: 'status', status: 500 });
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: ({ notes }) => {
      const [failure] = notes as { sentIds: string[]; maybeDelivered: boolean }[];
      assert.equal(failure?.maybeDelivered, true);
    },
  },
  {
    title: 'an event that is delivered four times is answered once',
    logic: () => async (turn) => {
      await turn.send('once');
    },
    act: async ({ sim }) => {
      sim.faults.onWebhook('message', { kind: 'duplicate', copies: 3 });
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: (outcome) => {
      assert.deepEqual(texts(outcome), ['once']);
      assert.deepEqual(outcome.answers, [200, 200, 200, 200]);
    },
  },
  {
    title: 'messages of one person are answered in order, sends at once go out in order',
    logic: () => async (turn) => {
      await Promise.all(['a', 'b', 'c'].map((part) => turn.send(`${turn.activity.text} ${part}`)));
    },
    act: async ({ sim }) => {
      const anna = sim.user('79991112233');
      const said = [await anna.says('1'), await anna.says('2'), await anna.says('3')];
      await Promise.all(said.map(({ delivered }) => delivered));
    },
    check: (outcome) => {
      assert.deepEqual(
        texts(outcome),
        ['1', '2', '3'].flatMap((text) => ['a', 'b', 'c'].map((part) => `${text} ${part}`)),
      );
    },
  },
  {
    title: 'only events pass: an Activity, another token, no JSON, a stranger’s account',
    logic: (stage) => (turn) => {
      stage.note('a turn', turn.activity.type);
      return Promise.resolve();
    },
    act: async ({ sim, ...stage }) => {
      const activity = {
        type: 'message',
        text: 'hi',
        channelId: 'whatsgate',
        serviceUrl: 'https://example.com',
      };
      const conversation = { id: '79991112233@c.us' };
      stage.note((await sim.deliver({ ...activity, id: 'x', conversation, from: conversation })).status);
      stage.note((await sim.deliver('nonsense')).status);
      stage.note((await sim.deliver({ id: 1, whatsapp_id: 'stranger', event_action: 'message' })).status);
      sim.setWebhook(sim.baseUrl.replace(/\/api.*/, '/'));
    },
    check: ({ notes, requests }) => {
      assert.deepEqual(notes, [400, 400, 404]);
      assert.deepEqual(requests, []);
    },
  },
  {
    title: 'events come by other ways than HTTP, and by polling',
    act: async ({ sim, adapter, ...stage }) => {
      sim.setWebhook(null);
      await sim.user('79991112233').says('polled');
      const seen = gate();
      const polling = adapter.poll(
        async (turn) => {
          await turn.send(`Echo: ${turn.activity.text}`);
          seen.open();
        },
        new Date(sim.clock.now() - 10_000),
      );
      await seen.opened;
      await polling.stop();
      const message = { id: 'false_79991112233@c.us_A', from: '79991112233@c.us', body: 'own', type: 'chat' };
      const event = { id: 99, whatsapp_id: sim.whatsappId, event_action: 'message', event_data: { message } };
      await adapter.processEvent(event, async (turn) => {
        await turn.send(`Echo: ${turn.activity.text}`);
      });
      await adapter
        .processEvent({}, () => Promise.resolve())
        .catch((error: unknown) => stage.note((error as Error).name));
    },
    check: (outcome) => {
      assert.deepEqual(texts(outcome), ['Echo: polled', 'Echo: own']);
      assert.deepEqual(outcome.notes, ['WhatsGateActivityError']);
    },
  },
  {
    title: 'closing waits for the turn under way and takes nothing new',
    act: async (stage) => {
      const { sim, adapter } = stage;
      const begun = gate();
      const finish = gate();
      stage.logic = async (turn) => {
        begun.open();
        await finish.opened;
        await turn.send('finished');
      };
      const said = await sim.user('79991112233').says('hi');
      await begun.opened;
      const closed = adapter.close(5000);
      stage.note(
        (await sim.deliver({ id: 7, whatsapp_id: sim.whatsappId, event_action: 'message', event_data: {} }))
          .status,
      );
      finish.open();
      stage.note(await closed);
      await said.delivered;
    },
    check: (outcome) => {
      assert.deepEqual(outcome.notes, [503, 0]);
      assert.deepEqual(texts(outcome), ['finished']);
    },
  },
  {
    title: 'middleware stands around every turn',
    logic: () => async (turn) => {
      await turn.send('logic');
    },
    act: async ({ sim, adapter }) => {
      for (const name of ['outer', 'inner']) {
        adapter.use(async (turn, next) => {
          await turn.send(`${name} before`);
          await next();
          await turn.send(`${name} after`);
        });
      }
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: (outcome) => {
      assert.deepEqual(texts(outcome), [
        'outer before',
        'inner before',
        'logic',
        'inner after',
        'outer after',
      ]);
    },
  },
];
