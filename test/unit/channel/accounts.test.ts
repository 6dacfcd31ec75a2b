import assert from 'node:assert/strict';
import { Accounts } from '../../../src/channel/accounts';

const CHAT = '79991112233@c.us';

describe('accounts', () => {
  it('name conversations after the chat alone when there is one account', () => {
    const accounts = new Accounts([{ whatsappId: 'shop' }]);
    assert.equal(accounts.several, false);
    assert.equal(accounts.conversationId({ whatsappId: 'shop', chatId: CHAT }), CHAT);
    assert.deepEqual(accounts.locate(CHAT, undefined), { whatsappId: 'shop', chatId: CHAT });
  });

  it('name conversations after account and chat when there are several, and find both again', () => {
    const accounts = new Accounts([{ whatsappId: 'shop' }, { whatsappId: 'a:b %c' }]);
    assert.equal(accounts.several, true);
    assert.deepEqual(accounts.ids, ['shop', 'a:b %c']);
    for (const whatsappId of accounts.ids) {
      const address = { whatsappId, chatId: CHAT };
      assert.deepEqual(accounts.locate(accounts.conversationId(address), undefined), address);
    }
    assert.notEqual(
      accounts.conversationId({ whatsappId: 'shop', chatId: CHAT }),
      accounts.conversationId({ whatsappId: 'a:b %c', chatId: CHAT }),
    );
  });

  it('understand ids that were stored when there were several accounts', () => {
    const accounts = new Accounts([{ whatsappId: 'shop' }]);
    assert.deepEqual(accounts.locate(`shop:${CHAT}`, undefined), { whatsappId: 'shop', chatId: CHAT });
  });

  it('do not guess the account of a bare chat id when there are several', () => {
    const accounts = new Accounts([{ whatsappId: 'shop' }, { whatsappId: 'help' }]);
    assert.equal(accounts.locate(CHAT, undefined), undefined);
    assert.equal(accounts.locate(`other:${CHAT}`, undefined), undefined);
    assert.deepEqual(accounts.locate(CHAT, 'help'), { whatsappId: 'help', chatId: CHAT });
    assert.deepEqual(accounts.locate(`shop:${CHAT}`, 'help'), { whatsappId: 'help', chatId: CHAT });
  });

  it('know their own and nobody else', () => {
    const accounts = new Accounts([{ whatsappId: 'shop', wid: '79005550999@c.us', name: 'Shop' }]);
    assert.deepEqual(accounts.find('shop'), { whatsappId: 'shop', wid: '79005550999@c.us', name: 'Shop' });
    assert.equal(accounts.find('help'), undefined);
    assert.equal(accounts.find('__proto__'), undefined);
  });

  describe('learning', () => {
    it('take number and name from a ready event', () => {
      const accounts = new Accounts([{ whatsappId: 'shop' }]);
      accounts.learn('shop', '+7 900 555-09-99', 'Shop');
      assert.deepEqual(accounts.find('shop'), { whatsappId: 'shop', wid: '79005550999@c.us', name: 'Shop' });
    });

    it('keep what was configured', () => {
      const accounts = new Accounts([{ whatsappId: 'shop', wid: '1@c.us', name: 'Mine' }]);
      accounts.learn('shop', '79005550999', 'Shop');
      assert.deepEqual(accounts.find('shop'), { whatsappId: 'shop', wid: '1@c.us', name: 'Mine' });
    });

    it('keep what they know when an event tells nothing', () => {
      const accounts = new Accounts([{ whatsappId: 'shop' }]);
      accounts.learn('shop', '79005550999', 'Shop');
      accounts.learn('shop', undefined, undefined);
      assert.deepEqual(accounts.find('shop'), { whatsappId: 'shop', wid: '79005550999@c.us', name: 'Shop' });
    });

    it('follow an account that was linked to another phone', () => {
      const accounts = new Accounts([{ whatsappId: 'shop' }]);
      accounts.learn('shop', '79005550999', 'Shop');
      accounts.learn('shop', '79005550111', 'New shop');
      assert.deepEqual(accounts.find('shop'), {
        whatsappId: 'shop',
        wid: '79005550111@c.us',
        name: 'New shop',
      });
    });

    it('make no id of a number without digits', () => {
      const accounts = new Accounts([{ whatsappId: 'shop' }]);
      accounts.learn('shop', 'hidden', undefined);
      assert.equal(accounts.find('shop')?.wid, undefined);
      accounts.learn('shop', '79005550999', undefined);
      assert.equal(accounts.find('shop')?.wid, '79005550999@c.us');
    });

    it('take nothing about accounts of others', () => {
      const accounts = new Accounts([{ whatsappId: 'shop' }]);
      accounts.learn('help', '79005550999', 'Help');
      assert.deepEqual(accounts.ids, ['shop']);
    });
  });
});
