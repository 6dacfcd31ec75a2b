import { WhatsGateActivityError } from '../whatsgate/errors';
import { HEAD_BYTES, type OpenedSource } from './opened-source';
import { tooLarge } from './too-large';

/** Letters of base64 that are decoded at once: whole groups of four, 65,535 bytes. */
const PIECE_LETTERS = 87_380;

/** Bytes that somebody holds. They are not copied. */
export function openBytes(bytes: Uint8Array, maximumBytes: number, mimetype?: string): OpenedSource {
  if (bytes.length > maximumBytes) throw tooLarge(bytes.length, maximumBytes);
  return {
    size: bytes.length,
    head: bytes.subarray(0, HEAD_BYTES),
    mimetype,
    // eslint-disable-next-line @typescript-eslint/require-await -- sources are read asynchronously
    async *read() {
      yield bytes;
    },
    release: () => Promise.resolve(),
  };
}

/**
 * Base64 that somebody holds, also of the URL-safe alphabet, with blanks or without padding.
 * It is checked at once and decoded piece by piece, so that it is never there twice.
 *
 * @param what names it in an error.
 * @throws WhatsGateActivityError when it is none or stands for more than `maximumBytes`.
 */
export function openBase64(
  text: string,
  maximumBytes: number,
  what: string,
  mimetype?: string,
): OpenedSource {
  const compact = withoutBlanks(text);
  const letters = lettersOf(compact);
  const size = Math.floor((letters * 3) / 4);
  if (size > maximumBytes) throw tooLarge(size, maximumBytes);
  if (letters % 4 === 1 || (letters === 0 && compact !== '') || hasOtherSigns(compact, letters)) {
    throw new WhatsGateActivityError(
      `The ${what} of an attachment is not base64. Give a Buffer, base64 text or a URL.`,
    );
  }
  return {
    size,
    head: Buffer.from(compact.slice(0, Math.ceil(HEAD_BYTES / 3) * 4), 'base64'),
    mimetype,
    // eslint-disable-next-line @typescript-eslint/require-await -- sources are read asynchronously
    async *read() {
      for (let start = 0; start < letters; start += PIECE_LETTERS) {
        yield Buffer.from(compact.slice(start, start + PIECE_LETTERS), 'base64');
      }
    },
    release: () => Promise.resolve(),
  };
}

function withoutBlanks(text: string): string {
  return /\s/.test(text) ? text.replace(/\s+/g, '') : text;
}

/** At most two signs of padding, looked for from the end: a pattern would search a long row of them for ever. */
function lettersOf(compact: string): number {
  let letters = compact.length;
  while (letters > 0 && compact.length - letters < 2 && compact[letters - 1] === '=') letters -= 1;
  return letters;
}

/** Looks for one wrong sign only: a pattern that matches the whole would need memory for each of its letters. */
function hasOtherSigns(compact: string, letters: number): boolean {
  const wrong = compact.search(/[^A-Za-z0-9+/_-]/);
  return wrong >= 0 && wrong < letters;
}
