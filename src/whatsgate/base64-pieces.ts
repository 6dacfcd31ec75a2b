/** The most that is turned into base64 at once: at most 64 kB, and of whole groups of three bytes. */
const PIECE_BYTES = 65_535;
const PIECE_LETTERS = (PIECE_BYTES / 3) * 4;
/** One is being written, one may wait in a stream, one is being filled; the fourth is a margin. */
const BUFFERS = 4;

/** The two letters of every twelve bits, as they lie in memory. */
const PAIRS = pairsOfLetters();

/**
 * Turns bytes into base64 in buffers that are used again, so that a file of any size leaves nothing behind for the
 * garbage collector. `Buffer.toString('base64')` makes a string of every piece: a process that sends one file would
 * grow by the young generation's 32 MB.
 */
export class Base64Pieces {
  readonly #buffers: Buffer[] = [];
  #turn = 0;

  /**
   * Base64 of whole groups of three bytes, in pieces.
   * A piece is valid until the fourth one after it is asked for; whoever takes pieces waits until one is written.
   */
  *encode(bytes: Uint8Array, end: number): Generator<Buffer, void, undefined> {
    for (let start = 0; start < end; start += PIECE_BYTES) {
      yield this.#encodePiece(bytes, start, Math.min(start + PIECE_BYTES, end));
    }
  }

  #encodePiece(bytes: Uint8Array, start: number, end: number): Buffer {
    const letters = ((end - start) / 3) * 4;
    // A small piece may be kept by a stream that is not full yet, however many follow.
    const out = letters < PIECE_LETTERS ? Buffer.allocUnsafeSlow(letters) : this.#nextBuffer();
    const words = new Uint16Array(out.buffer, out.byteOffset, letters / 2);
    for (let at = start, word = 0; at < end; at += 3, word += 2) {
      const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
      words[word] = PAIRS[group >>> 12] ?? 0;
      words[word + 1] = PAIRS[group & 0xfff] ?? 0;
    }
    return out;
  }

  #nextBuffer(): Buffer {
    const index = this.#turn % BUFFERS;
    this.#turn += 1;
    return (this.#buffers[index] ??= Buffer.allocUnsafeSlow(PIECE_LETTERS));
  }
}

function pairsOfLetters(): Uint16Array {
  const letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
  const bytes = new Uint8Array(4096 * 2);
  for (let pair = 0; pair < 4096; pair += 1) {
    bytes[pair * 2] = letters[pair >>> 6] ?? 0;
    bytes[pair * 2 + 1] = letters[pair & 63] ?? 0;
  }
  return new Uint16Array(bytes.buffer);
}
