import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import sinon from 'sinon';
import { defaultManners } from '../../src/channel/options/manners';
import { Pacing } from '../../src/channel/pacing';
import { phoneCandidates } from '../../src/channel/phone-numbers';
import { sendingTurnOf } from '../../src/channel/sending-turn';

describe('pacing, whatever a bot sends', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  });
  afterEach(() => clock.restore());

  it('never lets more than the cap out in any minute, nor two of a chat closer than the gap, and keeps nothing back', async () => {
    const sends = fc.array(fc.record({ chat: fc.constantFrom('a', 'b', 'c'), afterMs: fc.nat(20_000) }), {
      maxLength: 40,
    });
    const manners = fc.record({
      perMinute: fc.integer({ min: 1, max: 30 }),
      burst: fc.integer({ min: 1, max: 40 }),
      gapMs: fc.constantFrom(0, 1000, 7000),
    });
    await fc.assert(
      fc.asyncProperty(sends, manners, async (given, wanted) => {
        let last: number | undefined;
        const pacing = new Pacing({
          manners: { ...defaultManners, ...wanted },
          reserve: (_account, perMinute) => {
            const place = last === undefined ? Date.now() : Math.max(last + 60_000 / perMinute, Date.now());
            last = place;
            return Promise.resolve(place - Date.now());
          },
          showTyping: () => undefined,
          closing: new AbortController().signal,
        });
        const sent: { readonly chat: string; readonly at: number }[] = [];
        const rows = new Map<string, Promise<void>>();
        for (const { chat, afterMs } of given) {
          await clock.tickAsync(afterMs);
          const address = { whatsappId: 'shop', chatId: chat };
          const row = (rows.get(chat) ?? Promise.resolve()).then(async () => {
            await pacing.beforeSend('hi', address, sendingTurnOf({}, 'shop/1'));
            sent.push({ chat, at: Date.now() });
          });
          rows.set(chat, row);
        }
        await clock.runAllAsync();
        await Promise.all(rows.values());
        assert.equal(sent.length, given.length);
        for (const { chat, at } of sent) {
          // A timer of Node keeps whole milliseconds, so the edge of the minute is left out.
          const inMinute = sent.filter((other) => other.at >= at && other.at < at + 59_990);
          assert.ok(inMinute.length <= wanted.perMinute, `${inMinute.length} in a minute`);
          const close = sent.filter(
            (other) => other.chat === chat && Math.abs(other.at - at) < wanted.gapMs - 1,
          );
          if (wanted.gapMs > 0) assert.equal(close.length, 1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('reading a phone number', () => {
  const countries = fc.constantFrom(undefined, 'RU', 'BR', 'MX', 'AR', 'DE', 'US');

  it('never throws, and gives nothing but digits of a possible length, none twice', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[+\d ().-]{0,25}$/)),
        countries,
        (text, country) => {
          const candidates = phoneCandidates(text, country);
          assert.equal(new Set(candidates).size, candidates.length);
          for (const candidate of candidates) assert.match(candidate, /^\d{7,15}$/);
        },
      ),
    );
  });

  it('reads its own answer as it is, so that a number that was found is found again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+(?:55|52|54|7|49|1)[1-9]\d{7,10}$/), (text) => {
        const [first] = phoneCandidates(text, undefined);
        if (first === undefined || parsePhoneNumberFromString(`+${first}`)?.isValid() !== true) return;
        assert.equal(phoneCandidates(`+${first}`, undefined)[0], first);
      }),
    );
  });
});
