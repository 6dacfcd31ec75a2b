import assert from 'node:assert/strict';
import {
  excerpt,
  maskPhoneNumbers,
  presentableCause,
  presentableSentence,
  redact,
} from '../../../src/whatsgate/redact';
import { API_KEY } from './support/clients';
import { assertTellsNoSecret } from './support/failures';

const SPELLINGS = [
  '79991112233',
  '+79991112233',
  '8 (999) 111-22-33',
  '+7 999 111 22 33',
  '+7 (999) 111 - 22 - 33',
  '7.999.111.22.33',
  '7\u00a0999\u00a0111\u00a022\u00a033',
  '+7 999 111\u201322\u201333',
  '+7 999 111\u201122\u201133',
  '+7 999 111\u221222\u221233',
  '7/999/111/22/33',
];

describe('redaction', () => {
  for (const spelling of SPELLINGS) {
    it(`shortens ${JSON.stringify(spelling)}`, () => {
      const masked = maskPhoneNumbers(`to ${spelling}, please`);
      assert.match(masked, /^to \d{3}\*\*\*33, please$/);
    });
  }

  it('shortens numbers inside ids', () => {
    assert.equal(maskPhoneNumbers('true_79991112233@c.us_AB'), 'true_799***33@c.us_AB');
  });

  it('leaves short numbers alone', () => {
    const text = 'status 500 after 60000 ms at 127.0.0.1:80';
    assert.equal(maskPhoneNumbers(text), text);
  });

  it('leaves a moment alone, and not what stands beside it', () => {
    const text = 'since 2026-05-28T20:00:00.000Z, 2026-05-28T20:00:00Z';
    assert.equal(maskPhoneNumbers(text), text);
    assert.equal(maskPhoneNumbers(`79991112233 ${text}`), `799***33 ${text}`);
  });

  it('takes out every secret wherever it stands, and passes over empty ones', () => {
    assert.equal(redact(`a${API_KEY}b ${API_KEY}`, ['', API_KEY]), 'a[redacted]b [redacted]');
  });

  it('takes out a secret that begins like a shorter one', () => {
    assert.equal(redact('topsecret', ['top', 'topsecret']), '[redacted]');
  });

  it('cuts an excerpt after it is redacted', () => {
    assert.equal(excerpt('x'.repeat(300), 200, []), `${'x'.repeat(200)}…`);
    assert.equal(excerpt('x'.repeat(200), 200, []), 'x'.repeat(200));
    const overTheEdge = excerpt(`${'x'.repeat(195)}${API_KEY}${'y'.repeat(50)}`, 200, [API_KEY]);
    assert.equal(overTheEdge, `${'x'.repeat(195)}[reda…`);
  });

  it('shows no part of a secret where the text that was looked at ends', () => {
    for (let before = 760; before < 800; before += 1) {
      const shown = excerpt(`${'1'.repeat(before)}${API_KEY}`, 200, [API_KEY]);
      assert.ok(!shown.includes(API_KEY.slice(0, 3)), shown);
    }
  });

  it('keeps of an HTTP error only what may be shown', () => {
    const error = Object.assign(new Error(`bad ${API_KEY} for 79991112233`), {
      code: 'ECONNRESET',
      config: { headers: { 'X-Api-Key': API_KEY }, data: 'secret body' },
      request: { path: '/send' },
    });
    error.name = 'AxiosError';
    const shown = presentableCause(error, [API_KEY]);
    assert.ok(shown instanceof Error);
    assert.deepEqual(
      [shown.name, shown.message, (shown as Error & { code?: unknown }).code],
      ['AxiosError', 'bad [redacted] for 799***33', 'ECONNRESET'],
    );
    assert.deepEqual(Object.keys(shown).sort(), ['code', 'name']);
    assertTellsNoSecret(shown);
  });

  it('keeps an error without code or stack', () => {
    const error = new Error('plain');
    delete error.stack;
    const shown = presentableCause(error, []);
    assert.ok(shown instanceof Error);
    assert.equal('code' in shown, false);
  });

  it('makes anything else that was thrown presentable', () => {
    assert.equal(presentableCause(`key ${API_KEY}`, [API_KEY]), 'key [redacted]');
    assert.equal(presentableCause(undefined, []), undefined);
    assert.equal(presentableCause(7, []), 7);
    const rejected = { config: { headers: { 'X-Api-Key': API_KEY } }, data: '79991112233' };
    assertTellsNoSecret({ cause: presentableCause(rejected, [API_KEY]) });
    assertTellsNoSecret({ cause: presentableCause([API_KEY], [API_KEY]) });
  });

  it('are one line where they are kept', () => {
    assert.equal(presentableSentence(new TypeError('no 79991112233')), 'TypeError: no 799***33');
    assert.equal(presentableSentence('no 79991112233'), 'no 799***33');
    assert.equal(presentableSentence({ text: 'secret' }), 'Something was thrown that is no error.');
  });
});
