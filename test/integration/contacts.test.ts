import assert from 'node:assert/strict';
import { startWorld } from './support/world';

const CARD = 'BEGIN:VCARD\nVERSION:3.0\nFN:Анна\nTEL;waid=79991112233:+7 999 111-22-33\nEND:VCARD';

describe('Contacts, over real sockets', () => {
  it('sent back by the bot arrive as a document, byte for byte', async () => {
    const world = await startWorld({
      logic: async (context) => {
        await context.sendActivity({ attachments: context.activity.attachments ?? [] });
      },
    });
    try {
      const boris = world.sim.user('79994445566');
      await boris.sendsContact({ displayName: 'Анна', vcard: CARD });
      const sent = await world.sim.nextMessage({ to: boris });
      assert.equal(sent.type, 'doc');
      assert.equal(sent.media?.filename, 'Анна.vcf');
      assert.equal(Buffer.from(sent.media.data).toString(), CARD);
    } finally {
      await world.close();
    }
  });
});
