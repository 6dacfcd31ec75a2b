import { InvalidArgumentError } from 'commander';
import { parseChatId } from '../whatsgate/chat-id';
import type { Recipient } from '../whatsgate/wire';

/** A phone number as people write it, without what they put between the digits; undefined when it is none. */
function phoneDigits(text: string): string | undefined {
  const digits = text.replace(/[\s+().-]/g, '');
  return /^\d{5,15}$/.test(digits) ? digits : undefined;
}

/** Reads a phone number. @throws what the command-line library reports as a usage error. */
export function phoneNumber(text: string): string {
  const digits = phoneDigits(text);
  if (digits !== undefined) return digits;
  throw new InvalidArgumentError('A phone number with country code is wanted, of 5 to 15 digits.');
}

/** Reads whom to write to: a chat id, or a phone number. @throws what is reported as a usage error. */
export function recipient(text: string): Recipient {
  if (parseChatId(text).kind !== 'unknown') return { id: text };
  const digits = phoneDigits(text);
  if (digits !== undefined) return { number: digits, type: 'contact' };
  throw new InvalidArgumentError(
    'A chat id (<number>@c.us, <group>@g.us), or a phone number with country code, is wanted.',
  );
}
