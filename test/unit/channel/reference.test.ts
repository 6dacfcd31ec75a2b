import assert from 'node:assert/strict';
import { readReference, type StoredReference } from '../../../src/channel/reference';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';

const CHAT = '79991112233@c.us';
const OWN = { id: '79005550999@c.us', name: 'Shop' };
const USER = { id: CHAT, name: 'Anna' };
const BOT = { id: '79005550111@c.us', name: 'Stored' };

describe('a stored conversation reference', () => {
  it('is read as botbuilder stores it', () => {
    const stored = {
      activityId: `false_${CHAT}_1`,
      user: { ...USER, role: 'user' },
      bot: { ...BOT, role: 'bot' },
      conversation: { id: CHAT, isGroup: false, name: '', conversationType: 'personal', tenantId: 'x' },
      channelId: 'whatsgate',
      locale: 'en',
      serviceUrl: 'https://whatsgate.org/api/v1',
    };
    assert.deepEqual(readReference(stored, OWN), { conversationId: CHAT, user: USER, bot: BOT });
  });

  it('is read as the Agents SDK stores it', () => {
    const stored = { user: USER, agent: BOT, conversation: { id: CHAT }, channelId: 'whatsgate' };
    assert.deepEqual(readReference(stored, OWN), { conversationId: CHAT, user: USER, bot: BOT });
  });

  it('is read after it went through JSON', () => {
    const stored = JSON.parse(
      JSON.stringify({ user: USER, bot: undefined, agent: BOT, conversation: { id: CHAT } }),
    ) as StoredReference;
    assert.deepEqual(readReference(stored, OWN), { conversationId: CHAT, user: USER, bot: BOT });
  });

  it('needs nothing but the conversation', () => {
    assert.deepEqual(readReference({ conversation: { id: CHAT } }, OWN), {
      conversationId: CHAT,
      user: { id: CHAT, name: '' },
      bot: OWN,
    });
  });

  for (const account of [null, 'Anna', 5, [], {}, { id: '' }, { id: 5 }, { name: 'Anna' }]) {
    it(`does without accounts that are none: ${JSON.stringify(account)}`, () => {
      const read = readReference(
        { conversation: { id: CHAT }, user: account, bot: account, agent: BOT },
        OWN,
      );
      assert.deepEqual(read, { conversationId: CHAT, user: { id: CHAT, name: '' }, bot: BOT });
    });
  }

  it('gives an account without a name an empty one', () => {
    const read = readReference(
      { conversation: { id: CHAT }, user: { id: 'x' }, bot: { id: 'y', name: 7 } },
      OWN,
    );
    assert.deepEqual(
      [read.user, read.bot],
      [
        { id: 'x', name: '' },
        { id: 'y', name: '' },
      ],
    );
  });

  it('tells nobody where its serviceUrl points, or anything else it holds', () => {
    const hostile = {
      conversation: { id: CHAT, serviceUrl: 'https://evil.example' },
      user: { ...USER, serviceUrl: 'https://evil.example' },
      bot: BOT,
      channelId: 'evil',
      serviceUrl: 'https://evil.example',
    };
    assert.ok(!JSON.stringify(readReference(hostile, OWN)).includes('evil'));
  });

  for (const stored of [
    {},
    { conversation: undefined },
    { conversation: null },
    { conversation: { id: '' } },
    { conversation: { id: 5 } },
  ]) {
    it(`is refused without a conversation: ${JSON.stringify(stored)}`, () => {
      assert.throws(
        () => readReference(stored as unknown as StoredReference, OWN),
        (error) => error instanceof WhatsGateActivityError && error.message.includes('conversation.id'),
      );
    });
  }
});
