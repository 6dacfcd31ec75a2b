import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConversationReference, TurnContext } from 'botbuilder';
import { TurnContext as Turn } from 'botbuilder';
import type { IncomingMessage } from '../../src/simulator/index';
import { faultKinds } from './support/fault-kinds';
import {
  answerTo,
  breakEverything,
  FAULT_KINDS,
  insist,
  persist,
  write,
  type Said,
} from './support/faulty-world';
import { startWorld, type World } from './support/world';

const CHANCE = 0.1;
const SEEDS = ['one', 'two', 'three', 'four'];
const PICTURE = Buffer.from('a picture that nobody has seen before');

/**
 * What is promised while every fault strikes with a chance of a tenth:
 *
 * - every message of a person is one turn: none is lost, and none is run twice;
 * - what the adapter calls sent was sent once; what it calls failed for certain was not sent;
 * - what it calls `maybeDelivered` was sent once or not at all, never twice;
 * - each answer is in its chat and quotes its question, and a chat shows answers in the order of its turns;
 * - turns of a chat do not overlap, so that its state is right.
 */
describe('The adapter, with every fault at ten percent', function () {
  this.timeout(120_000);

  it('meets every fault that the simulator has', () => {
    assert.deepEqual([...FAULT_KINDS].sort(), faultKinds());
  });

  /** How often each kind of fault has struck, over all seeds. */
  const struck = new Map<string, number>();
  let world: World | undefined;
  afterEach(() => world?.close());

  for (const seed of SEEDS) {
    it(`loses nothing and answers nothing twice, seed ${seed}`, async () => {
      const said: Said[] = [];
      const turns: { readonly id: string; readonly chatId: string; readonly count: number }[] = [];
      const state = new Map<string, number>();
      const references = new Map<string, Partial<ConversationReference>>();
      const files: Buffer[] = [];
      const say = async (context: TurnContext, text: string): Promise<void> => {
        const outcome = await insist(() => context.sendActivity(text));
        said.push({ text, chatId: context.activity.conversation.id, outcome });
      };
      const logic = async (context: TurnContext): Promise<void> => {
        const { activity } = context;
        const chatId = activity.conversation.id;
        const count = (state.get(chatId) ?? 0) + 1;
        // A turn that overlapped would read the same count.
        await pause(1);
        state.set(chatId, count);
        references.set(chatId, Turn.getConversationReference(activity));
        turns.push({ id: activity.id ?? '', chatId, count });
        const [attachment] = activity.attachments ?? [];
        if (attachment === undefined) return say(context, answerTo(context, count));
        const fetched = await insist(async () => {
          files.push((await world!.adapter.downloadAttachment(attachment)).bytes);
        });
        assert.equal(fetched, 'sent');
        const outcome = await insist(() =>
          context.sendActivity({
            text: `back ${count}`,
            attachments: [{ contentType: 'image/png', content: PICTURE }],
          }),
        );
        said.push({ text: `back ${count}`, chatId, outcome });
      };
      world = await startWorld({
        logic,
        adapter: { timeoutMs: 400 },
        simulator: {
          seed,
          assumptions: {
            repeatIntervalSeconds: 0.05,
            webhookTimeoutSeconds: 5,
            disconnectDeletesSession: false,
          },
        },
      });
      const { sim, adapter } = world;
      // What a fault drops is still in the gateway's log: polling beside the webhook finds it.
      adapter.poll(logic, { intervalMs: 20 });
      breakEverything(sim, CHANCE);

      const anna = sim.user('79991112233', { name: 'Anna' });
      const boris = sim.user('79992223344', { name: 'Boris' });
      const family = sim.group('Family', [anna, boris]);
      const questions: IncomingMessage[] = [];
      const quick = ['one', 'two', 'three'].map((text) => write(sim, anna, text));
      questions.push(...(await Promise.all(quick)));
      for (const text of ['four', 'five']) questions.push(await write(sim, boris, text));
      for (const text of ['six', 'seven']) questions.push(await write(sim, anna, text, { in: family }));
      questions.push(
        await persist(sim, () => boris.sends({ type: 'image', mimetype: 'image/png', data: PICTURE })),
      );

      const isThere = (wanted: number): boolean => said.length >= wanted;
      while (!isThere(questions.length)) await pause(10);
      for (const reference of references.values()) {
        await adapter.continueConversation(reference, (context) =>
          say(context, `news for ${context.activity.conversation.id}`),
        );
      }
      assert.equal(references.size, 3);

      // Calm again: whatever is still repeated comes now, and must change nothing.
      for (const { fault, struck: times } of sim.faults.active) {
        struck.set(fault.kind, (struck.get(fault.kind) ?? 0) + times);
      }
      sim.faults.clear();
      questions.push(await write(sim, anna, 'last'));
      while (!isThere(questions.length + references.size)) await pause(10);
      await Promise.all(questions.map(({ delivered }) => delivered));
      await sim.idle();

      assert.deepEqual(
        turns.map(({ id }) => id).sort(),
        questions.map(({ id }) => id).sort(),
        'one turn per message',
      );
      for (const [chatId, count] of state) {
        const counts = turns.filter((turn) => turn.chatId === chatId).map((turn) => turn.count);
        assert.deepEqual(
          counts,
          Array.from({ length: count }, (_, place) => place + 1),
          'no turns overlap',
        );
      }
      const shown = sim.messages.filter(({ origin }) => origin === 'api');
      for (const { text, chatId, outcome } of said) {
        const copies = shown.filter((message) => message.body === text && message.chatId === chatId);
        const expected = outcome === 'sent' ? [1] : outcome === 'maybe' ? [0, 1] : [0];
        assert.ok(expected.includes(copies.length), `${text} (${outcome}) is shown ${copies.length} times`);
      }
      assert.equal(said.filter(({ outcome }) => outcome === 'not sent').length, 0, 'patience is enough');
      assert.ok(
        shown.every(({ body }) => said.some(({ text }) => text === body)),
        'nothing else is shown',
      );
      for (const chatId of state.keys()) {
        const order = said.filter((entry) => entry.chatId === chatId).map(({ text }) => text);
        const seen = shown.filter((message) => message.chatId === chatId).map(({ body }) => body);
        assert.deepEqual(
          seen,
          order.filter((text) => seen.includes(text)),
          'answers keep the order of the turns',
        );
      }
      for (const { body, quote, chatId } of shown.filter((message) => !message.body.startsWith('news'))) {
        const turn = turns.find(
          (candidate) => candidate.chatId === chatId && body.startsWith(startOf(candidate.count, body)),
        );
        assert.equal(quote, turn?.id, `${body} quotes its question`);
      }
      assert.deepEqual(files, [PICTURE]);
      for (const { media } of shown.filter((message) => message.media !== undefined)) {
        assert.deepEqual(media?.data, PICTURE);
      }
    });
  }

  it('was struck indeed', () => {
    const kinds = [...struck].filter(([, times]) => times > 0).length;
    const total = [...struck.values()].reduce((sum, times) => sum + times, 0);
    assert.ok(kinds > FAULT_KINDS.length / 2, `${kinds} kinds of ${FAULT_KINDS.length}`);
    assert.ok(total > 40, `${total} strikes`);
  });
});

/** What the answer of a turn begins with, or is. */
function startOf(count: number, body: string): string {
  return body.startsWith('back') ? `back ${count}` : `${count}: `;
}
