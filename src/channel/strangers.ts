import { LRUCache } from 'lru-cache';
import { recipientOf } from '../activity/recipient';
import { contactId } from '../whatsgate/chat-id';
import type { Recipient } from '../whatsgate/wire';
import type { ChatAddress } from './accounts';
import { turnKey } from './event-key';

const REMEMBERED_NUMBERS = 10_000;

/** Chats that were opened by phone number and have not been written to yet, each by the account that opened it. */
export class Strangers {
  readonly #numbers = new LRUCache<string, string>({ max: REMEMBERED_NUMBERS });

  /** The chat of a phone number. The first message to it goes out by number, as the gateway wants it for strangers. */
  open(whatsappId: string, number: string): string {
    const chatId = contactId(number);
    this.#numbers.set(turnKey({ whatsappId, chatId }), number);
    return chatId;
  }

  /** A message to the chat went out: it is known from now on. */
  meet(address: ChatAddress): void {
    this.#numbers.delete(turnKey(address));
  }

  /** How a chat is addressed. */
  recipientOf(address: ChatAddress): Recipient {
    const number = this.#numbers.get(turnKey(address));
    return number === undefined ? recipientOf(address.chatId) : { number, type: 'contact' };
  }
}
