import { LRUCache } from 'lru-cache';
import type { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateActivityError } from '../whatsgate/errors';
import { maskPhoneNumbers } from '../whatsgate/redact';
import type { Accounts } from './accounts';
import { phoneCandidates } from './phone-numbers';

/** What opening a chat works with. */
export interface ChatOpenerParts {
  readonly client: Pick<WhatsGateClient, 'check'>;
  readonly accounts: Accounts;
  readonly checkNumbers: boolean;
  /** Whose numbers may be written without country code. */
  readonly defaultCountry: string | undefined;
  /** The chat of a number, to be written to by number first, by this account. */
  readonly openByNumber: (whatsappId: string, number: string) => string;
}

const REMEMBERED_NUMBERS = 10_000;
/** Asking about many numbers looks like spam to WhatsApp, so what is known is not asked again for a day. */
const REMEMBERED_MS = 24 * 60 * 60_000;

/** Finds or opens chats with people who may never have written. */
export class ChatOpener {
  readonly #parts: ChatOpenerParts;
  /** Under which digits a number was found on WhatsApp. */
  readonly #found = new LRUCache<string, string>({ max: REMEMBERED_NUMBERS, ttl: REMEMBERED_MS });

  constructor(parts: ChatOpenerParts) {
    this.#parts = parts;
  }

  /**
   * The conversation with somebody, by WhatsApp id or by phone number.
   * @throws WhatsGateActivityError when it is neither, or when `checkNumbers` is on and the number is not on WhatsApp.
   */
  async open(whatsappId: string, idOrNumber: string): Promise<string> {
    const { accounts, checkNumbers, defaultCountry, openByNumber } = this.#parts;
    if (idOrNumber.includes('@')) return accounts.conversationId({ whatsappId, chatId: idOrNumber });
    const candidates = phoneCandidates(idOrNumber, defaultCountry);
    const [number] = candidates;
    if (number === undefined) {
      throw new WhatsGateActivityError(
        'members[0].id must be a WhatsApp id (…@c.us, …@g.us) or a phone number with country code, such as 79991112233.',
      );
    }
    const found = checkNumbers ? await this.#find(whatsappId, candidates) : number;
    if (found === undefined) {
      throw new WhatsGateActivityError(`The number ${maskPhoneNumbers(number)} is not on WhatsApp.`);
    }
    return accounts.conversationId({ whatsappId, chatId: openByNumber(whatsappId, found) });
  }

  /** The first form of a number that WhatsApp knows. */
  async #find(whatsappId: string, candidates: readonly string[]): Promise<string | undefined> {
    const key = candidates[0] ?? '';
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    for (const candidate of candidates) {
      if (!(await this.#parts.client.check(whatsappId, candidate))) continue;
      this.#found.set(key, candidate);
      return candidate;
    }
    return undefined;
  }
}
