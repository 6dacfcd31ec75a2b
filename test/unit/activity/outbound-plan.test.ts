import assert from 'node:assert/strict';
import { ActivityTypes } from 'botbuilder';
import { LONGEST_DELAY_MS, planActivity } from '../../../src/activity/outbound';
import { defaultTextSettings } from '../../../src/activity/text-format';
import type { OutboundActivity } from '../../../src/activity/types';
import { deepFreeze, file, planOf, PNG, PNG_URL, stepsOf } from './outbound-helper';

describe('outbound: types of activity', () => {
  it('a message is its text', () => {
    assert.deepEqual(planOf({ type: 'message', text: 'Hello world!' }), {
      steps: [{ kind: 'text', text: 'Hello world!' }],
      ignored: [],
    });
  });

  it('no type means message', () => assert.deepEqual(stepsOf({ text: 'Hi' }), ['text:Hi']));

  for (const text of [undefined, '', ' \n ']) {
    it(`a message without anything to say is no step: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(planOf({ type: 'message', text }), { steps: [], ignored: [] });
    });
  }

  it('typing is an indicator', () => assert.deepEqual(stepsOf({ type: 'typing', text: 'x' }), ['typing']));

  const delays: readonly [unknown, number][] = [
    [250, 250],
    [0, 0],
    ['300', 300],
    [' 40 ', 40],
    [undefined, 1000],
    [null, 1000],
    ['', 1000],
    ['soon', 1000],
    [-1, 1000],
    [NaN, 1000],
    [Infinity, 1000],
    [true, 1000],
    [{}, 1000],
    [LONGEST_DELAY_MS + 1, LONGEST_DELAY_MS],
    ['1e99', LONGEST_DELAY_MS],
  ];
  for (const [value, expected] of delays) {
    it(`a delay of ${String(value)} waits ${expected} ms`, () => {
      assert.deepEqual(stepsOf({ type: 'delay', value }), [`delay:${expected}`]);
    });
  }

  it('endOfConversation says its last words', () => {
    assert.deepEqual(stepsOf({ type: 'endOfConversation', text: 'Bye' }), ['text:Bye']);
    assert.deepEqual(planOf({ type: 'endOfConversation', text: ' ' }), {
      steps: [],
      ignored: ['endOfConversation'],
    });
    assert.deepEqual(stepsOf({ type: 'endOfConversation' }), []);
  });

  const treated = ['message', 'typing', 'delay', 'endOfConversation'];
  const others = [...Object.values(ActivityTypes), 'suggestion', 'of-tomorrow', ''];
  for (const type of others.filter((known) => !treated.includes(known))) {
    it(`'${type}' is no step and says why`, () => {
      const activity = {
        type,
        text: 'secret state',
        value: { dialog: 'secret' },
        attachments: [file('a.png')],
      };
      assert.deepEqual(planOf(activity), { steps: [], ignored: [`activity type '${type}'`] });
    });
  }
});

describe('outbound: text', () => {
  const texts: readonly [unknown, string[]][] = [
    [5, ['text:5']],
    [0, ['text:0']],
    [null, []],
  ];
  for (const [text, steps] of texts) {
    it(`that is no string but ${JSON.stringify(text)} stops nothing`, () => {
      assert.deepEqual(stepsOf({ text } as unknown as OutboundActivity), steps);
    });
  }

  it('that is an object is named among what was left out', () => {
    const plan = planOf({ text: { a: 1 } } as unknown as OutboundActivity);
    assert.deepEqual(plan, { steps: [], ignored: ['text that is no string'] });
  });

  const marks = ' *bold* _it_ ```x``` \n\t1. one\u202e';
  for (const textFormat of ['plain', 'of-tomorrow', 5]) {
    it(`of format ${textFormat} goes out to the letter, marks and blanks included`, () => {
      const activity = { text: marks, textFormat } as OutboundActivity;
      assert.deepEqual(planOf(activity).steps, [{ kind: 'text', text: marks }]);
    });
  }

  for (const textFormat of [undefined, null, '', 'markdown']) {
    it(`of format ${JSON.stringify(textFormat)} is Markdown`, () => {
      assert.deepEqual(stepsOf({ text: '**a** *b*', textFormat } as OutboundActivity), ['text:*a* _b_']);
    });
  }

  it('without a format is what the option says', () => {
    const settings = { cards: {}, text: { ...defaultTextSettings, defaultFormat: 'plain' as const } };
    assert.deepEqual(planActivity({ text: '**a**' }, {}, settings).steps, [{ kind: 'text', text: '**a**' }]);
    const { steps } = planActivity({ text: '**a**', textFormat: 'markdown' }, {}, settings);
    assert.deepEqual(steps, [{ kind: 'text', text: '*a*' }]);
  });

  it('of format xml loses its tags', () => {
    assert.deepEqual(stepsOf({ text: '<b>a</b> &amp; <x>b</x>', textFormat: 'xml' }), ['text:*a* & b']);
  });

  it('that is too long is several messages', () => {
    const settings = { cards: {}, text: { ...defaultTextSettings, maximumLength: 300 } };
    const { steps } = planActivity({ text: `${'a'.repeat(200)}\n\n${'b'.repeat(200)}` }, {}, settings);
    assert.deepEqual(steps, [
      { kind: 'text', text: 'a'.repeat(200) },
      { kind: 'text', text: 'b'.repeat(200) },
    ]);
  });

  it('that is too long for a caption is parted before the files', () => {
    const activity = { text: 'a'.repeat(5000), attachments: [file('a.png')] };
    assert.deepEqual(stepsOf(activity), [
      `text:${'a'.repeat(4096)}`,
      `text:${'a'.repeat(904)}`,
      'file:a.png',
    ]);
  });

  it('names those who are mentioned, and places, in its last words too', () => {
    const mention = { type: 'mention', mentioned: { id: '79991112233@c.us' }, text: '<at>Anna</at>' };
    const place = { type: 'GeoCoordinates', latitude: 1, longitude: 2 };
    assert.deepEqual(stepsOf({ text: 'Hi <at>Anna</at>', entities: [mention, place] }), [
      'text:Hi @79991112233\n\n📍 https://maps.google.com/?q=1,2',
    ]);
    assert.deepEqual(stepsOf({ type: 'endOfConversation', text: '**Bye**' }), ['text:*Bye*']);
  });

  it('and a place that is attached', () => {
    const content = { type: 'GeoCoordinates', latitude: 1, longitude: 2 };
    assert.deepEqual(stepsOf({ attachments: [{ contentType: 'application/json', content }] }), [
      'text:📍 https://maps.google.com/?q=1,2',
    ]);
  });
});

describe('outbound: what WhatsApp has no place for', () => {
  it('is named, and never what it holds', () => {
    const activity = {
      text: 'Hi',
      speak: 'secret',
      entities: [{ type: 'secret' }],
      attachmentLayout: 'carousel',
      importance: 'high',
      expiration: new Date(0),
      value: { secret: 1 },
    };
    const { ignored } = planOf(activity);
    assert.deepEqual(ignored.toSorted(), ['importance', 'speak', 'value']);
  });

  it('does not include what only addresses an activity, nor what is empty', () => {
    const activity = {
      ...{ type: 'message', id: '1', text: 'Hi', textFormat: 'plain', summary: 's', replyToId: 'r' },
      ...{ channelId: 'whatsgate', serviceUrl: 'https://h', conversation: { id: 'c' }, from: { id: 'f' } },
      ...{
        recipient: { id: 'r' },
        timestamp: new Date(0),
        localTimestamp: new Date(0),
        localTimezone: 'UTC',
      },
      ...{ locale: 'en', callerId: 'c', deliveryMode: 'normal', inputHint: 'acceptingInput' },
      ...{ attachments: [], entities: [], speak: '', value: undefined, suggestedActions: undefined },
    };
    assert.deepEqual(planOf(activity).ignored, []);
  });

  it('is every attachment that cannot be sent, by its type', () => {
    const attachments = [
      { contentType: 'application/vnd.microsoft.card.hero', content: {} },
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: 'https://h/card.json' },
      { contentUrl: 'ftp://h/a' },
      { contentType: 'image/png', contentUrl: '' },
      null as unknown as object,
    ];
    assert.deepEqual(planOf({ attachments }), {
      steps: [],
      ignored: [
        "attachment of type 'application/vnd.microsoft.card.hero'",
        "attachment of type 'application/vnd.microsoft.card.adaptive'",
        "attachment of type 'none'",
        "attachment of type 'image/png'",
      ],
    });
  });

  it('attachments that are no list stop nothing', () => {
    const activity = { text: 'Hi', attachments: { length: 1 } } as unknown as OutboundActivity;
    assert.deepEqual(stepsOf(activity), ['text:Hi']);
  });
});

describe('outbound: summary', () => {
  const card = { contentType: 'application/vnd.microsoft.card.hero', content: {} };
  it('stands for attachments that could not be shown', () => {
    assert.deepEqual(stepsOf({ text: 'Hi', summary: 'A card', attachments: [card] }), ['text:Hi\n\nA card']);
    assert.deepEqual(stepsOf({ summary: 'A card', attachments: [card] }), ['text:A card']);
  });

  it('is left out when all were', () => {
    assert.deepEqual(stepsOf({ text: 'Hi', summary: 'A file', attachments: [file('a.png')] }), [
      'file:a.png|Hi',
    ]);
    assert.deepEqual(stepsOf({ summary: 'Nothing' }), []);
  });

  it('goes with the files that could be shown', () => {
    const activity = { text: 'Hi', summary: 'A card', attachments: [card, file('a.png')] };
    assert.deepEqual(stepsOf(activity), ['file:a.png|Hi\n\nA card']);
  });
});

describe('outbound: the activity', () => {
  it('is never touched', () => {
    const activity = {
      type: 'message',
      text: 'Look',
      summary: 's',
      attachments: [
        { contentType: 'image/png', content: new Uint8Array(PNG), name: 'a.png' },
        { contentType: 'image/png', contentUrl: PNG_URL },
        { contentType: 'application/vnd.microsoft.card.hero', content: { buttons: [{ title: 'x' }] } },
      ],
      entities: [{ type: 'mention' }],
      channelData: { whatsgate: { quote: false, type: 'doc', recipient: { number: '7' }, other: 1 } },
      value: { a: [1] },
    };
    const before = structuredClone(activity);
    planOf(deepFreeze(activity));
    assert.deepEqual(activity, before);
  });

  it('and a plan do not depend on who plans', () => {
    const activity = { text: 'Look', attachments: [file('a.png')] };
    assert.deepEqual(planActivity(activity, {}), planActivity(activity, {}));
  });
});
