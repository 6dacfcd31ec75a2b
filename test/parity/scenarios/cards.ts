import assert from 'node:assert/strict';
import type { OutboundActivity } from '../../../src/activity/types';
import { sent, texts, type Scenario, type Stage } from '../support/scenario';

const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const PICTURE = { url: `data:image/png;base64,${DOT}` };

const hero = (content: object) => ({ contentType: 'application/vnd.microsoft.card.hero', content });
const adaptive = (content: object) => ({
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: { type: 'AdaptiveCard', version: '1.4', ...content },
});
const hotel = (name: string) =>
  hero({
    title: `Hotel ${name}`,
    images: [PICTURE],
    buttons: [{ type: 'imBack', title: `Book ${name}`, value: `book ${name}` }],
  });

const HERO: OutboundActivity = {
  type: 'message',
  text: 'Found one:',
  attachments: [
    hero({
      title: 'Monorail',
      subtitle: 'Served *daily*',
      text: 'Runs every **10 minutes**.',
      images: [PICTURE],
      buttons: [
        { type: 'openUrl', title: 'Website', value: 'https://example.com/monorail' },
        { type: 'imBack', title: 'Buy a ticket', value: 'buy' },
        { type: 'messageBack', title: 'Call me back', text: 'callback', value: { queue: 7 } },
      ],
    }),
  ],
};
const CAROUSEL = {
  type: 'message',
  text: 'Which hotel?',
  attachmentLayout: 'carousel',
  attachments: [hotel('A'), hotel('B')],
};
const FORM: OutboundActivity = {
  type: 'message',
  attachments: [
    adaptive({
      body: [
        { type: 'TextBlock', weight: 'bolder', text: 'How was it?' },
        { type: 'FactSet', facts: [{ title: 'Order', value: '17' }] },
        {
          type: 'Input.ChoiceSet',
          id: 'mark',
          choices: [
            { title: 'Good', value: '2' },
            { title: 'Bad', value: '1' },
          ],
        },
      ],
      actions: [{ type: 'Action.Submit', title: 'Vote', data: { poll: 'p1' } }],
    }),
  ],
};
const SUGGESTED: OutboundActivity = {
  type: 'message',
  text: 'What is the best color?',
  suggestedActions: {
    to: [],
    actions: [
      { type: 'postBack', title: 'Red', value: 'color:red' },
      { type: 'messageBack', title: 'Light blue', text: 'blue', value: { rgb: 255 } },
    ],
  },
};

/** Lets a person say these one after the other, each when the one before was answered. */
async function says({ sim }: Stage, ...words: readonly string[]): Promise<void> {
  const anna = sim.user('79991112233', { name: 'Anna' });
  for (const text of words) {
    const { delivered } = await anna.says(text);
    await delivered;
  }
}

/** A bot that shows something at "menu", and writes down and answers what it hears then. */
function offers(title: string, offer: OutboundActivity, more: Omit<Scenario, 'title' | 'logic'>): Scenario {
  return {
    title,
    ...more,
    logic: (stage) => async (turn) => {
      const { text, value, channelData } = turn.activity;
      if (text === 'menu') await turn.send(offer);
      else {
        const { whatsgate } = channelData as { readonly whatsgate: { readonly choice?: unknown } };
        stage.note({ text, value, choice: whatsgate.choice });
        await turn.send('Thanks.');
      }
    },
  };
}

const RED = { title: 'Red', number: 1 };
const BLUE = { title: 'Light blue', number: 2 };

/** Cards, and choices that are answered by number or by title. */
export const CARDS: readonly Scenario[] = [
  offers('a hero card is shown, and its second choice comes back with its value', HERO, {
    act: (stage) => says(stage, 'menu', '2'),
    check: (outcome) => {
      const [intro, card] = sent(outcome).map(({ message }) => message);
      assert.equal(intro?.['body'], 'Found one:');
      assert.equal((card?.['media'] as { data: string }).data, DOT);
      assert.match(String(card?.['body']), /\*Monorail\*[^]*1\. Buy a ticket\n2\. Call me back/);
      assert.deepEqual(outcome.notes, [
        { text: 'callback', value: { queue: 7 }, choice: { title: 'Call me back', number: 2, typed: '2' } },
      ]);
    },
  }),
  offers('a carousel is counted through, and answered by title', CAROUSEL, {
    act: (stage) => says(stage, 'menu', 'BOOK b'),
    check: (outcome) => {
      assert.equal(sent(outcome).filter(({ message }) => message['media'] !== undefined).length, 2);
      assert.match(texts(outcome).join('\n'), /1\. Book A[^]*2\. Book B/);
      const [heard] = outcome.notes as { readonly text: string }[];
      assert.equal(heard?.text, 'book B');
    },
  }),
  offers('an Adaptive Card is submitted by the number of a choice', FORM, {
    act: (stage) => says(stage, 'menu', '1'),
    check: (outcome) => {
      assert.match(String(texts(outcome)[0]), /\*How was it\?\*[^]*1\. Good\n2\. Bad/);
      const [heard] = outcome.notes as { readonly value: unknown }[];
      assert.deepEqual(heard?.value, { mark: '2', poll: 'p1' });
    },
  }),
  offers('suggested actions are answered by number', SUGGESTED, {
    act: (stage) => says(stage, 'menu', '1', '1'),
    check: (outcome) => {
      assert.equal(texts(outcome)[0], 'What is the best color?\n\n1. Red\n2. Light blue');
      // Answered once: the second "1" is a "1".
      assert.deepEqual(outcome.notes, [{ text: 'color:red', choice: { ...RED, typed: '1' } }, { text: '1' }]);
    },
  }),
  offers('suggested actions are answered by title', SUGGESTED, {
    act: (stage) => says(stage, 'menu', 'light BLUE'),
    check: ({ notes }) => {
      assert.deepEqual(notes, [
        { text: 'blue', value: { rgb: 255 }, choice: { ...BLUE, typed: 'light BLUE' } },
      ]);
    },
  }),
  offers('choices that are switched off are shown, and what is typed stays as it is', SUGGESTED, {
    adapter: { choices: false },
    act: (stage) => says(stage, 'menu', '1'),
    check: (outcome) => {
      assert.match(String(texts(outcome)[0]), /1\. Red/);
      assert.deepEqual(outcome.notes, [{ text: '1' }]);
    },
  }),
  {
    title: 'cards that are sent by one call, with a renderer of the bot’s own',
    adapter: {
      cards: {
        'application/vnd.example.poll': ({ content }) => [
          { kind: 'text', text: (content as { readonly question: string }).question },
        ],
      },
    },
    logic: (stage) => async (turn) => {
      const poll = { contentType: 'application/vnd.example.poll', content: { question: 'Tea?' } };
      const ids = await turn.sendAll([{ type: 'message', attachments: [poll] }, FORM, SUGGESTED]);
      stage.note(ids.map((id) => id !== ''));
    },
    act: (stage) => says(stage, 'hi'),
    check: (outcome) => {
      assert.equal(texts(outcome)[0], 'Tea?');
      assert.match(String(texts(outcome)[2]), /3\. Red\n4\. Light blue/);
      assert.deepEqual(outcome.notes, [[true, true, true]]);
    },
  },
];
