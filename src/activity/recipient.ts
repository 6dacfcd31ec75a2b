import { parseChatId } from '../whatsgate/chat-id';
import type { Recipient } from '../whatsgate/wire';

/**
 * The recipient object for a chat: by id whenever one is known, by number for a bare phone number
 * (send page, "Recipient"). Ids of unknown shape are passed on as they are; an `@lid` is never taken for a number.
 */
export function recipientOf(chatId: string): Recipient {
  const { kind } = parseChatId(chatId);
  if (kind === 'unknown') {
    const number = digitsOf(chatId);
    if (number !== undefined) return { number, type: 'contact' };
  }
  return { id: chatId };
}

/**
 * The digits of a phone number as people write it (`+7 (999) 111-22-33`), or `undefined` when it cannot be one.
 * The country code must be there; nothing is guessed.
 */
export function digitsOf(text: string): string | undefined {
  if (!/^\+?[\d\s().-]+$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  return digits.length >= 7 && digits.length <= 15 ? digits : undefined;
}
