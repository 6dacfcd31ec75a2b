import assert from 'node:assert/strict';
import { TurnContext, type Activity } from 'botbuilder';
import fc from 'fast-check';
import { WhatsGateAdapter, type SendRequest } from '../../src/index';
import { createSimulator, type Simulator } from '../../src/simulator/index';
import { useRealSockets } from '../unit/whatsgate/support/nock';

const CHATS = ['79991112233@c.us', '79991112244@c.us'];

/** What is sent, and the texts that go out for it. */
interface Case {
  readonly activity: Partial<Activity>;
  readonly texts: readonly string[];
}

let number = 0;
const unique = (): string => `text ${(number += 1)}`;
const cases: fc.Arbitrary<Case> = fc
  .constantFrom('text', 'empty', 'trace', 'event', 'delay', 'two', 'bye')
  .map((kind) => {
    const text = unique();
    const file = { contentType: 'image/webp', contentUrl: 'data:image/webp;base64,UklGRg==', name: 'a.webp' };
    switch (kind) {
      case 'text':
        return { activity: { type: 'message', text }, texts: [text] };
      case 'two':
        return { activity: { type: 'message', text, attachments: [file] }, texts: [text, ''] };
      case 'bye':
        return { activity: { type: 'endOfConversation', text }, texts: [text] };
      case 'delay':
        return { activity: { type: 'delay', value: 0 }, texts: [] };
      case 'empty':
        return { activity: { type: 'message', text: ' ' }, texts: [] };
      default:
        return { activity: { type: kind, text }, texts: [] };
    }
  });

describe('properties of sending', () => {
  useRealSockets();
  let sim: Simulator;
  let adapter: WhatsGateAdapter;
  before(async () => {
    sim = await createSimulator();
    const { apiKey, baseUrl, whatsappId } = sim;
    adapter = new WhatsGateAdapter({ apiKey, baseUrl, whatsappId, webhookToken: false });
  });
  after(async () => {
    await adapter.close(1000);
    await sim.close();
  });

  it('the answers are as many as the activities, in their order, and so are the messages', async () => {
    const chatOf = fc.constantFrom(...CHATS);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cases, chatOf), { maxLength: 8 }), async (given) => {
        const before = sim.messages.length;
        const activities = given.map(
          ([{ activity }, id]) => ({ ...activity, conversation: { id } }) as Partial<Activity>,
        );
        const answers = await adapter.sendActivities(new TurnContext(adapter, { type: 'event' }), activities);
        assert.equal(answers.length, given.length);

        const sent = sim.messages.slice(before);
        const idsOf = (answer: { id: string; ids?: string[] }) =>
          answer.ids ?? (answer.id === '' ? [] : [answer.id]);
        assert.deepEqual(
          answers.flatMap(idsOf),
          sent.map(({ id }) => id),
        );
        answers.forEach((answer, index) =>
          assert.equal(idsOf(answer).length, given[index]?.[0].texts.length),
        );
        assert.deepEqual(
          sent.map(({ body, chatId }) => [chatId, body]),
          given.flatMap(([{ texts }, chat]) => texts.map((text) => [chat, text])),
        );
      }),
      { numRuns: 40, seed: 13 },
    );
  });

  it('the order within a chat holds when nothing is awaited in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...CHATS), { minLength: 1, maxLength: 8 }), async (chats) => {
        const before = sim.requests.length;
        const texts = chats.map(unique);
        const context = new TurnContext(adapter, { type: 'event' });
        const send = (chat: string, index: number) =>
          adapter.sendActivities(context, [
            { type: 'message', text: texts[index] ?? '', conversation: { id: chat } } as Partial<Activity>,
          ]);
        await Promise.all(chats.map(send));
        const bodies = sim.requests.slice(before).map(({ body }) => body as SendRequest);
        for (const chat of CHATS) {
          assert.deepEqual(
            bodies
              .filter(({ recipient }) => 'id' in recipient && recipient.id === chat)
              .map(({ message }) => message.body),
            texts.filter((_text, index) => chats[index] === chat),
          );
        }
      }),
      { numRuns: 25, seed: 14 },
    );
  });
});
