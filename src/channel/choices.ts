import { LRUCache } from 'lru-cache';
import { choiceMeant } from '../activity/choice-words';
import type { OfferedChoice } from '../activity/compose';
import type { InboundActivity } from '../activity/types';
import type { InboxStore } from '../inbox/store';
import { isRecord, parseJson, readNumber, readRecords, readText } from '../whatsgate/json';
import { withoutDeviceOf } from '../whatsgate/chat-id';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import type { Offered } from './sending-turn';

/** What remembering choices works with. */
export interface ChoicesParts {
  /** Where offers are kept. */
  readonly store: InboxStore;
  /** Whether offers may be in the store that this process has not made: after a restart, or of another machine. */
  readonly isShared: boolean;
  /** How long an offer can be answered, in milliseconds. */
  readonly expiresMs: number;
  /** The items of a conversation that wait for their turns, at most so many. See `Inbox.waiting`. */
  readonly waiting: (key: string, most: number) => Promise<readonly string[]>;
  readonly logger: Logger;
}

/** What a conversation was offered, and whose next message has come since, by the ids of people and messages. */
interface Offer {
  readonly choices: readonly OfferedChoice[];
  /** In milliseconds since 1970. */
  readonly expires: number;
  readonly answered: Readonly<Record<string, string>>;
  /** The inbox items that had come before it was shown. */
  readonly earlier: readonly string[];
}

/** The largest offer that is remembered, in characters of its JSON. */
const LARGEST_OFFER = 64 * 1024;
/** The most people of a group whose answers to one offer are kept apart. */
const MOST_PEOPLE = 500;
/** The most items that are known to have come before an offer. */
const MOST_EARLIER = 100;

/**
 * Remembers the choices that a conversation was offered last, and finds out which one somebody means. An offer is
 * answered by a person's next message: later numbers answer later questions. The next message is the first one that
 * came after the offer was shown. Which ones had come before is told by the inbox, not by a clock: the gateway's goes
 * differently, and tells whole seconds.
 */
export class Choices {
  readonly #parts: ChoicesParts;
  /**
   * Conversations with an offer, so that all others cost nothing, and the message that has closed it: its turn may be
   * run again. Not known where the store is shared.
   */
  readonly #offered: LRUCache<string, { readonly closedBy: string | undefined }>;
  /** Conversations whose offer is being sent: its answer may come while the gateway has not answered yet. */
  readonly #expected = new Map<string, Promise<void>>();

  constructor(parts: ChoicesParts) {
    this.#parts = parts;
    this.#offered = new LRUCache({ max: 10_000, ttl: parts.expiresMs });
  }

