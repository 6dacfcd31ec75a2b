import { LRUCache } from 'lru-cache';
import { recipientOf } from '../activity/recipient';
import { contactId } from '../whatsgate/chat-id';
import type { Recipient } from '../whatsgate/wire';

const REMEMBERED_NUMBERS = 10_000;

/** Chats that were opened by phone number and have not been written to yet. */
export class Strangers {
  readonly #numbers = new LRUCache<string, string>({ max: REMEMBERED_NUMBERS });

  /** The chat of a phone number. The first message to it goes out by number, as the gateway wants it for strangers. */
  open(number: string): string {
    const chatId = contactId(number);
    this.#numbers.set(chatId, number);
    return chatId;
  }

  /** A message to the chat went out: it is known from now on. */
  meet(chatId: string): void {
    this.#numbers.delete(chatId);
  }

  /** How a chat is addressed. */
  recipientOf(chatId: string): Recipient {
    const number = this.#numbers.get(chatId);
    return number === undefined ? recipientOf(chatId) : { number, type: 'contact' };
  }
}
