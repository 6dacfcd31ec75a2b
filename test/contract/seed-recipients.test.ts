import assert from 'node:assert/strict';
import type { Activity, ConversationParameters, TurnContext } from 'botbuilder';
import type { Recipient } from '../../src/index';
import { useRealSockets } from '../unit/whatsgate/support/nock';
import { CONTACT, example, GROUP, SeedSender } from '../fixtures/seed-sender';

const hello: Partial<Activity> = { type: 'message', text: 'Hello world!' };

function recipientIn(name: string): Recipient {
  return (example(name) as { recipient: Recipient }).recipient;
}

function to(recipient: Recipient): Partial<Activity> {
  return { ...hello, channelData: { whatsgate: { recipient } } };
}

describe('the send page: recipients', () => {
  useRealSockets();
  let sender: SeedSender;
  beforeEach(async () => {
    sender = await SeedSender.start();
  });
  afterEach(() => sender.close());

  it('a contact by id', async () => {
    const { recipient } = await sender.sendOne(CONTACT, hello);
    assert.deepEqual(recipient, recipientIn('recipient-contact-by-id'));
  });

  it('a group by id', async () => {
    const { recipient } = await sender.sendOne(GROUP, hello);
    assert.deepEqual(recipient, recipientIn('recipient-group-by-id'));
  });

  it('a contact by number, for a conversation that is a bare number', async () => {
    const { recipient } = await sender.sendOne('79991112233', hello);
    assert.deepEqual(recipient, recipientIn('recipient-contact-by-number'));
  });

  it('a contact by number, on request of the bot', async () => {
    const expected = recipientIn('recipient-contact-by-number');
    assert.deepEqual((await sender.sendOne(CONTACT, to(expected))).recipient, expected);
  });

  it('a contact by number without type: the equivalent form with the type written out', async () => {
    const given = recipientIn('recipient-by-number-without-type');
    const { recipient } = await sender.sendOne(CONTACT, to(given));
    assert.deepEqual(recipient, recipientIn('recipient-contact-by-number'));
    assert.deepEqual(recipient, { ...given, type: 'contact' }, 'the page calls both forms equivalent');
  });

  it('a group by number, on request of the bot', async () => {
    const expected = recipientIn('recipient-group-by-number');
    assert.deepEqual((await sender.sendOne(CONTACT, to(expected))).recipient, expected);
  });

  it('a stranger is written to by number first, and by id from then on', async () => {
    const parameters = {
      members: [{ id: '+7 999 111-22-33', name: '' }],
    } as unknown as ConversationParameters;
    const greet = async (context: TurnContext): Promise<void> => {
      await context.sendActivity('one');
      await context.sendActivity('two');
    };
    await sender.adapter().createConversationAsync('', 'whatsgate', '', '', parameters, greet);
    const recipients = sender.bodies.map((body) => (body as { recipient: Recipient }).recipient);
    assert.deepEqual(recipients, [
      recipientIn('recipient-contact-by-number'),
      recipientIn('recipient-contact-by-id'),
    ]);
  });

  for (const id of [CONTACT, GROUP]) {
    it(`a conversation is opened with ${id} by its id`, async () => {
      const parameters = {
        members: [{ id, name: '' }],
        activity: hello,
      } as unknown as ConversationParameters;
      await sender
        .adapter()
        .createConversationAsync('', 'whatsgate', '', '', parameters, () => Promise.resolve());
      assert.deepEqual(sender.bodies, [
        {
          WhatsappID: 'YOUR_WHATSAPP_ID',
          async: false,
          recipient: { id },
          message: { body: 'Hello world!' },
        },
      ]);
    });
  }
});
