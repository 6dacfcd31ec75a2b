import assert from 'node:assert/strict';
import {
  ActivityHandler,
  ConversationState,
  MemoryStorage,
  type Activity,
  type TurnContext,
} from 'botbuilder';
import { MP3, MP4, OGG_OPUS, PDF, PNG, WEBP } from '../fixtures/media';
import { startWorld, type World } from './support/world';

class EchoBot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      await context.sendActivity(`Echo: ${context.activity.text}`);
      await next();
    });
  }
}

describe('A bot behind the adapter, over real sockets', () => {
  let world: World;
  afterEach(() => world.close());

  it('answers a text and quotes it', async () => {
    const bot = new EchoBot();
    world = await startWorld({ logic: (context) => bot.run(context) });
    const question = await world.sim.user('79991112233', { name: 'Anna' }).says('hi');
    const answer = await world.sim.nextMessage();
    assert.equal(answer.to, '79991112233@c.us');
    assert.equal(answer.body, 'Echo: hi');
    assert.equal(answer.quote, question.id);
    assert.equal((await question.delivered).outcome, 'acknowledged');
  });

  it('gives the bot the id of the sent message', async () => {
    const ids: string[] = [];
    world = await startWorld({
      logic: async (context) => {
        const response = await context.sendActivity('one');
        ids.push(response?.id ?? '');
      },
    });
    const question = await world.sim.user('79991112233').says('hi');
    const answer = await world.sim.nextMessage();
    await question.delivered;
    assert.deepEqual(ids, [answer.id]);
  });

  it('tells who wrote in a group, and answers there', async () => {
    const seen: Activity[] = [];
    world = await startWorld({
      logic: async (context) => {
        seen.push(context.activity);
        await context.sendActivity('hello all');
      },
    });
    const anna = world.sim.user('79991112233', { name: 'Anna' });
    const group = world.sim.group('Couriers', [anna, world.sim.user('79991112244')]);
    await anna.says('hi', { in: group });
    const answer = await world.sim.nextMessage();
    assert.equal(answer.to, group.id);
    const [activity] = seen;
    assert.ok(activity);
    assert.deepEqual(activity.from, { id: anna.id, name: 'Anna' });
    assert.equal(activity.conversation.id, group.id);
    assert.equal(activity.conversation.isGroup, true);
  });

  it('gives a quote of the person as replyToId, where the gateway tells', async () => {
    const replies: (string | undefined)[] = [];
    world = await startWorld({
      logic: async (context) => {
        replies.push(context.activity.replyToId);
        await context.sendActivity('first');
      },
      simulator: { assumptions: { messageHasQuotedId: true } },
    });
    const anna = world.sim.user('79991112233');
    await anna.says('hi');
    const first = await world.sim.nextMessage();
    await anna.replies(first, 'what do you mean?');
    await world.sim.nextMessage();
    assert.deepEqual(replies, [undefined, first.id]);
  });

  for (const [type, mimetype, expected, data] of [
    ['image', 'image/png', 'image', PNG],
    ['sticker', 'image/webp', 'sticker', WEBP],
    ['ptt', 'audio/ogg; codecs=opus', 'voice', OGG_OPUS],
    ['audio', 'audio/mpeg', 'doc', MP3],
    ['video', 'video/mp4', 'doc', MP4],
    ['document', 'application/pdf', 'doc', PDF],
  ] as const) {
    it(`takes a file of kind ${type} and sends it back as ${expected}`, async () => {
      const texts: string[] = [];
      world = await startWorld({
        logic: async (context) => {
          texts.push(context.activity.text);
          const attachments = context.activity.attachments ?? [];
          if (attachments.length > 0) await context.sendActivity({ attachments, text: 'here it is' });
        },
      });
      const caption = type === 'ptt' || type === 'sticker' ? '' : 'look';
      const sent = { type, mimetype, data, ...(caption === '' ? {} : { caption }) };
      await world.sim.user('79991112233').sends(sent);
      const messages = [await world.sim.nextMessage()];
      if (expected === 'sticker' || expected === 'voice') messages.push(await world.sim.nextMessage());
      const file = messages.at(-1);
      assert.equal(file?.type, expected);
      assert.ok(file.media);
      assert.deepEqual(file.media.data, data);
      // The vendor's list of types has none with parameters.
      assert.equal(file.media.mimetype, mimetype.split(';')[0]);
      assert.equal(messages.map((message) => message.body ?? '').join(''), 'here it is');
      assert.deepEqual(texts, [caption]);
    });
  }

  it('downloads what a person sent', async () => {
    const downloads: { readonly mimetype: string; readonly bytes: Buffer; readonly filename: string }[] = [];
    world = await startWorld({
      logic: async (context) => {
        for (const attachment of context.activity.attachments ?? []) {
          downloads.push(await world.adapter.downloadAttachment(attachment));
        }
      },
    });
    const anna = world.sim.user('79991112233');
    const message = await anna.sends({
      type: 'document',
      mimetype: 'application/pdf',
      data: PDF,
      filename: '../a.pdf',
    });
    await message.delivered;
    assert.equal(downloads[0]?.mimetype, 'application/pdf');
    assert.deepEqual(downloads[0].bytes, PDF);
    assert.doesNotMatch(downloads[0].filename, /[/\\]/);
  });

  it('answers an event that is delivered twice only once, and acknowledges both', async () => {
    const bot = new EchoBot();
    world = await startWorld({ logic: (context) => bot.run(context) });
    world.sim.faults.onWebhook('message', { kind: 'duplicate', copies: 3 });
    const question = await world.sim.user('79991112233').says('hi');
    await question.delivered;
    await world.sim.idle();
    assert.deepEqual(await Promise.all(world.processed).then((all) => all.length), 4);
    assert.equal(world.sim.messages.filter((message) => message.body === 'Echo: hi').length, 1);
    assert.ok(world.sim.deliveries.every((attempt) => attempt.acknowledged));
  });

  it('keeps one state over three quick messages', async () => {
    const state = new ConversationState(new MemoryStorage());
    const counter = state.createProperty<number>('count');
    world = await startWorld({
      logic: async (context: TurnContext) => {
        const count = (await counter.get(context, 0)) + 1;
        await counter.set(context, count);
        await context.sendActivity(String(count));
        await state.saveChanges(context);
      },
    });
    const anna = world.sim.user('79991112233');
    await Promise.all([anna.says('a'), anna.says('b'), anna.says('c')]);
    const answers = [
      await world.sim.nextMessage(),
      await world.sim.nextMessage(),
      await world.sim.nextMessage(),
    ];
    assert.deepEqual(
      answers.map((answer) => answer.body),
      ['1', '2', '3'],
    );
  });

  it('sends what a bot sends all at once in its order', async () => {
    const texts = ['one', 'two', 'three', 'four', 'five'];
    world = await startWorld({
      logic: async (context) => {
        await Promise.all(texts.map((text) => context.sendActivity(text)));
      },
    });
    world.sim.faults.onCommand('send', { kind: 'slow', ms: 30 });
    await world.sim.user('79991112233').says('go');
    const bodies: (string | undefined)[] = [];
    while (bodies.length < texts.length) bodies.push((await world.sim.nextMessage()).body);
    assert.deepEqual(bodies, texts);
  });

  it('lets other conversations go on while one waits', async () => {
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    world = await startWorld({
      logic: async (context) => {
        if (context.activity.text === 'slow') await slow;
        await context.sendActivity(`done: ${context.activity.text}`);
      },
    });
    await world.sim.user('79991112233').says('slow');
    await world.sim.user('79991112244').says('quick');
    assert.equal((await world.sim.nextMessage()).body, 'done: quick');
    release();
    assert.equal((await world.sim.nextMessage()).body, 'done: slow');
  });

  it('serves several accounts and keeps their conversations apart', async () => {
    const ids: string[] = [];
    world = await startWorld({
      simulator: { accounts: [{ name: 'Shop' }, { name: 'Support' }] },
      logic: async (context) => {
        ids.push(context.activity.conversation.id);
        await context.sendActivity(`Echo: ${context.activity.text}`);
      },
    });
    const [shop, support] = world.sim.accounts;
    assert.ok(shop && support);
    const anna = world.sim.user('79991112233');
    await anna.says('to the shop', { account: shop });
    assert.equal((await world.sim.nextMessage()).account, shop.whatsappId);
    await anna.says('to support', { account: support });
    assert.equal((await world.sim.nextMessage()).account, support.whatsappId);
    assert.equal(new Set(ids).size, 2);
  });
});