  /**
   * The activity with what the button would have sent in the place of a typed number or title.
   * @param itemId the inbox item that the activity is made of.
   * @returns `undefined` at once when the conversation has no offer; the same activity when none of it is meant.
   */
  answer(key: string, activity: InboundActivity, itemId: string): Promise<InboundActivity> | undefined {
    if (activity.type !== 'message') return undefined;
    const expected = this.#expected.get(key);
    if (expected !== undefined) return expected.then(() => this.answer(key, activity, itemId) ?? activity);
    if (!this.#parts.isShared && !this.#isOpenTo(key, activity.id)) return undefined;
    return this.#answer(storeKey(key), activity, itemId).catch((error: unknown) => {
      this.#parts.logger.warn(
        'The choices of a conversation could not be looked up; its message stays as it is.',
        {
          reason: presentableCause(error, []),
        },
      );
      return activity;
    });
  }

  /** Notes that an offer is being sent. @returns what to call when it has been, or will not be. */
  expect(key: string): () => void {
    let over: () => void = () => undefined;
    const expected = new Promise<void>((resolve) => {
      over = resolve;
    });
    this.#expected.set(key, expected);
    return () => {
      if (this.#expected.get(key) === expected) this.#expected.delete(key);
      over();
    };
  }

  /** The items that have come in a conversation and wait. None when they cannot be asked for. */
  async waiting(key: string): Promise<readonly string[]> {
    try {
      return await this.#parts.waiting(key, MOST_EARLIER);
    } catch (error) {
      this.#parts.logger.warn(
        'Which messages had come before an offer is not known; one of them may end it.',
        {
          reason: presentableCause(error, []),
        },
      );
      return [];
    }
  }

  /** Remembers what a conversation is offered, in the place of what it was offered before. */
  async offer(key: string, { choices, earlier }: Offered): Promise<void> {
    const { expiresMs } = this.#parts;
    const offer: Offer = { choices, expires: Date.now() + expiresMs, answered: {}, earlier };
    try {
      const written = JSON.stringify(offer);
      if (written.length > LARGEST_OFFER) {
        this.#parts.logger.warn(
          'The values of the choices are too large to be remembered; what is typed stays as it is.',
        );
        await this.forget(key);
        return;
      }
      await this.#parts.store.set(storeKey(key), written, expiresMs);
      this.#offered.set(key, { closedBy: undefined });
    } catch (error) {
      this.#parts.logger.warn('The choices of a conversation could not be remembered.', {
        reason: presentableCause(error, []),
      });
    }
  }

  /** Forgets what a conversation was offered. */
  async forget(key: string): Promise<void> {
    if (!this.#parts.isShared && !this.#offered.has(key)) return;
    this.#offered.delete(key);
    await this.#parts.store.delete(storeKey(key)).catch((error: unknown) => {
      this.#parts.logger.warn('The choices of a conversation could not be forgotten.', {
        reason: presentableCause(error, []),
      });
    });
  }

  #isOpenTo(key: string, messageId: string): boolean {
    const offered = this.#offered.get(key);
    return offered !== undefined && (offered.closedBy === undefined || offered.closedBy === messageId);
  }

  async #answer(key: string, activity: InboundActivity, itemId: string): Promise<InboundActivity> {
    const offer = readOffer(await this.#parts.store.get(key));
    if (offer === undefined || Date.now() >= offer.expires || offer.earlier.includes(itemId)) return activity;
    const person = withoutDeviceOf(activity.from.id);
    const open = offer.choices.filter(
      ({ to }) => to === undefined || to.map(withoutDeviceOf).includes(person),
    );
    if (open.length === 0) return activity;
    const answeredBy = Object.hasOwn(offer.answered, person) ? offer.answered[person] : undefined;
    // The same message again, because its turn is run once more, means the same again.
    if (answeredBy !== undefined && answeredBy !== activity.id) return activity;
    if (answeredBy === undefined) await this.#close(key, offer, person, activity);
    const meant = activity.attachments === undefined ? choiceMeant(activity.text ?? '', open) : undefined;
    return meant === undefined ? activity : withChoice(activity, meant);
  }

  /** Notes that the person's next message has come. */
  async #close(
    key: string,
    offer: Offer,
    person: string,
    { id, conversation }: InboundActivity,
  ): Promise<void> {
    const answered = { ...offer.answered, [person]: id };
    const conversationKey = key.slice(PREFIX.length);
    if (Object.keys(answered).length > MOST_PEOPLE) {
      this.#offered.delete(conversationKey);
      await this.#parts.store.delete(key);
      return;
    }
    if (!conversation.isGroup && !this.#parts.isShared) this.#offered.set(conversationKey, { closedBy: id });
    const left = Math.max(1, offer.expires - Date.now());
    await this.#parts.store.set(key, JSON.stringify({ ...offer, answered }), left);
  }
}

const PREFIX = 'choices/';

function storeKey(key: string): string {
  return PREFIX + key;
}

function withChoice(activity: InboundActivity, { title, number, answer }: OfferedChoice): InboundActivity {
  const choice = { title, ...(number === undefined ? {} : { number }), typed: activity.text ?? '' };
  return {
    ...activity,
    text: answer.text,
    ...(answer.value === undefined ? {} : { value: answer.value }),
    channelData: { whatsgate: { ...activity.channelData.whatsgate, choice } },
  };
}

/** An offer as it came back from the store, which another version may have written. */
function readOffer(stored: unknown): Offer | undefined {
  const value = typeof stored === 'string' ? parseJson(stored) : undefined;
  if (!isRecord(value) || !isRecord(value['answered'])) return undefined;
  const choices = readRecords(value['choices']).filter(
    ({ title, answer }) =>
      readText(title) !== undefined && isRecord(answer) && typeof answer['text'] === 'string',
  );
  return {
    choices: choices as unknown as OfferedChoice[],
    expires: readNumber(value['expires']) ?? 0,
    answered: value['answered'] as Record<string, string>,
    earlier: Array.isArray(value['earlier']) ? value['earlier'].flatMap((id) => readText(id) ?? []) : [],
  };
}
