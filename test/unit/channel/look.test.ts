import assert from 'node:assert/strict';
import type sinon from 'sinon';
import { takeInPast } from '../../../src/channel/look';
import type { EventsQuery } from '../../../src/whatsgate/client';
import { WhatsGateAnswerError } from '../../../src/whatsgate/errors';
import type { JsonRecord } from '../../../src/whatsgate/json';
import type { Page } from '../../../src/whatsgate/wire';
import { stopClock } from '../inbox/support';
import { at, item } from './support/polling';

type Order = 'oldest first' | 'newest first';

/** A gateway that lists its events in pages, and what a look takes in of them. */
class Listing {
  readonly events: JsonRecord[] = [];
  readonly #seconds: number[] = [];
  readonly taken: unknown[] = [];
  readonly reached: Date[] = [];
  asked = 0;
  order: Order = 'oldest first';
  /** Called before each answer. */
  onAsked: () => void = () => undefined;
  takeIn: () => Promise<void> = () => Promise.resolve();

  fill(count: number, secondsOf: (index: number) => number = (index) => index * 10): this {
    for (let index = 0; index < count; index += 1) this.add(secondsOf(index));
    return this;
  }

  add(seconds: number): void {
    this.#seconds.push(seconds);
    this.events.push(item(this.events.length + 1, seconds));
  }

  answer({ since = at(0), page: number = 1, pageSize = 100 }: EventsQuery): Page<JsonRecord> {
    this.asked += 1;
    this.onAsked();
    const from = (since.getTime() - at(0).getTime()) / 1000;
    const asked = this.events.slice(this.#seconds.findIndex((seconds) => seconds >= from));
    const ordered = this.order === 'newest first' ? asked.toReversed() : asked;
    const items = ordered.slice((number - 1) * pageSize, number * pageSize);
    return { items, page: number, pages: Math.ceil(ordered.length / pageSize) };
  }

  look(since = at(0), signal = new AbortController().signal): Promise<Date | undefined> {
    return takeInPast({
      client: { getEvents: (query) => Promise.resolve(this.answer(query ?? {})) },
      whatsappId: 'shop',
      since,
      signal,
      takeIn: async ({ id }) => {
        await this.takeIn();
        this.taken.push(id);
      },
      reached: (until) => Promise.resolve(void this.reached.push(until)),
    });
  }

  /** What was taken in, each once, in the order of the first time. */
  get once(): unknown[] {
    return [...new Set(this.taken)];
  }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('a look at past events', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = stopClock();
    clock.setSystemTime(at(30 * 86_400));
  });
  afterEach(() => clock.restore());

  for (const order of ['oldest first', 'newest first'] as const) {
    describe(`that are listed ${order}`, () => {
      let listing: Listing;
      beforeEach(() => {
        listing = new Listing();
        listing.order = order;
      });

      for (const count of [1, 100, 101, 250, 5000]) {
        it(`takes in all of ${count}, oldest first, each once`, async () => {
          assert.deepEqual(await listing.fill(count).look(), at((count - 1) * 10));
          assert.deepEqual(listing.taken, numbers(count));
          assert.deepEqual(listing.reached, []);
        });
      }

      it('takes in more than fits into one stretch, oldest first, and tells how far it is', async () => {
        const count = 12_000;
        assert.deepEqual(await listing.fill(count).look(), at((count - 1) * 10));
        assert.deepEqual(listing.once, numbers(count));
        assert.equal(listing.reached.length, 2);
        for (const until of listing.reached) assert.ok(until > at(40_000) && until < at((count - 1) * 10));
      });

      it('misses nothing when new ones come while it reads', async () => {
        listing.fill(1000);
        listing.onAsked = () => {
          for (let more = 0; more < 7; more += 1) listing.add(listing.events.length * 10);
          if (listing.events.length > 1100) listing.onAsked = () => undefined;
        };
        await listing.look();
        assert.deepEqual(listing.once.slice(0, 1000), numbers(1000));
      });

      it('gets over thousands of one second', async () => {
        listing.fill(12_000, () => 10);
        await listing.look();
        assert.deepEqual(listing.once, numbers(12_000));
      });

      it('does not hide that it came to no end', async () => {
        // A gateway that counts pages without end, and shows the same ones again and again.
        const [first, second] = order === 'oldest first' ? [1, 2] : [2, 1];
        listing.answer = ({ page: number = 1 }) => {
          const id = number % 2 === 1 ? first : second;
          return { items: [item(id, id)], page: number, pages: 1e9 };
        };
        await assert.rejects(listing.look(), WhatsGateAnswerError);
      });

      it('gives up with the first event that cannot be taken in', async () => {
        listing.fill(300);
        listing.takeIn = () =>
          listing.taken.length === 150 ? Promise.reject(new Error('full')) : Promise.resolve();
        await assert.rejects(listing.look(), /full/);
        assert.deepEqual(listing.taken, numbers(150));
      });
    });
  }

  it('does not take an empty page for the end where the newest are listed first', async () => {
    const listing = new Listing().fill(1000);
    listing.order = 'newest first';
    const answer = listing.answer.bind(listing);
    listing.answer = (query) => (query.page === 7 ? { ...answer(query), items: [] } : answer(query));
    await assert.rejects(listing.look(), WhatsGateAnswerError);
  });

  it('holds no more than a page where the oldest are listed first', async () => {
    const listing = new Listing().fill(1000);
    let most = 0;
    listing.onAsked = () => {
      most = Math.max(most, (listing.asked - 1) * 100 - listing.taken.length);
    };
    await listing.look();
    // The second page tells the order.
    assert.equal(most, 100);
  });

  it('reads only the last pages where the newest are listed first', async () => {
    const listing = new Listing().fill(12_000);
    listing.order = 'newest first';
    await listing.look();
    assert.ok(listing.asked < 170, `${listing.asked} pages`);
  });

  it('ends between two pages when it is told to', async () => {
    const listing = new Listing().fill(1000);
    const stopping = new AbortController();
    listing.takeIn = () => {
      stopping.abort();
      return Promise.resolve();
    };
    await assert.rejects(listing.look(at(0), stopping.signal), { name: 'AbortError' });
    // The second page was read to tell the order by.
    assert.deepEqual([listing.taken, listing.asked], [numbers(200), 2]);
  });
});
