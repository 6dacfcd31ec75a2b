import assert from 'node:assert/strict';
import { Accounts } from '../../../src/channel/accounts';
import { ChatOpener, type ChatOpenerParts } from '../../../src/channel/open-chat';
import { WhatsGateActivityError } from '../../../src/whatsgate/errors';

describe('opening a chat by number', () => {
  const openerFor = (
    onWhatsApp: readonly string[],
    parts: Partial<ChatOpenerParts> = {},
  ): { readonly asked: string[]; readonly opener: ChatOpener } => {
    const asked: string[] = [];
    const opener = new ChatOpener({
      client: {
        check: (_whatsappId, number) => {
          asked.push(number);
          return Promise.resolve(onWhatsApp.includes(number));
        },
      },
      accounts: new Accounts([{ whatsappId: 'shop' }]),
      checkNumbers: true,
      defaultCountry: undefined,
      openByNumber: (_whatsappId, number) => `${number}@c.us`,
      ...parts,
    });
    return { asked, opener };
  };

  it('takes the form under which WhatsApp knows a number', async () => {
    const { asked, opener } = openerFor(['551181234567']);
    assert.equal(await opener.open('shop', '+55 11 98123-4567'), '551181234567@c.us');
    assert.deepEqual(asked, ['5511981234567', '551181234567']);
  });

  it('asks no further than the first form that is known, and not again for the same number', async () => {
    const { asked, opener } = openerFor(['525512345678', '5215512345678']);
    for (const text of ['+52 55 1234 5678', '52 (55) 1234-5678']) {
      assert.equal(await opener.open('shop', text), '525512345678@c.us');
    }
    assert.deepEqual(asked, ['525512345678']);
  });

  it('asks again for a number that was not known: its owner may join at any time', async () => {
    const known: string[] = [];
    const { opener } = openerFor(known);
    const isRefused = (error: unknown): boolean =>
      error instanceof WhatsGateActivityError && !error.message.includes('541123456789');
    await assert.rejects(opener.open('shop', '+54 11 2345 6789'), isRefused);
    known.push('5491123456789');
    assert.equal(await opener.open('shop', '+54 11 2345 6789'), '5491123456789@c.us');
  });

  it('asks nothing unless it was told to', async () => {
    const { asked, opener } = openerFor([], { checkNumbers: false, defaultCountry: 'BR' });
    assert.equal(await opener.open('shop', '11 98123 4567'), '5511981234567@c.us');
    assert.deepEqual(asked, []);
  });
});
