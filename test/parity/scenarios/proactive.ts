import assert from 'node:assert/strict';
import type { StoredReference } from '../../../src/channel/reference';
import { sent, texts, type Scenario, type Stage } from '../support/scenario';

/** Lets a person write, and gives the reference that a bot would store. */
async function referenceFrom(stage: Stage): Promise<StoredReference> {
  let reference: StoredReference = {};
  stage.logic = (turn) => {
    reference = turn.reference();
    return Promise.resolve();
  };
  await (
    await stage.sim.user('79991112233', { name: 'Anna' }).says('hi')
  ).delivered;
  return reference;
}

/** A bot that speaks first. */
export const PROACTIVE: readonly Scenario[] = [
  {
    title: 'a stored conversation goes on, with and without a quote',
    act: async (stage) => {
      const reference = await referenceFrom(stage);
      await stage.adapter.continueConversation(reference, async (turn) => {
        const { type, name, id, from, recipient, conversation, serviceUrl } = turn.activity;
        stage.note({ type, name, id, from, recipient, serviceUrl }, conversation?.id);
        await turn.send('news');
        const replyToId = stage.sim.messages[0]?.id ?? '';
        await turn.send({ type: 'message', text: 'about this', replyToId });
      });
    },
    check: (outcome) => {
      assert.deepEqual(texts(outcome), ['news', 'about this']);
      assert.equal(sent(outcome)[0]?.message['quote'], undefined);
      assert.match(String(sent(outcome)[1]?.message['quote']), /^false_/);
      const [facts] = outcome.notes as Record<string, unknown>[];
      assert.equal(facts?.['name'], 'ContinueConversation');
      assert.equal(facts['id'], undefined);
    },
  },
  {
    title: 'somebody is written to first, by number and then by id',
    act: async (stage) => {
      const first = { type: 'message', text: 'hello' };
      await stage.adapter.createConversation('+7 (999) 111-22-55', first, async (turn) => {
        const { type, name, id, from, recipient, conversation } = turn.activity;
        stage.note({ type, name, id, from, recipient }, conversation?.id);
        await turn.send('again');
      });
    },
    check: (outcome) => {
      assert.deepEqual(texts(outcome), ['hello', 'again']);
      assert.deepEqual(
        sent(outcome).map(({ recipient }) => recipient),
        [{ number: '79991112255', type: 'contact' }, { id: '79991112255@c.us' }],
      );
    },
  },
  {
    title: 'a reference without a conversation, and members that are nobody',
    act: async (stage) => {
      const note = (error: unknown): void => stage.note((error as Error).name, (error as Error).message);
      const nothing = (): Promise<void> => Promise.resolve();
      await stage.adapter.continueConversation({}, nothing).catch(note);
      await stage.adapter.createConversation('Anna', undefined, nothing).catch(note);
    },
    check: ({ notes }) => {
      assert.deepEqual([notes[0], notes[2]], ['WhatsGateActivityError', 'WhatsGateActivityError']);
    },
  },
  {
    title: 'what the logic throws reaches who called',
    act: async (stage) => {
      const reference = await referenceFrom(stage);
      await stage.adapter
        .continueConversation(reference, () => Promise.reject(new Error('mine')))
        .catch((error: unknown) => stage.note((error as Error).message));
    },
    check: ({ notes }) => assert.deepEqual(notes, ['mine']),
  },
  {
    title: 'proactive turns wait for one another',
    act: async (stage) => {
      const reference = await referenceFrom(stage);
      await Promise.all(
        ['one', 'two', 'three'].map((text) =>
          stage.adapter.continueConversation(reference, async (turn) => {
            await turn.send(`${text} begins`);
            await turn.send(`${text} ends`);
          }),
        ),
      );
    },
    check: (outcome) => {
      const expected = ['one', 'two', 'three'].flatMap((text) => [`${text} begins`, `${text} ends`]);
      assert.deepEqual(texts(outcome), expected);
    },
  },
  {
    title: 'messages can be neither edited nor deleted',
    logic: (stage) => async (turn) => {
      const note = (error: unknown): void => stage.note((error as Error).name, (error as Error).message);
      await turn.update({ type: 'message', id: 'x', text: 'y' }).catch(note);
      await turn.delete('x').catch(note);
    },
    act: async ({ sim }) => {
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: ({ notes }) => {
      assert.deepEqual([notes[0], notes[2]], ['WhatsGateUnsupportedError', 'WhatsGateUnsupportedError']);
    },
  },
];
