import assert from 'node:assert/strict';
import { EXIT_CODES } from '../../src/cli/exit-codes';
import { commandsOf } from '../../src/cli/program';
import { codeIn, readDocument, tableOf } from './support/markdown';

const page = readDocument('docs/command-line.md');
const commands = commandsOf();

/** The options that are told once for all commands. */
const SHARED = ['--json', '--account', '--base-url', '--api-key', '--timeout'];

describe('docs/command-line.md', () => {
  it('tells of the options that commands share', () => {
    for (const option of SHARED) assert.ok(page.text.includes(`\`${option}\``), option);
  });

  it('names every command, in the order of the help', () => {
    const named = tableOf(page, 'command').flatMap((row) => codeIn(row['command'] ?? ''));
    assert.deepEqual(
      named,
      commands.map((command) => command.name()),
    );
  });

  it('names every exit code', () => {
    const told = tableOf(page, 'code').map((row) => [codeIn(row['reason'] ?? '')[0], Number(row['code'])]);
    assert.deepEqual(told, Object.entries(EXIT_CODES));
  });

  for (const command of commands) {
    it(`has the options of ${command.name()}`, () => {
      const section = page.text.split(/^## /m).find((text) => text.startsWith(`${command.name()}\n`));
      assert.ok(section !== undefined, 'a section of its own');
      const known = command.options.map(({ long }) => long ?? '').filter((long) => !SHARED.includes(long));
      const rows = known.length === 0 ? [] : tableOf({ ...page, text: section }, 'option');
      assert.deepEqual(
        rows.map((row) => codeIn(row['option'] ?? '')[0]),
        known,
      );
    });
  }
});
