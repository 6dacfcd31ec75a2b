import assert from 'node:assert/strict';
import { HELP, parseCommand } from '../../../src/simulator/terminal-commands';

describe('the commands of the terminal chat', () => {
  it('takes a line for a message, as it is', () => {
    assert.deepEqual(parseCommand('  hi there '), { kind: 'text', text: '  hi there ' });
  });

  it('ignores empty lines', () => {
    for (const line of ['', '  ', '\t']) assert.deepEqual(parseCommand(line), { kind: 'nothing' });
  });

  it('sends a slash that is typed twice', () => {
    assert.deepEqual(parseCommand('//start'), { kind: 'text', text: '/start' });
  });

  it('reads every command', () => {
    assert.deepEqual(parseCommand('/quote 12  yes, please '), {
      kind: 'quote',
      number: 12,
      text: 'yes, please',
    });
    assert.deepEqual(parseCommand('/image'), { kind: 'file', file: 'image', caption: '' });
    assert.deepEqual(parseCommand('/image look here'), { kind: 'file', file: 'image', caption: 'look here' });
    assert.deepEqual(parseCommand('/voice'), { kind: 'file', file: 'voice', caption: '' });
    assert.deepEqual(parseCommand('/group hello all'), { kind: 'group', text: 'hello all' });
    assert.deepEqual(parseCommand('/as Bob'), { kind: 'as', name: 'Bob' });
    assert.deepEqual(parseCommand('/help'), { kind: 'help' });
    assert.deepEqual(parseCommand('/quit '), { kind: 'quit' });
  });

  it('says how a command is typed that lacks something', () => {
    for (const [line, hint] of [
      ['/quote', '/quote <n> <text>'],
      ['/quote 3', '/quote <n> <text>'],
      ['/quote x y', '/quote <n> <text>'],
      ['/group', '/group <text>'],
      ['/as ', '/as <name>'],
      ['/nope', '/help'],
      ['/', '/help'],
    ] as const) {
      const command = parseCommand(line);
      assert.ok(command.kind === 'mistake' && command.hint.includes(hint), line);
    }
  });

  it('names every command and both kinds of ticks in the help', () => {
    for (const word of [
      '/quote',
      '/image',
      '/voice',
      '/group',
      '/as',
      '/help',
      '/quit',
      '✓ the gateway',
      '✓✓ the bot',
    ])
      assert.ok(HELP.includes(word), word);
  });
});
