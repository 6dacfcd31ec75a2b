import assert from 'node:assert/strict';
import { formatConversationId, parseConversationId } from '../../../src/activity/conversation-id';

const known = (whatsappId: string): boolean => ['shop', 'a:b', '50%'].includes(whatsappId);

describe('conversation ids', () => {
  it('are the chat id with one account', () => {
    assert.equal(formatConversationId('shop', '79991112233@c.us', false), '79991112233@c.us');
  });

  for (const whatsappId of ['shop', 'a:b', '50%']) {
    it(`carry and give back the account '${whatsappId}'`, () => {
      const id = formatConversationId(whatsappId, '120363043968066561@g.us', true);
      assert.deepEqual(parseConversationId(id, known), { chatId: '120363043968066561@g.us', whatsappId });
    });
  }

  it('differ between two accounts that talk to the same person', () => {
    const ids = ['shop', 'a:b'].map((account) => formatConversationId(account, '7@c.us', true));
    assert.equal(new Set(ids).size, 2);
  });

  const opaque = ['79991112233@c.us', 'other:79991112233@c.us', ':7@c.us', '%E0%A4%A:7@c.us', ''];
  for (const id of opaque) {
    it(`without a known account stay whole: '${id}'`, () => {
      assert.deepEqual(parseConversationId(id, known), { chatId: id, whatsappId: undefined });
    });
  }

  it('split at the first colon only', () => {
    assert.deepEqual(parseConversationId('shop:user:5@c.us', known), {
      chatId: 'user:5@c.us',
      whatsappId: 'shop',
    });
  });
});
