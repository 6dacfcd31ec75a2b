import assert from 'node:assert/strict';
import * as errors from '../../src/whatsgate/errors';
import { EVENT_ACTIONS } from '../../src/whatsgate/wire';
import { ASSUMPTIONS } from '../../src/simulator/index';
import { membersOf, wordsOf } from './support/declarations';
import { codeIn, readDocument, tableOf } from './support/markdown';

const readme = readDocument('README.md');
const mapping = readDocument('docs/mapping.md');
const simulator = readDocument('docs/simulator.md');

function names(document: typeof readme, column: string): string[] {
  return tableOf(document, column).flatMap((row) => codeIn(row[column] ?? ''));
}

type ErrorClass = new (message: string, details: object) => errors.WhatsGateError;

/** Every class of the error tree but its abstract root. */
const errorClasses = (Object.values(errors) as readonly unknown[]).filter(
  (value): value is ErrorClass =>
    typeof value === 'function' && value.prototype instanceof errors.WhatsGateError,
);

describe('the errors in the README', () => {
  const rows = tableOf(readme, 'class');

  it('are the classes of the package, each once', () => {
    assert.deepEqual(names(readme, 'class').sort(), errorClasses.map(({ name }) => name).sort());
  });

  for (const Class of errorClasses) {
    it(`tell the truth of ${Class.name}`, () => {
      const row = rows.find((candidate) => codeIn(candidate['class'] ?? '').includes(Class.name));
      const details = { command: 'send', status: 500, requestWritten: true };
      const plain = new Class('A sentence.', details);
      assert.deepEqual(codeIn(row?.['`code`'] ?? ''), [plain.code]);
      if (plain.retryable) assert.equal(row?.['`retryable`'], 'yes');
      assert.ok((row?.['what to do'] ?? '').length > 0);
    });
  }
});

describe('the tables of the README', () => {
  it('name every event of the adapter', () => {
    assert.deepEqual(
      names(readme, 'event').sort(),
      membersOf('src/channel/events.ts', 'ChannelEvents').sort(),
    );
  });

  it('name every policy of quoting', () => {
    const policies = names(readme, '`quoteReplies`').map((name) => name.replaceAll("'", ''));
    assert.deepEqual(policies.sort(), wordsOf('src/activity/types.ts', 'QuotePolicy').sort());
  });

  it('name every wish of channelData', () => {
    assert.deepEqual(
      names(readme, '`channelData.whatsgate`').sort(),
      membersOf('src/activity/outbound-options.ts', 'OutboundChannelData').sort(),
    );
  });
});

describe('the tables of docs/mapping.md', () => {
  it('name every kind of event', () => {
    assert.deepEqual(names(mapping, 'event').sort(), [...EVENT_ACTIONS, 'unsupported'].sort());
  });
});

describe('the assumptions in docs/simulator.md', () => {
  const rows = tableOf(simulator, 'assumption');

  it('are those of the simulator, in their order', () => {
    assert.deepEqual(names(simulator, 'assumption'), Object.keys(ASSUMPTIONS));
  });

  for (const [index, [name, entry]] of Object.entries(ASSUMPTIONS).entries()) {
    it(`tell what ${name} switches`, () => {
      const row = rows[index];
      const others: readonly string[] =
        entry.kind === 'number'
          ? [`${entry.minimum} to ${entry.maximum}`]
          : entry.values.filter((value) => value !== entry.default).map((value) => `\`${String(value)}\``);
      assert.equal(row?.['default'], `\`${String(entry.default)}\``);
      assert.equal(row['other values'], others.join(', '));
      assert.equal(row['what it switches'], entry.meaning);
    });
  }
});
