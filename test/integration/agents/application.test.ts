import assert from 'node:assert/strict';
import {
  AgentApplication,
  AttachmentDownloader,
  MemoryStorage,
  type AgentApplicationOptions,
  type InputFile,
  type TurnState,
} from '@microsoft/agents-hosting';
import { WhatsGateAdapter, WhatsGateFileDownloader, WhatsGateUnsupportedError } from '../../../src/agents';
import { gate, TOKEN } from '../support/world';
import { startAgentsWorld, type AgentsWorld } from './world';

const PDF = Buffer.from('%PDF-1.4 a file');

/** Versions 1.2 to 1.4 do not have it. */
const HAS_PROACTIVE = 'proactive' in AgentApplication.prototype;

describe('AgentApplication on the adapter', () => {
  let world: AgentsWorld;
  beforeEach(async () => {
    world = await startAgentsWorld();
  });
  afterEach(() => world.close());

  function createApplication(
    options: Partial<AgentApplicationOptions<TurnState>> = {},
  ): AgentApplication<TurnState> {
    const app = new AgentApplication<TurnState>({
      adapter: world.adapter,
      storage: new MemoryStorage(),
      ...options,
    });
    app.onTurn('afterTurn', () => Promise.resolve(true));
    world.logic = (context) => app.run(context);
    return app;
  }

  it('saves its state from turn to turn', async () => {
    createApplication().onActivity('message', async (context, state) => {
      const count = (state.getValue<number | undefined>('conversation.count') ?? 0) + 1;
      state.setValue('conversation.count', count);
      await context.sendActivity(`${count}: ${context.activity.text}`);
    });
    const anna = world.sim.user('79991112233');
    const said = [await anna.says('a'), await anna.says('b'), await anna.says('c')];
    await Promise.all(said.map(({ delivered }) => delivered));
    assert.deepEqual(
      world.sim.messages.filter(({ direction }) => direction === 'out').map(({ body }) => body),
      ['1: a', '2: b', '3: c'],
    );
  });

  it('can be made in production, where the SDK asks for an id of Azure', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      assert.throws(() => new AgentApplication({}), /clientId/i);
      const adapter = new WhatsGateAdapter({ apiKey: 'key', whatsappId: 'shop', webhookToken: TOKEN });
      assert.ok(new AgentApplication({ adapter, storage: new MemoryStorage() }).adapter === adapter);
      await adapter.close(0);
    } finally {
      if (before === undefined) delete process.env['NODE_ENV'];
      else process.env['NODE_ENV'] = before;
    }
  });

  it('answers a failure in its own words, or not at all', async () => {
    const app = createApplication();
    app.onActivity('message', () => Promise.reject(new Error('broken')));
    const failures: unknown[] = [];
    world.adapter.on('error', (error) => failures.push((error as Error).message));
    const anna = world.sim.user('79991112233');
    await (
      await anna.says('hi')
    ).delivered;
    assert.deepEqual(failures, ['broken']);
    assert.equal(world.sim.requests.length, 0);
    app.onError(async (context) => {
      await context.sendActivity('Sorry.');
    });
    await (
      await anna.says('hi again')
    ).delivered;
    assert.equal((await world.sim.nextMessage()).body, 'Sorry.');
  });

  it('is told of a thrown value that is no error', async () => {
    createApplication().onActivity('message', () => Promise.resolve());
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- bots do
    world.logic = () => Promise.reject('a text');
    const seen = new Promise<Error>((resolve) => {
      world.adapter.onTurnError = (_context, error) => {
        resolve(error);
        return Promise.resolve();
      };
    });
    await world.sim.user('79991112233').says('hi');
    assert.equal((await seen).cause, 'a text');
  });

  describe('with long-running messages', () => {
    it('answers with a quote, one message after the other', async () => {
      const first = gate();
      const order: string[] = [];
      createApplication({ longRunningMessages: true }).onActivity('message', async (context) => {
        const { text = '' } = context.activity;
        order.push(`${text} begins`);
        if (text === 'one') await first.opened;
        await context.sendActivity(`done: ${text}`);
        order.push(`${text} ends`);
      });
      const anna = world.sim.user('79991112233');
      const one = await anna.says('one');
      const two = await anna.says('two');
      first.open();
      await Promise.all([one.delivered, two.delivered]);
      assert.deepEqual(order, ['one begins', 'one ends', 'two begins', 'two ends']);
      const answers = [await world.sim.nextMessage(), await world.sim.nextMessage()];
      assert.deepEqual(
        answers.map(({ body, quote }) => [body, quote]),
        [
          ['done: one', one.id],
          ['done: two', two.id],
        ],
      );
    });

    it('tells of a failure that nobody handles', async () => {
      createApplication({ longRunningMessages: true }).onActivity('message', () =>
        Promise.reject(new Error('broken')),
      );
      const failures: unknown[] = [];
      world.adapter.on('error', (error) => failures.push((error as Error).message));
      await (
        await world.sim.user('79991112233').says('hi')
      ).delivered;
      assert.deepEqual(failures, ['broken']);
      assert.equal(world.sim.requests.length, 0);
    });

    it('is not finished when the adapter is closed too early', async () => {
      const begun = gate();
      const never = gate();
      createApplication({ longRunningMessages: true }).onActivity('message', async () => {
        begun.open();
        await never.opened;
      });
      await world.sim.user('79991112233').says('hi');
      await begun.opened;
      assert.equal(await world.adapter.close(10), 1);
      never.open();
    });
  });

  it('shows typing as often as the SDK asks, and asks the gateway once', async () => {
    const app = createApplication({
      startTypingTimer: true,
      typing: { initialDelayMs: 1, intervalMs: 1 },
    });
    const asked = gate();
    let count = 0;
    const send = world.adapter.sendActivities.bind(world.adapter);
    world.adapter.sendActivities = (context, activities) => {
      if (activities.some(({ type }) => type === 'typing') && ++count === 3) asked.open();
      return send(context, activities);
    };
    app.onActivity('message', async (context) => {
      await asked.opened;
      await context.sendActivity('done');
    });
    await (
      await world.sim.user('79991112233').says('hi')
    ).delivered;
    assert.equal((await world.sim.nextMessage()).body, 'done');
    assert.equal(world.sim.requests.filter(({ command }) => command === 'typing').length, 1);
  });

  it('stores a conversation and writes into it later', async function () {
    if (!HAS_PROACTIVE) this.skip();
    const app = createApplication();
    let id = '';
    app.onActivity('message', async (context) => {
      id = await app.proactive.storeConversation(context);
    });
    await (
      await world.sim.user('79991112233').says('hi')
    ).delivered;
    const response = await app.proactive.sendActivity(world.adapter, id, { text: 'news' });
    const message = await world.sim.nextMessage();
    assert.deepEqual([message.id, message.body, message.quote], [response.id, 'news', undefined]);
    await app.proactive.continueConversation(world.adapter, id, async (context, state) => {
      state.setValue('conversation.told', true);
      await context.sendActivity('more');
    });
    assert.equal((await world.sim.nextMessage()).body, 'more');
  });

  it('writes into the conversation that it is in, without waiting for itself', async () => {
    const app = createApplication();
    app.onActivity('message', async (context) => {
      await app.sendProactiveActivity(context.identity, context, 'aside');
      await context.sendActivity('answer');
    });
    const said = await world.sim.user('79991112233').says('hi');
    await said.delivered;
    const bodies = [await world.sim.nextMessage(), await world.sim.nextMessage()].map(({ body }) => body);
    assert.deepEqual(bodies, ['aside', 'answer']);
  });

  it('is not run again when it has written into its conversation and fails then', async () => {
    await world.close();
    world = await startAgentsWorld({ turnRetry: { repeats: 1, firstPauseMs: 1, longestPauseMs: 1 } });
    const app = createApplication();
    app.onActivity('message', async (context) => {
      await app.sendProactiveActivity(context.identity, context, 'aside');
      throw new Error('broken');
    });
    const said = await world.sim.user('79991112233').says('hi');
    await said.delivered;
    const bodies = world.sim.messages.filter(({ direction }) => direction === 'out').map(({ body }) => body);
    assert.deepEqual(bodies, ['aside']);
    assert.equal((await world.adapter.dead.list()).length, 1);
  });

  it('streams: a person gets one message', async () => {
    createApplication().onActivity('message', async (context) => {
      context.streamingResponse.queueTextChunk('one ');
      context.streamingResponse.queueTextChunk('two');
      await context.streamingResponse.endStream();
    });
    await (
      await world.sim.user('79991112233').says('hi')
    ).delivered;
    const bodies = world.sim.messages.filter(({ direction }) => direction === 'out').map(({ body }) => body);
    assert.deepEqual(bodies, ['one two']);
  });

  describe('with files', () => {
    it('finds those of the message in its state, and none of the message before', async () => {
      const seen: InputFile[][] = [];
      createApplication({ fileDownloaders: [new WhatsGateFileDownloader()] }).onActivity(
        'message',
        (_context, state) => {
          seen.push(state.getValue<InputFile[]>('inputFiles'));
          return Promise.resolve();
        },
      );
      const anna = world.sim.user('79991112233');
      const file = { type: 'document', mimetype: 'application/pdf', data: PDF, filename: 'a.pdf' } as const;
      await (
        await anna.sends(file)
      ).delivered;
      await (
        await anna.sendsContact({ displayName: 'Boris' })
      ).delivered;
      assert.equal(seen[0]?.[0]?.contentType, 'application/pdf');
      assert.deepEqual(seen[0][0].content, PDF);
      assert.deepEqual(seen[1], []);
    });

    it('gets no token for the downloader of the SDK, which would send it away', async function () {
      // Earlier versions do not ask the adapter.
      if (!HAS_PROACTIVE) this.skip();
      const failures: unknown[] = [];
      world.adapter.on('error', (error) => failures.push(error));
      createApplication({ fileDownloaders: [new AttachmentDownloader()] }).onActivity('message', () =>
        Promise.resolve(),
      );
      const file = { type: 'image', mimetype: 'image/png', data: PDF } as const;
      await (
        await world.sim.user('79991112233').sends(file)
      ).delivered;
      assert.equal(failures.length, 1);
      assert.ok(failures[0] instanceof WhatsGateUnsupportedError);
      assert.match(failures[0].message, /WhatsGateFileDownloader/);
    });

    it('is told that there is no store of attachments', async () => {
      const failures: unknown[] = [];
      const note = (error: unknown): unknown => failures.push(error instanceof WhatsGateUnsupportedError);
      world.logic = async () => {
        /* eslint-disable @typescript-eslint/no-deprecated -- they are there, and must not fail for want of a client */
        await world.adapter.uploadAttachment().catch(note);
        await world.adapter.getAttachmentInfo().catch(note);
        await world.adapter.getAttachment().catch(note);
        /* eslint-enable @typescript-eslint/no-deprecated */
      };
      await (
        await world.sim.user('79991112233').says('hi')
      ).delivered;
      assert.deepEqual(failures, [true, true, true]);
    });
  });
});
