import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../src/simulator/commands/index';
import { createSimulator, type FileToSend, type Simulator } from '../../src/simulator/index';
import { EVENT_ACTIONS, OUTGOING_MESSAGE_TYPES } from '../../src/whatsgate/wire';
import { call } from '../integration/simulator-client';
import { codeIn, readDocument, ROOT, tableOf } from './support/markdown';

const page = readDocument('docs/simulator.md');
const named = (column: string): readonly string[] =>
  tableOf(page, column).map((row) => codeIn(row[column] ?? '')[0] ?? '');

const FILES: readonly FileToSend['type'][] = ['image', 'video', 'audio', 'ptt', 'document', 'sticker'];
const DATA = Buffer.from('data').toString('base64');
/** What a bot sends as each type, and as an image that is a film or a sound. */
const SENT = [
  ...OUTGOING_MESSAGE_TYPES.map((type) => [type, type === 'voice' ? 'audio/ogg' : 'image/webp'] as const),
  ['image', 'video/mp4'] as const,
  ['image', 'audio/mpeg'] as const,
];

interface Raised {
  readonly actions: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

/** Does everything that can happen, and gives what came of it. */
async function playEverything(sim: Simulator): Promise<Raised> {
  const anna = sim.user('79991112233');
  const text = await anna.says('hi');
  for (const type of FILES) await anna.sends({ type, mimetype: 'application/pdf', data: DATA });
  await anna.sendsLocation({ latitude: 1, longitude: 2 });
  await anna.sendsContact({ displayName: 'Boris' });
  await anna.reacts(text, '👍');
  await anna.deletes(text);
  for (const [type, mimetype] of SENT) {
    const message = type === 'text' ? { type, body: 'x' } : { type, media: { mimetype, data: DATA } };
    const answer = await call(sim, 'send', { async: true, recipient: { id: anna.id }, message });
    assert.equal(answer.status, 200, type);
  }
  await anna.reads();
  sim.typeOnPhone(anna, 'by hand');
  sim.emit('error', { name: 'Error' });
  sim.disconnect();
  sim.connect();
  const kinds = sim.events.flatMap(({ envelope }) => {
    const { message } = envelope.event_data as { message?: { type?: string } };
    return message?.type === undefined ? [] : [message.type];
  });
  return { actions: new Set(sim.events.map(({ envelope }) => envelope.event_action)), kinds: new Set(kinds) };
}

describe('the coverage in docs/simulator.md', () => {
  it('has the commands of the simulator, in their order', () => {
    assert.deepEqual(named('command'), [...COMMANDS.keys()]);
  });

  it('has every command that the client knows', () => {
    const client = readFileSync(join(ROOT, 'src', 'whatsgate', 'client.ts'), 'utf8');
    const called = [...client.matchAll(/\.(?:call|callWith\w*)\(\s*'([a-z-]+)'/g)].map(
      ([, name]) => name ?? '',
    );
    assert.ok(called.length >= 13, 'the client calls them by name');
    assert.deepEqual([...new Set(called)].sort(), [...named('command')].sort());
  });

  it('has every event that the documentation names, and every kind of message that comes up', async () => {
    await using sim = await createSimulator();
    const { actions, kinds } = await playEverything(sim);
    assert.deepEqual(named('raised event'), [...EVENT_ACTIONS]);
    assert.deepEqual([...actions].sort(), [...EVENT_ACTIONS].sort());
    assert.deepEqual([...kinds].sort(), [...named('message kind')].sort());
  });
});
