import assert from 'node:assert/strict';
import {
  cleanParsedJson,
  parseJson,
  readBoolean,
  readNumber,
  readRecords,
  readText,
} from '../../../src/whatsgate/json';
import { defaultRetryPolicy, pauseBefore, readRetryAfter } from '../../../src/whatsgate/retry';

describe('pauses between tries', () => {
  const policy = { repeats: 5, firstPauseMs: 500, longestPauseMs: 30_000 };

  it('double, spread by a quarter to each side', () => {
    const pauses = [0, 1, 2].map((repeat) => pauseBefore(repeat, undefined, policy, 0.5));
    assert.deepEqual(pauses, [500, 1000, 2000]);
    assert.equal(pauseBefore(0, undefined, policy, 0), 375);
    assert.equal(pauseBefore(0, undefined, policy, 0.999_999).toFixed(0), '625');
  });

  it('are as long as the gateway asks for, never shorter than their own, never longer than the longest', () => {
    assert.equal(pauseBefore(0, 7000, policy, 0.5), 7000);
    assert.equal(pauseBefore(0, 1, policy, 0.5), 500);
    assert.equal(pauseBefore(0, 120_000, policy, 0.5), 30_000);
    assert.equal(pauseBefore(40, undefined, policy, 0.5), 30_000);
  });

  it('are two by default', () => {
    assert.deepEqual(defaultRetryPolicy, { repeats: 2, firstPauseMs: 500, longestPauseMs: 30_000 });
  });

  const NOW = Date.UTC(2026, 4, 28, 20, 28, 20);

  it('read Retry-After in seconds and as a date', () => {
    assert.equal(readRetryAfter('7', NOW), 7000);
    assert.equal(readRetryAfter('0', NOW), 0);
    assert.equal(readRetryAfter('Thu, 28 May 2026 20:28:50 GMT', NOW), 30_000);
    assert.equal(readRetryAfter('Thu, 28 May 2026 20:00:00 GMT', NOW), 0);
  });

  it('take an unusable Retry-After for none', () => {
    for (const value of ['', ' ', 'soon', '-1', 'Infinity', 7, null, undefined, ['7']]) {
      assert.equal(readRetryAfter(value, NOW), undefined, String(value));
    }
  });
});

describe('JSON from the network', () => {
  const polluted = (): unknown => (({}) as Record<string, unknown>)['polluted'];
  const EVIL = [
    '{"a":1,"__proto__":{"polluted":true}}',
    '{"a":1,"\\u005f_proto__":{"polluted":true}}',
    '{"a":1,"constructor":{"prototype":{"polluted":true}}}',
    '{"a":1,"c\\u006fnstructor":{"\\u0070rototype":{"polluted":true}}}',
  ];

  for (const text of EVIL) {
    it(`drops what is dangerous in ${text}`, () => {
      const parsed = parseJson(text);
      assert.deepEqual(Reflect.ownKeys(parsed as object), ['a']);
      const copy = Object.assign({}, parsed) as Record<string, unknown>;
      assert.equal(copy['polluted'], undefined);
      assert.equal(polluted(), undefined);
    });

    it(`drops it deep inside too, also from a parsed body: ${text}`, () => {
      const deep = cleanParsedJson(JSON.parse(`{"x":[{"y":${text}}]}`)) as { x: [{ y: object }] };
      assert.deepEqual(Reflect.ownKeys(deep.x[0].y), ['a']);
      assert.equal(polluted(), undefined);
    });
  }

  it('reads past a byte order mark', () => {
    assert.deepEqual(parseJson('\ufeff{"a":1}'), { a: 1 });
  });

  it('keeps harmless fields of these names', () => {
    assert.deepEqual(parseJson('{"constructor":"Anna","prototype":1}'), {
      constructor: 'Anna',
      prototype: 1,
    });
    assert.deepEqual(cleanParsedJson(JSON.parse('{"constructor":null}')), { constructor: null });
  });

  it('passes primitives through and throws on what is no JSON', () => {
    for (const value of [null, 7, 'text', true, undefined]) assert.equal(cleanParsedJson(value), value);
    assert.throws(() => parseJson('<html>'), SyntaxError);
    assert.throws(() => parseJson(''), SyntaxError);
  });

  it('reads fields of the right type only', () => {
    assert.deepEqual([readText('x'), readText(''), readText(7)], ['x', undefined, undefined]);
    assert.deepEqual([readNumber(0), readNumber('12'), readNumber(' -1.5 ')], [0, 12, -1.5]);
    for (const value of ['', ' ', 'x', NaN, Infinity, '1e999', null, true, [7], {}]) {
      assert.equal(readNumber(value), undefined);
    }
    assert.deepEqual(
      [readBoolean(false), readBoolean('true'), readBoolean(1)],
      [false, undefined, undefined],
    );
    assert.deepEqual(readRecords([{ a: 1 }, null, 7, [], {}]), [{ a: 1 }, {}]);
    assert.deepEqual([readRecords({}), readRecords('x'), readRecords(null)], [[], [], []]);
  });
});
