import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { readAnswer } from '../../src/whatsgate/answer';
import { isProgress, receiptStatus } from '../../src/whatsgate/receipt';
import { excerpt, presentableCause, redact } from '../../src/whatsgate/redact';
import { pauseBefore, readRetryAfter } from '../../src/whatsgate/retry';
import { holds } from '../unit/whatsgate/support/properties';

const key = fc.stringMatching(/^[A-Za-z0-9]{16,40}$/);
const separator = fc.constantFrom('', '', ' ', '-', '.', ') ', ' (', ' - ', '\u00a0', '\u2013', '/');
const phone = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), separator), { minLength: 10, maxLength: 15 })
  .map((parts) => parts.map(([digit, between]) => `${digit}${between}`).join(''));
const piece = (secret: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string(),
    phone,
    fc.constant(secret),
    fc.stringMatching(/^\d{1,40}$/),
    fc.constant('x'.repeat(90)),
  );
const textWith = key.chain((secret) =>
  fc.tuple(
    fc.constant(secret),
    fc.array(piece(secret), { maxLength: 30 }).map((pieces) => pieces.join('')),
  ),
);

function assertClean(shown: string, secret: string): void {
  assert.ok(!shown.includes(secret), shown);
  assert.doesNotMatch(shown, /\d{10}/);
}

describe('redaction', () => {
  it('lets neither the key nor ten digits in a row through', () => {
    holds(fc.property(textWith, ([secret, text]) => assertClean(redact(text, [secret]), secret)));
  });

  it('leaves of a phone number five digits, however it is spelt', () => {
    holds(
      fc.property(phone, (number) => {
        assert.equal(redact(`to ${number} now`, []).replace(/\D/g, '').length, 5);
      }),
    );
  });

  it('shows no piece of a key in an excerpt of any length', () => {
    holds(
      fc.property(textWith, fc.integer({ min: 1, max: 300 }), ([secret, text], limit) => {
        const shown = excerpt(text, limit, [secret]);
        assert.ok(shown.length <= limit + 1);
        assertClean(shown, secret);
      }),
    );
  });

  it('shows nothing in a cause', () => {
    holds(
      fc.property(textWith, ([secret, text]) => {
        const error = Object.assign(new Error(text), { config: { headers: { key: secret }, data: text } });
        const cause = presentableCause(error, [secret]);
        assert.ok(!inspect(cause, { depth: null, showHidden: true }).includes(secret));
        assert.ok(cause instanceof Error);
        assertClean(cause.message, secret);
      }),
    );
  });

  it('any answer becomes an object or an error that gives nothing away', () => {
    const body = (secret: string, text: string): fc.Arbitrary<string> =>
      fc.oneof(
        fc.constant(text),
        fc.json(),
        fc
          .constantFrom('name', 'message', 'result')
          .map((field) => JSON.stringify({ [field]: text + secret })),
        fc.constant(JSON.stringify({ name: text, message: text })),
      );
    const answers = textWith.chain(([secret, text]) =>
      fc.record({
        command: fc.constant('send'),
        status: fc.constantFrom(200, 201, 302, 400, 401, 404, 429, 500, 502),
        body: body(secret, text),
        retryAfter: fc.oneof(fc.anything(), fc.string()),
        sends: fc.boolean(),
        secrets: fc.constant([secret]),
      }),
    );
    holds(
      fc.property(answers, (answer) => {
        try {
          assert.equal(typeof readAnswer(answer), 'object');
        } catch (error) {
          assert.match((error as Error).name, /^WhatsGate/);
          assertClean(inspect(error, { depth: null }), answer.secrets[0]);
        }
      }),
    );
  });
});

describe('receipts', () => {
  const ack = fc.integer({ min: -7, max: 5 });

  it('never go back, and never repeat themselves, in any order of arrival', () => {
    const rank = (value: number): number => (value > 0 ? value + 2 : value < 0 ? 1 : 0);
    holds(
      fc.property(fc.array(ack), (arrivals) => {
        let best: number | undefined;
        for (const next of arrivals) {
          if (!isProgress(best, next)) continue;
          if (best !== undefined) assert.ok(rank(next) > rank(best), `${next} after ${best}`);
          best = next;
        }
        const highest = Math.max(...arrivals);
        if (highest > 0) assert.equal(best, highest);
      }),
    );
  });

  it('have a name exactly from failed to played', () => {
    holds(
      fc.property(fc.double(), (value) => {
        const named = value < 0 || [0, 1, 2, 3, 4].includes(value);
        assert.equal(receiptStatus(value) !== undefined, named);
      }),
    );
  });
});

describe('pauses', () => {
  it('lie between nothing and the longest, whatever the gateway asks for', () => {
    const policy = { repeats: 2, firstPauseMs: 500, longestPauseMs: 30_000 };
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    holds(
      fc.property(
        fc.nat(2000),
        fc.oneof(fc.string(), fc.integer().map(String)),
        random,
        (repeat, wish, chance) => {
          const asked = readRetryAfter(wish, Date.now());
          assert.ok(asked === undefined || asked >= 0);
          const pauseMs = pauseBefore(repeat, asked, policy, chance);
          assert.ok(pauseMs > 0 && pauseMs <= 30_000, `${pauseMs}`);
        },
      ),
    );
  });
});
