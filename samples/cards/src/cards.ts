import { ActionTypes, CardFactory, type Attachment } from 'botbuilder';
import { poll } from './poll';

/** A picture that travels in the card itself, so that the sample needs no other server. */
const DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** One card of each kind, by the name under which it stands in the menu. */
export const CARDS: ReadonlyMap<string, () => Attachment> = new Map<string, () => Attachment>([
  [
    'Hero',
    () =>
      CardFactory.heroCard(
        'Tea of the day',
        'A **green** one, from the hills.',
        [DOT],
        [
          { type: ActionTypes.ImBack, title: 'Order it', value: 'order tea' },
          { type: ActionTypes.OpenUrl, title: 'Read more', value: 'https://example.com/tea' },
        ],
      ),
  ],
  [
    'Receipt',
    () => ({
      contentType: 'application/vnd.microsoft.card.receipt',
      content: {
        title: 'Your order',
        facts: [{ key: 'Order', value: '1234' }],
        items: [{ title: 'Green tea', quantity: '2', price: '8.00 €' }],
        tax: '0.56 €',
        total: '8.56 €',
      },
    }),
  ],
  ['Sign in', () => CardFactory.signinCard('Sign in', 'https://example.com/login', 'Please sign in first.')],
  [
    'Video',
    () => CardFactory.videoCard('How tea is made', [{ url: 'https://example.com/watch?v=tea' }], ['Thanks']),
  ],
  [
    'Adaptive',
    () =>
      CardFactory.adaptiveCard({
        type: 'AdaptiveCard',
        version: '1.3',
        body: [
          { type: 'TextBlock', text: 'How was your tea?', weight: 'Bolder' },
          { type: 'FactSet', facts: [{ title: 'Table', value: '7' }] },
          {
            type: 'Input.ChoiceSet',
            id: 'mark',
            choices: [
              { title: 'Good', value: 'good' },
              { title: 'Bad', value: 'bad' },
            ],
          },
        ],
        actions: [{ type: 'Action.Submit', title: 'Send', data: { form: 'tea' } }],
      }),
  ],
  ['Poll', () => poll('Which one *next*?', 'Black', 'White')],
]);
