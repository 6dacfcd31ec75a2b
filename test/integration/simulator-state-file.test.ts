import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSimulator, manualClock, type Simulator } from '../../src/simulator/index';
import { call, sendText } from './simulator-client';
import { startWebhook } from './simulator-webhook';

const ANNA = '79005550101';
const PICTURE = {
  type: 'image',
  mimetype: 'image/png',
  data: Buffer.from([0, 255, 7]),
  filename: 'a.png',
} as const;

describe('simulator: the state file', () => {
  let folder: string;
  let path: string;
  const open: Simulator[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'whatsgate-state-'));
    path = join(folder, 'state.json');
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((sim) => sim.close().catch(() => undefined)));
    rmSync(folder, { recursive: true });
  });

  const start = async (options: Parameters<typeof createSimulator>[0] = {}): Promise<Simulator> => {
    const sim = await createSimulator({ stateFile: path, ...options });
    open.push(sim);
    return sim;
  };

  it('brings back accounts, people, groups, chats, messages with their files, and every record', async () => {
    const first = await start({ seed: 'one', accounts: [{ name: 'Shop' }, {}] });
    const anna = first.user(ANNA, { name: 'Anna' });
    const boris = first.user('79005550102', { name: 'Boris', lid: '55' });
    const family = first.group('Family', [anna, boris]);
    const question = await anna.says('hi');
    await anna.sends(PICTURE);
    await boris.says('all', { in: family });
    await sendText(first, anna.id, 'answer', { quote: question.id });
    await anna.reacts(question, '👍');
    first.assume({ groupAuthorField: 'author' });
    first.acknowledgeAutomatically([{ ack: 2, afterMs: 5 }]);
    await first.close();

    const second = await start({ seed: 'two' });
    assert.deepEqual(second.messages, first.messages);
    assert.deepEqual(second.events, first.events);
    assert.deepEqual(second.requests, first.requests);
    assert.deepEqual(second.accounts, first.accounts);
    assert.deepEqual(second.chats(), first.chats());
    assert.equal(second.apiKey, first.apiKey);
    assert.equal(second.assumptions.groupAuthorField, 'author');
    assert.deepEqual(second.automaticAcks, [{ ack: 2, afterMs: 5 }]);
    const members = second.groups.map(({ name, members }) => [name, members.map((member) => member.id)]);
    assert.deepEqual(members, [['Family', [anna.id, '55@lid']]]);
    const { body } = await call(second, 'get-messagemedia', { MessageID: second.messages[1]?.id });
    assert.deepEqual(body['media'], {
      mimetype: 'image/png',
      data: PICTURE.data.toString('base64'),
      filename: 'a.png',
    });
  });

  it('lets ids go on, as if there had been no restart', async () => {
    const play = async (sim: Simulator): Promise<unknown[]> => {
      const { id, event } = await sim.user(ANNA).says('hi');
      return [id, event?.envelope.id];
    };
    const straight = await createSimulator({ clock: manualClock() });
    const expected = [await play(straight), await play(straight)];
    await straight.close();

    const first = await start({ clock: manualClock() });
    const seen = [await play(first)];
    await first.close();
    const second = await start({ clock: manualClock() });
    seen.push(await play(second));
    assert.deepEqual(seen, expected);
  });

  it('goes on with deliveries and acks where they were', async () => {
    const webhook = await startWebhook((response) => response.writeHead(500).end());
    try {
      const clock = manualClock();
      const first = await start({ clock, automaticAcks: [{ ack: 2, afterMs: 30_000 }] });
      first.setWebhook(webhook.url);
      await first.user(ANNA).says('hi');
      await first.idle();
      await sendText(first, `${ANNA}@c.us`, 'answer');
      await first.close();
      assert.deepEqual(webhook.ids(), [501]);

      const later = manualClock(clock.now() + 1000);
      const second = await start({ clock: later });
      await later.advance(18_999);
      await second.idle();
      assert.deepEqual(webhook.ids(), [501]);
      await later.advance(1);
      await second.idle();
      assert.deepEqual(webhook.ids(), [501, 501]);
      assert.deepEqual(
        second.deliveries.map(({ attempt, number, acknowledged }) => [number, attempt, acknowledged]),
        [
          [1, 1, false],
          [2, 2, true],
        ],
      );
      await later.advance(10_000);
      assert.equal(second.events.at(-1)?.envelope.event_action, 'ack');
    } finally {
      await webhook.close();
    }
  });

  it('is written soon after a change, without leaving anything else behind', async () => {
    const sim = await start();
    await sim.user(ANNA).says('hi');
    await sim.save();
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.match(readFileSync(path, 'utf8'), /^\{"format":"whatsgate-simulator-state","version":1,/);
    await sim.user(ANNA).says('again');
    while (!readFileSync(path, 'utf8').includes('again')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await sim.close();
    assert.deepEqual(readdirSync(folder), ['state.json']);
  });

  it('is refused when it is none, with its place and the remedy, and stays as it is', async () => {
    const refused: readonly (readonly [string, RegExp])[] = [
      ['{', /holds no valid JSON\. Move it away/],
      ['{"__proto__":{}}', /holds no valid JSON/],
      ['{"format":"something else"}', /at format: .*whatsgate-simulator-state/],
      ['{"format":"whatsgate-simulator-state","version":2}', /at version/],
    ];
    for (const [text, wanted] of refused) {
      writeFileSync(path, text);
      await assert.rejects(start(), wanted);
      assert.equal(readFileSync(path, 'utf8'), text);
    }
  });

  it('that cannot be written fails the close, after everything has ended', async () => {
    const sim = await start();
    rmSync(folder, { recursive: true });
    await assert.rejects(sim.close(), /ENOENT/);
    await assert.rejects(fetch(sim.baseUrl), /fetch failed/);
    folder = mkdtempSync(join(tmpdir(), 'whatsgate-state-'));
  });

  it('is asked for where there is none', async () => {
    await using sim = await createSimulator();
    await assert.rejects(sim.save(), /give the option stateFile/);
  });
});
