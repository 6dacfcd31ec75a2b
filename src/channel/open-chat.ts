import { digitsOf } from '../activity/recipient';
import type { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateActivityError } from '../whatsgate/errors';
import { maskPhoneNumbers } from '../whatsgate/redact';
import type { Accounts } from './accounts';

/** What opening a chat works with. */
export interface ChatOpenerParts {
  readonly client: Pick<WhatsGateClient, 'check'>;
  readonly accounts: Accounts;
  readonly checkNumbers: boolean;
  /** The chat of a number, to be written to by number first. */
  readonly openByNumber: (number: string) => string;
}

/** Finds or opens chats with people who may never have written. */
export class ChatOpener {
  readonly #parts: ChatOpenerParts;

  constructor(parts: ChatOpenerParts) {
    this.#parts = parts;
  }

  /**
   * The conversation with somebody, by WhatsApp id or by phone number.
   * @throws WhatsGateActivityError when it is neither, or when `checkNumbers` is on and the number is not on WhatsApp.
   */
  async open(whatsappId: string, idOrNumber: string): Promise<string> {
    const { accounts, client, checkNumbers, openByNumber } = this.#parts;
    if (idOrNumber.includes('@')) return accounts.conversationId({ whatsappId, chatId: idOrNumber });
    const number = digitsOf(idOrNumber);
    if (number === undefined) {
      throw new WhatsGateActivityError(
        'members[0].id must be a WhatsApp id (…@c.us, …@g.us) or a phone number with country code, such as 79991112233.',
      );
    }
    if (checkNumbers && !(await client.check(whatsappId, number))) {
      throw new WhatsGateActivityError(`The number ${maskPhoneNumbers(number)} is not on WhatsApp.`);
    }
    return accounts.conversationId({ whatsappId, chatId: openByNumber(number) });
  }
}
