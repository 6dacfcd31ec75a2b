/** A reproducible source of ids and chances: the same seed gives the same run. */
export interface Random {
  /** The next number in [0, 1). */
  next(): number;
  /** `digits` upper-case hexadecimal digits. */
  hex(digits: number): string;
  /** `digits` decimal digits; the first is never 0. */
  decimal(digits: number): string;
  /** `length` bytes. */
  bytes(length: number): Buffer;
  /** Where it stands, 32 bits: set on another generator, that one goes on from here. */
  position: number;
}

/** FNV-1a over UTF-16 units: turns any seed into the 32 bits that the generator starts from. */
function hashSeed(seed: number | string): number {
  let hash = 0x811c9dc5;
  for (const unit of String(seed)) {
    hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Creates a generator (mulberry32). Good enough for ids in a test, useless for secrets.
 * @param seed Any number or string.
 */
export function seededRandom(seed: number | string): Random {
  let state = hashSeed(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16).toUpperCase()).join(''),
    decimal: (digits) =>
      Array.from({ length: digits }, (_, place) => (place === 0 ? 1 + below(9) : below(10))).join(''),
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
    get position() {
      return state;
    },
    set position(position) {
      state = position >>> 0;
    },
  };
}
