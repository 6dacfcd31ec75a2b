import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BotLogic } from '../../src/index';
import {
  readConversation,
  recordConversation,
  replayConversation,
  ReplayDifference,
  writeConversation,
} from '../../src/simulator/index';
import { startWorld, type World } from './support/world';

const echo: BotLogic = async (context) => {
  const { text, attachments = [] } = context.activity;
  if (text !== '') await context.sendActivity(`You said: ${text}`);
  for (const { contentType } of attachments) {
    await context.sendActivity({ attachments: [{ contentType, content: Buffer.from('an answer') }] });
  }
};

describe('a recorded conversation', () => {
  let folder: string;
  let path: string;
  let world: World | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'whatsgate-recording-'));
    path = join(folder, 'conversation.jsonl');
  });
  afterEach(async () => {
    await world?.close();
    rmSync(folder, { recursive: true });
  });

  /** Plays a conversation with everything in it, and stores it. */
  async function record(): Promise<void> {
    world = await startWorld({ logic: echo });
    const { sim } = world;
    const anna = sim.user('79991112233', { name: 'Anna' });
    const boris = sim.user('79992223344', { name: 'Boris', lid: '55' });
    const family = sim.group('Family', [anna, boris]);
    await anna.says('hi');
    const answer = await sim.nextMessage();
    await anna.replies(answer, 'thanks');
    await sim.nextMessage();
    await boris.says('hello all', { in: family });
    await sim.nextMessage();
    const file = {
      type: 'image',
      mimetype: 'image/png',
      data: Buffer.from('a picture'),
      caption: 'look',
    } as const;
    await anna.sends(file);
    await sim.nextMessage();
    await sim.nextMessage();
    await anna.reacts(answer, '👍');
    await writeConversation(path, recordConversation(sim));
    await world.close();
    world = undefined;
  }

  it('is lines that a person can read, without ids and times', async () => {
    await record();
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    assert.deepEqual(lines.slice(0, 5), [
      '{"format":"whatsgate-conversation","version":1}',
      '{"by":"user","number":"79991112233","name":"Anna","type":"chat","text":"hi"}',
      '{"by":"bot","to":"79991112233","type":"chat","text":"You said: hi","quotes":1}',
      '{"by":"user","number":"79991112233","name":"Anna","type":"chat","text":"thanks","quotes":2}',
      '{"by":"bot","to":"79991112233","type":"chat","text":"You said: thanks","quotes":3}',
    ]);
    assert.equal(lines.length, 10);
  });

  it('is a test: it passes with the same bot, however often', async () => {
    await record();
    world = await startWorld({ logic: echo, simulator: { seed: 'another' } });
    const conversation = await readConversation(path);
    await replayConversation(world.sim, conversation);
    await replayConversation(world.sim, conversation);
  });

  it('shows where a bot answers otherwise', async () => {
    await record();
    const changed: BotLogic = async (context, ...rest) => {
      if (context.activity.text === 'thanks') await context.sendActivity('You are welcome.');
      else await echo(context, ...rest);
    };
    world = await startWorld({ logic: changed });
    const difference = await replayConversation(world.sim, await readConversation(path)).catch(
      (error: unknown) => error,
    );
    assert.ok(difference instanceof ReplayDifference);
    assert.equal(difference.step, 4);
    assert.deepEqual(difference.message.split('\n').slice(-3), [
      '  Anna, chat (to step 2): "thanks"',
      '- bot to 79991112233, chat (to step 3): "You said: thanks"',
      '+ bot to 79991112233, chat (to step 3): "You are welcome."',
    ]);
  });

  it('misses answers that do not come, and sees those that were not recorded', async () => {
    await record();
    const conversation = await readConversation(path);
    world = await startWorld();
    await assert.rejects(
      replayConversation(world.sim, conversation, { timeoutMs: 50 }),
      /at step 2:[^]*\+ nothing\. The bot sent no message/,
    );
    await world.close();
    world = await startWorld({ logic: echo });
    const withoutLast = { steps: conversation.steps.slice(0, -1) };
    await assert.rejects(
      replayConversation(world.sim, withoutLast),
      /at step 9:\n- nothing more\n\+ bot to 79991112233, image/,
    );
  });

  it('has what was said before it was edited or deleted, which is what the bot has answered', async () => {
    // As most bots do, it answers what is said, and not that it was changed.
    const logic: BotLogic = async (context) => {
      if (context.activity.type === 'message') await echo(context);
    };
    world = await startWorld({ logic });
    const { sim } = world;
    const anna = sim.user('79991112233', { name: 'Anna' });
    for (const text of ['one', 'two', 'three']) {
      const said = await anna.says(text);
      await sim.nextMessage();
      if (text === 'one') await (await anna.edits(said, 'another')).delivered;
      if (text === 'two') await (await anna.deletes(said)).delivered;
    }
    const conversation = recordConversation(sim);
    await world.close();
    world = await startWorld({ logic });
    await replayConversation(world.sim, conversation);
    assert.deepEqual(
      world.sim.messages.filter(({ direction }) => direction === 'in').map(({ body }) => body),
      ['one', 'two', 'three'],
    );
  });

  it('that was spoilt is refused with its line', async () => {
    const head = '{"format":"whatsgate-conversation","version":1}';
    const bad: readonly (readonly [string, RegExp])[] = [
      ['', /line 1: a head/],
      ['{"format":"whatsgate-conversation","version":2}', /line 1: a head/],
      [`${head}\n{"by":"nobody"}`, /line 2: by: /],
      [`${head}\nnot json`, /line 2: /],
      [
        `${head}\n{"by":"user","number":"79991112233","name":"A","type":"chat","quotes":1}`,
        /quotes a later step/,
      ],
      [`${head}\n{"by":"user","number":"79991112233","name":"A","type":"chat","__proto__":{}}`, /line 2: /],
    ];
    for (const [text, wanted] of bad) {
      writeFileSync(path, text);
      await assert.rejects(readConversation(path), wanted);
    }
  });
});
