/** What the beginning of a WebP picture tells. */
export interface WebpFacts {
  readonly isAnimated: boolean;
}

/** Bit of the extended header that says that the picture moves (RFC 9649, 2.7). */
const ANIMATION = 0b10;
const FLAGS_AT = 20;

/** Reads the header of a WebP picture (RFC 9649); `undefined` when it is none. */
export function readWebp(head: Uint8Array): WebpFacts | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 16)).toString('latin1');
  if (!text.startsWith('RIFF') || text.slice(8, 12) !== 'WEBP') return undefined;
  const isExtended = text.slice(12, 16) === 'VP8X';
  return { isAnimated: isExtended && ((head[FLAGS_AT] ?? 0) & ANIMATION) !== 0 };
}
