import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConversationParameters } from 'botbuilder';
import sinon from 'sinon';
import { WhatsGateAdapter } from '../../src/index';
import { startWorld, type World } from './support/world';

const ANNA = '79991112233';

describe('An account with manners', () => {
  let world: World;
  afterEach(() => world.close());

  const commands = (): string[] => world.sim.requests.map(({ command }) => command);

  it('has none unless they are asked for', async () => {
    world = await startWorld({
      logic: async (context) => {
        await context.sendActivity('hello');
      },
    });
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    assert.deepEqual(commands(), ['send']);
  });

  it('marks a message as seen and types before it answers', async () => {
    world = await startWorld({
      adapter: { manners: { seen: true, typing: true, pausePerCharacterMs: 1, jitter: 0 } },
      logic: async (context) => {
        await context.sendActivity('hello');
      },
    });
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    assert.deepEqual(commands().sort(), ['seen', 'send', 'typing']);
    assert.equal(commands().at(-1), 'send');
  });

  it('marks nothing as seen twice when an event is repeated', async () => {
    world = await startWorld({ adapter: { manners: { seen: true } } });
    world.sim.faults.onWebhook('message', { kind: 'duplicate', copies: 2 });
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    await world.adapter.close(1000);
    assert.deepEqual(commands(), ['seen']);
  });

  it('marks nothing as seen that nobody has said to the account: whoever posts a status is told who saw it', async () => {
    world = await startWorld({ adapter: { manners: { seen: true } } });
    const whatsappId = world.sim.accounts[0]?.whatsappId;
    const message = (id: string, from: string, more = {}): object => ({
      whatsapp_id: whatsappId,
      event_action: 'message',
      event_data: { message: { id, from, type: 'chat', body: 'hi', ...more } },
    });
    const logic = (): Promise<void> => Promise.resolve();
    const seen = sinon.stub(world.adapter.client, 'seen').resolves();
    await world.adapter.processEvent(
      message(`false_status@broadcast_3EB01_${ANNA}@c.us`, 'status@broadcast'),
      logic,
    );
    await world.adapter.processEvent(
      message(`false_${ANNA}@c.us_3EB02`, `${ANNA}@c.us`, { isStatus: true }),
      logic,
    );
    await world.adapter.processEvent(message('false_1203@newsletter_3EB03', '1203@newsletter'), logic);
    await world.adapter.processEvent(message(`true_${ANNA}@c.us_3EB04`, `${ANNA}@c.us`), logic);
    await world.adapter.processEvent(message(`false_${ANNA}@c.us_3EB05`, `${ANNA}@c.us`), logic);
    sinon.assert.calledOnceWithMatch(seen, whatsappId, { id: `${ANNA}@c.us` });
  });

  it('leaves nothing to a gateway that hangs once it is closed: its process can end', async () => {
    world = await startWorld({ logic: () => Promise.resolve() });
    const gateway = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    const adapter = new WhatsGateAdapter({
      apiKey: 'k'.repeat(20),
      whatsappId: 'shop',
      baseUrl: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/`,
      webhookToken: false,
      manners: { typing: true, seen: true },
    });
    const asked = once(gateway, 'request') as Promise<[IncomingMessage]>;
    const message = { id: `false_${ANNA}@c.us_3EB01`, from: `${ANNA}@c.us`, type: 'chat', body: 'hi' };
    const event = { id: 1, whatsapp_id: 'shop', event_action: 'message', event_data: { message } };
    await adapter.processEvent(event, () => Promise.resolve());
    const [{ socket }] = await asked;
    const ended = once(socket, 'close');
    await adapter.close(0);
    await ended;
    gateway.closeAllConnections();
    gateway.close();
  });

  it('keeps the order of a chat while it waits between messages', async () => {
    const texts = ['one', 'two', 'three'];
    world = await startWorld({
      adapter: { manners: { gapMs: 20, perMinute: 6000 } },
      logic: async (context) => {
        await Promise.all(texts.map((text) => context.sendActivity(text)));
      },
    });
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    const sent = world.sim.messages.filter(({ direction }) => direction === 'out');
    assert.deepEqual(
      sent.map(({ body }) => body),
      texts,
    );
  });

  it('finds the form of a number under which WhatsApp knows it', async () => {
    world = await startWorld({
      adapter: { checkNumbers: true, defaultCountry: 'BR' },
      simulator: { assumptions: { checkUnknownNumber: false } },
    });
    world.sim.user('551181234567', { name: 'Bruna' });
    const parameters = { members: [{ id: '(11) 98123-4567', name: 'Bruna' }] } as ConversationParameters;
    await world.adapter.createConversationAsync('', '', '', '', parameters, async (context) => {
      await context.sendActivity('Olá');
    });
    assert.equal((await world.sim.nextMessage()).to, '551181234567@c.us');
    assert.deepEqual(commands(), ['check', 'check', 'send']);
  });
});
