import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readOutboundChannelData } from '../../src/activity/outbound-options';
import { planActivity } from '../../src/activity/outbound';
import { quoteFor } from '../../src/activity/quote';
import type { OutboundActivity } from '../../src/activity/types';
import { isLongMessageId } from '../../src/whatsgate/message-id';
import { deepFreeze } from '../unit/activity/outbound-helper';

const anything = fc.anything({ withDate: true, withTypedArray: false, maxDepth: 3 });
const urls = fc.constantFrom(
  'https://h/a.webp',
  'https://',
  'data:image/png;base64,AAAA',
  'data:',
  'whatsgate://media/a/b',
  'x',
);
const attachment = fc.oneof(
  anything,
  fc.record(
    {
      contentType: fc.oneof(
        fc.constantFrom('image/png', 'audio/ogg', 'application/vnd.microsoft.card.hero'),
        anything,
      ),
      contentUrl: fc.oneof(urls, anything),
      content: fc.oneof(fc.constantFrom('AAAA', ''), anything),
      name: fc.oneof(fc.string(), anything),
    },
    { requiredKeys: [] },
  ),
);
const activities = fc
  .record(
    {
      type: fc.oneof(fc.constantFrom('message', 'typing', 'delay', 'endOfConversation', 'trace'), anything),
      text: fc.oneof(fc.string(), anything),
      summary: fc.oneof(fc.string(), anything),
      replyToId: fc.oneof(fc.constantFrom('false_7@c.us_AA', ''), anything),
      attachments: fc.oneof(fc.array(attachment, { maxLength: 4 }), anything),
      suggestedActions: anything,
      entities: anything,
      value: anything,
      channelData: fc.oneof(
        anything,
        fc.record({
          whatsgate: fc.oneof(anything, fc.record({ quote: anything, type: anything, recipient: anything })),
        }),
      ),
    },
    { requiredKeys: [] },
  )
  .map((activity) => activity as OutboundActivity);

describe('properties of the outbound translation', () => {
  it('planning never throws and never touches the activity', () => {
    fc.assert(
      fc.property(activities, (activity) => {
        const frozen = deepFreeze(activity);
        const { wishes, ignored } = readOutboundChannelData(frozen);
        const plan = planActivity(frozen, wishes);
        for (const reason of [...ignored, ...plan.ignored]) assert.equal(typeof reason, 'string');
        assert.deepEqual(planActivity(frozen, wishes), plan);
      }),
      { numRuns: 3000, seed: 20_260_514 },
    );
  });

  it('nothing that is said is lost: the text is in one step, each file in one, in order', () => {
    const kinds = fc.constantFrom('a.png', 'b.webp', 'c.ogg', 'd.pdf', 'e.mp4');
    fc.assert(
      fc.property(fc.string({ maxLength: 1100 }), fc.array(kinds, { maxLength: 5 }), (text, names) => {
        const attachments = names.map((name) => ({ contentUrl: `https://h/${name}`, name }));
        const { steps, ignored } = planActivity({ text, textFormat: 'plain', attachments }, {});
        const texts = steps.flatMap((step) =>
          step.kind === 'text'
            ? [step.text]
            : step.kind === 'file'
              ? [step.caption].filter((c) => c !== undefined)
              : [],
        );
        assert.deepEqual(texts, text.trim() === '' ? [] : [text]);
        assert.deepEqual(
          steps.flatMap((step) => (step.kind === 'file' ? [step.file.name] : [])),
          names,
        );
        assert.deepEqual(ignored, []);
      }),
      { seed: 11 },
    );
  });

  it('a quote is a long message id or none', () => {
    const policies = fc.constantFrom('always', 'first', 'groups', 'explicit', 'never');
    const wishes = fc.oneof(fc.constantFrom(false as const, undefined), fc.string());
    fc.assert(
      fc.property(activities, policies, wishes, fc.boolean(), (activity, policy, wish, flag) => {
        const turn = { inboundId: activity.replyToId, inboundType: 'message', isGroup: flag };
        const quote = quoteFor(activity, { policy, wish, turn, alreadyQuoted: !flag });
        assert.ok(quote === undefined || isLongMessageId(quote));
      }),
      { numRuns: 500, seed: 12 },
    );
  });
});
