import assert from 'node:assert/strict';
import type { Turn } from '../support/host';
import { sent, texts, type Scenario } from '../support/scenario';

const echo = async (turn: Turn): Promise<void> => {
  await turn.send(`Echo: ${turn.activity.text}`);
};

/** The fields of an activity that a bot works with. */
function factsOf({ activity }: Turn): unknown {
  const { type, id, text, channelId, serviceUrl, from, recipient, conversation, replyToId, value } = activity;
  const { attachments, membersAdded, reactionsAdded, channelData } = activity;
  return {
    ...{ type, id, text, channelId, serviceUrl, from, recipient, replyToId, value },
    ...{ attachments, membersAdded, reactionsAdded, channelData },
    conversation: { id: conversation?.id, isGroup: conversation?.isGroup },
  };
}

/** What people say, and what the bot answers with words. */
export const CONVERSATION: readonly Scenario[] = [
  {
    title: 'a text is answered with a quote, and the bot is given the id of its message',
    logic: (stage) => async (turn) => {
      stage.note(
        factsOf(turn),
        turn.responded,
        await turn.send(`Echo: ${turn.activity.text}`),
        turn.responded,
      );
    },
    act: async ({ sim }) => {
      await (
        await sim.user('79991112233', { name: 'Anna' }).says('hi')
      ).delivered;
    },
    check: (outcome) => {
      assert.deepEqual(texts(outcome), ['Echo: hi']);
      const [activity, before, id, after] = outcome.notes as [
        Record<string, unknown>,
        boolean,
        string,
        boolean,
      ];
      assert.equal(sent(outcome)[0]?.message['quote'], activity['id']);
      assert.match(id, /^true_79991112233@c\.us_/);
      assert.deepEqual([before, after], [false, true]);
      assert.deepEqual(outcome.answers, [200]);
    },
  },
  {
    title: 'a reply of a person, and a quote of the bot’s choice',
    simulator: { assumptions: { messageHasQuotedId: true } },
    logic: (stage) => async (turn) => {
      stage.note(turn.activity.replyToId);
      const channelData = { whatsgate: { quote: false } };
      if (turn.activity.text === 'first') await turn.send('unquoted? no');
      else await turn.send({ type: 'message', text: 'without', channelData });
    },
    act: async ({ sim }) => {
      const anna = sim.user('79991112233');
      await (
        await anna.says('first')
      ).delivered;
      const answer = await sim.nextMessage();
      await (
        await anna.replies(answer, 'second')
      ).delivered;
    },
    check: (outcome) => {
      assert.match(String(outcome.notes[1]), /^true_/);
      assert.equal(typeof sent(outcome)[0]?.message['quote'], 'string');
      assert.equal(sent(outcome)[1]?.message['quote'], undefined);
    },
  },
  ...(['always', 'first', 'groups', 'explicit', 'never'] as const).map((quoteReplies): Scenario => ({
    title: `two answers and an explicit quote with quoteReplies '${quoteReplies}'`,
    adapter: { quoteReplies },
    logic: () => async (turn) => {
      await turn.send('one');
      await turn.send('two');
      const quote = turn.activity.id ?? '';
      await turn.send({ type: 'message', text: 'three', channelData: { whatsgate: { quote } } });
    },
    act: async ({ sim }) => {
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: (outcome) => {
      assert.deepEqual(texts(outcome), ['one', 'two', 'three']);
      assert.equal(typeof sent(outcome)[2]?.message['quote'], 'string');
    },
  })),
  {
    title: 'a group: who wrote, and an answer there',
    logic: (stage) => async (turn) => {
      stage.note(factsOf(turn));
      await turn.send('hello all');
    },
    act: async ({ sim }) => {
      const anna = sim.user('79991112233', { name: 'Anna' });
      const group = sim.group('Couriers', [anna, sim.user('79991112244')]);
      await (
        await anna.says('hi', { in: group })
      ).delivered;
    },
    check: (outcome) => {
      const [activity] = outcome.notes as { conversation: { isGroup: boolean }; from: { name: string } }[];
      assert.equal(activity?.conversation.isGroup, true);
      assert.equal(activity.from.name, 'Anna');
      assert.match(JSON.stringify(sent(outcome)[0]?.recipient), /@g\.us/);
    },
  },
  {
    title: 'several accounts, each answering for itself',
    simulator: { accounts: [{ name: 'Shop' }, { name: 'Support' }] },
    logic: (stage) => async (turn) => {
      stage.note(turn.activity.conversation?.id);
      await echo(turn);
    },
    act: async ({ sim }) => {
      const anna = sim.user('79991112233');
      for (const account of sim.accounts) await (await anna.says('hi', { account })).delivered;
    },
    check: (outcome) => {
      assert.equal(new Set(outcome.notes).size, 2);
      assert.equal(sent(outcome).length, 2);
    },
  },
  {
    title: 'what is no text: a place, a contact, a reaction, a group with a new member',
    logic: (stage) => (turn) => {
      stage.note(factsOf(turn));
      return Promise.resolve();
    },
    act: async ({ sim }) => {
      const anna = sim.user('79991112233');
      await (
        await anna.sendsLocation({ latitude: 55.75, longitude: 37.62, name: 'Here' })
      ).delivered;
      const contact = await anna.sendsContact({ displayName: 'Boris' });
      await contact.delivered;
      await (
        await anna.reacts(contact, '👍')
      ).delivered;
      const added = { id: 'false_1203630@g.us_A', from: '1203630@g.us', author: anna.id, type: 'gp2' };
      const message = { ...added, subtype: 'add', recipients: ['79991112244@c.us'], body: '' };
      await sim.emit('message', { message }).delivered;
    },
    check: ({ notes }) => {
      const types = (notes as { type: string }[]).map(({ type }) => type);
      assert.ok(types.includes('message') && types.includes('conversationUpdate'), types.join());
    },
  },
  {
    title: 'typing is shown once, a delay waits, a trace and an event go nowhere',
    logic: (stage) => async (turn) => {
      const ids = await turn.sendAll([
        { type: 'typing' },
        { type: 'delay', value: 5 },
        { type: 'message', text: 'done' },
        { type: 'trace', value: {} },
        { type: 'event', value: {} },
        { type: 'typing' },
      ]);
      stage.note(ids.map((id) => id !== ''));
    },
    act: async ({ sim }) => {
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: (outcome) => {
      assert.deepEqual(texts(outcome), ['done']);
      assert.deepEqual(outcome.notes, [[false, false, true, false, false, false]]);
      assert.equal(outcome.requests.filter(({ command }) => command === 'typing').length, 1);
    },
  },
  {
    title: 'Markdown, plain text, an empty message',
    logic: (stage) => async (turn) => {
      await turn.send({ type: 'message', text: '**bold** and [a link](https://example.com)' });
      await turn.send({ type: 'message', text: '**plain**', textFormat: 'plain' });
      stage.note(await turn.send({ type: 'message', text: '' }));
    },
    act: async ({ sim }) => {
      await (
        await sim.user('79991112233').says('hi')
      ).delivered;
    },
    check: (outcome) => {
      assert.equal(texts(outcome)[1], '**plain**');
      assert.deepEqual(outcome.notes, ['']);
    },
  },
];
