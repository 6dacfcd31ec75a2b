import assert from 'node:assert/strict';
import { quoteFor, type QuoteContext } from '../../../src/activity/quote';
import type { QuotePolicy } from '../../../src/activity/types';

const INBOUND = 'false_79991112233@c.us_3EB0AAAA';
const CHOSEN = 'false_79991112233@c.us_3EB0BBBB';
const POLICIES: readonly QuotePolicy[] = ['always', 'first', 'groups', 'explicit', 'never'];
const NO_IDS = ['3a1c9ae0-4c4e-4a1e-9d3d-8f6a0b0f2f11', '', '3EB0AAAA', 'queued:1', '5f0c:ack:41'];

function quote(
  replyToId: string | undefined,
  changes: Partial<QuoteContext> & Partial<QuoteContext['turn']> = {},
) {
  const { inboundId = INBOUND, inboundType = 'message', isGroup = false, ...context } = changes;
  return quoteFor(
    { type: 'message', text: 'x', ...(replyToId === undefined ? {} : { replyToId }) },
    {
      policy: 'always',
      alreadyQuoted: false,
      wish: undefined,
      turn: { inboundId, inboundType, isGroup },
      ...context,
    },
  );
}

describe('the quote of a message', () => {
  describe('stamped by the SDK, by policy', () => {
    /** policy, whether it quotes: first in 1:1, later in 1:1, first in a group, later in a group. */
    const table: readonly [QuotePolicy, boolean, boolean, boolean, boolean][] = [
      ['always', true, true, true, true],
      ['first', true, false, true, false],
      ['groups', false, false, true, true],
      ['explicit', false, false, false, false],
      ['never', false, false, false, false],
    ];
    for (const [policy, ...row] of table) {
      row.forEach((expected, column) => {
        const isGroup = column >= 2;
        const alreadyQuoted = column % 2 === 1;
        it(`${policy}, ${alreadyQuoted ? 'a later' : 'the first'} reply in a ${isGroup ? 'group' : '1:1 chat'}`, () => {
          assert.equal(quote(INBOUND, { policy, isGroup, alreadyQuoted }), expected ? INBOUND : undefined);
        });
      });
    }
  });

  for (const policy of POLICIES) {
    for (const isGroup of [false, true]) {
      for (const alreadyQuoted of [false, true]) {
        const context = { policy, isGroup, alreadyQuoted };
        const title = `${policy}${isGroup ? ', group' : ''}${alreadyQuoted ? ', later' : ''}`;

        it(`${title}: one that was set on purpose stands, but under 'never'`, () => {
          assert.equal(quote(CHOSEN, context), policy === 'never' ? undefined : CHOSEN);
        });

        it(`${title}: what is no message id never passes`, () => {
          for (const id of NO_IDS) assert.equal(quote(id, context), undefined, id);
          for (const id of NO_IDS) assert.equal(quote(id, { ...context, inboundId: id }), undefined, id);
          assert.equal(quote(undefined, context), undefined);
        });

        it(`${title}: a wish wins over everything`, () => {
          assert.equal(quote(INBOUND, { ...context, wish: CHOSEN }), CHOSEN);
          assert.equal(quote(undefined, { ...context, wish: CHOSEN }), CHOSEN);
          assert.equal(quote(CHOSEN, { ...context, wish: false }), undefined);
          for (const wish of NO_IDS) assert.equal(quote(CHOSEN, { ...context, wish }), undefined, wish);
        });
      }
    }
  }

  for (const inboundType of ['event', 'messageReaction', 'messageDelete', 'conversationUpdate', undefined]) {
    it(`a stamped id of ${inboundType ?? 'no activity'} is nothing to be quoted, a chosen one is`, () => {
      const turn = { inboundId: INBOUND, inboundType, isGroup: true };
      const context = { policy: 'always', alreadyQuoted: false, wish: undefined, turn } as const;
      assert.equal(quoteFor({ replyToId: INBOUND }, context), undefined);
      assert.equal(quoteFor({ replyToId: CHOSEN }, context), CHOSEN);
    });
  }

  it('in a proactive turn is the chosen one', () => {
    const turn = { inboundId: undefined, inboundType: 'event', isGroup: false };
    const context = { policy: 'always', alreadyQuoted: false, wish: undefined, turn } as const;
    assert.equal(quoteFor({ replyToId: CHOSEN }, context), CHOSEN);
    assert.equal(quoteFor({}, context), undefined);
  });

  it('is none for a replyToId that is no text', () => {
    const context = { policy: 'always', alreadyQuoted: false, wish: undefined } as const;
    const turn = { inboundId: INBOUND, inboundType: 'message', isGroup: false };
    assert.equal(quoteFor({ replyToId: null as unknown as string }, { ...context, turn }), undefined);
  });
});
