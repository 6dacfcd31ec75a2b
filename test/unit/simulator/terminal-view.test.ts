import assert from 'node:assert/strict';
import type { DeliveryAttempt } from '../../../src/simulator/delivery';
import { summarise, TerminalView } from '../../../src/simulator/terminal-view';

const plain = new TerminalView(false);
const anna = { number: 1, id: 'a', who: 'Anna', summary: 'hi' };
const bot = { number: 2, id: 'b', who: 'bot', summary: 'You said: hi' };

function attempt(outcome: Partial<DeliveryAttempt>): DeliveryAttempt {
  return {
    number: 1,
    url: 'http://127.0.0.1/',
    account: 'x',
    requestBody: '',
    requestHeaders: {},
    startedAt: 0,
    durationMs: 1,
    attempt: 1,
    acknowledged: false,
    ...outcome,
  };
}

describe('what the terminal chat shows', () => {
  it('shows an answer with its number and its ticks', () => {
    assert.equal(plain.answer(bot, undefined), 'bot [2]: You said: hi  ✓✓ read');
  });

  it('shows above it what it quotes', () => {
    assert.equal(plain.answer(bot, anna), '  ┃ Anna [1]: hi\nbot [2]: You said: hi  ✓✓ read');
    assert.match(plain.answer(bot, 'forgotten'), /^ {2}┃ an earlier message\n/);
  });

  it('cuts a long quote without splitting a character, and puts it on one line', () => {
    const long = { ...anna, summary: `one\ntwo ${'x'.repeat(51)}😀 more` };
    const [quote] = plain.answer(bot, long).split('\n');
    assert.equal(quote, `  ┃ Anna [1]: one two ${'x'.repeat(51)}…`);
  });

  it('indents the further lines of an answer', () => {
    assert.equal(plain.answer({ ...bot, summary: 'a\r\nb\nc' }, undefined), 'bot [2]: a\n  b\n  c  ✓✓ read');
  });

  it('lets nobody control the terminal', () => {
    const shown = plain.answer({ ...bot, summary: '\u001b[2Jgone\u0007\u009b1m' }, undefined);
    assert.equal(shown, 'bot [2]: \ufffd[2Jgone\ufffd\ufffd1m  ✓✓ read');
    assert.ok(!plain.note('\u001b]0;title').includes('\u001b'));
    assert.ok(!plain.taken({ ...anna, who: '\u001b[31m' }, false).includes('\u001b'));
  });

  it('cuts a text that nobody can read', () => {
    const shown = plain.answer({ ...bot, summary: 'x'.repeat(20_005) }, undefined);
    assert.ok(shown.endsWith('x… (5 characters more)  ✓✓ read'));
  });

  it('shows a file with kind, name, type, size and caption', () => {
    const media = { mimetype: 'image/png', filename: 'a.png', data: Buffer.alloc(79) };
    assert.equal(summarise({ type: 'image', media }), '[image] a.png, image/png, 79 bytes');
    assert.equal(
      summarise({ type: 'image', media, body: 'look' }),
      '[image] a.png, image/png, 79 bytes\nlook',
    );
    const voice = { mimetype: 'audio/ogg', data: Buffer.alloc(2048) };
    assert.equal(summarise({ type: 'voice', media: voice }), '[voice] audio/ogg, 2.0 KB');
    const film = { mimetype: 'video/mp4', data: Buffer.alloc(3 * 1024 * 1024) };
    assert.equal(summarise({ type: 'doc', media: film }), '[doc] video/mp4, 3.0 MB');
    assert.equal(summarise({ type: 'text', body: 'hi' }), 'hi');
  });

  it('shows one tick for the gateway: after the text, or alone where the text is on the screen', () => {
    assert.equal(plain.taken(anna, false), 'Anna [1]: hi  ✓');
    assert.equal(plain.taken(anna, true), '  [1] ✓');
  });

  it('shows how the webhook ended', () => {
    const attempts = [attempt({ status: 401, responseBody: '' })];
    assert.equal(plain.delivered(anna, { outcome: 'acknowledged', attempts }), '  [1] ✓✓');
    assert.equal(plain.delivered(anna, { outcome: 'given-up', attempts }), '  [1] given up: it answered 401');
    assert.match(plain.delivered(anna, { outcome: 'no-webhook', attempts: [] }) ?? '', /no webhook is set/);
    assert.match(plain.delivered(anna, { outcome: 'dropped', attempts: [] }) ?? '', /lost/);
    assert.equal(plain.delivered(anna, { outcome: 'abandoned', attempts: [] }), undefined);
  });

  it('says why the bot did not acknowledge', () => {
    assert.match(
      plain.refused(anna, attempt({ error: 'connect ECONNREFUSED' })),
      /\[1\].*ECONNREFUSED.*repeats/,
    );
    assert.match(plain.refused(anna, attempt({ status: 200, responseBody: 'ok' })), /was not {"result":"OK"/);
  });

  it('paints only when asked to', () => {
    const coloured = new TerminalView(true).answer(bot, anna);
    assert.ok(coloured.includes('\u001b[32mbot [2]\u001b[39m'));
    assert.ok(!plain.answer(bot, anna).includes('\u001b'));
  });
});
