/** What the beginning of a WebP picture tells. */
export interface WebpFacts {
  readonly isAnimated: boolean;
  /** In pixels; left out when the header does not tell. */
  readonly width?: number;
  /** In pixels; left out when the header does not tell. */
  readonly height?: number;
}

/** Width and height of every sticker, in pixels, as WhatsApp's API for businesses asks for. */
export const STICKER_PIXELS = 512;

/** Bit of the extended header that says that the picture moves (RFC 9649, 2.7). */
const ANIMATION = 0b10;
/** Where the first chunk's own bytes begin. */
const CHUNK_AT = 20;

/** Reads the header of a WebP picture (RFC 9649); `undefined` when it is none. */
export function readWebp(head: Uint8Array): WebpFacts | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const text = bytes.toString('latin1', 0, 16);
  if (!text.startsWith('RIFF') || text.slice(8, 12) !== 'WEBP') return undefined;
  const form = text.slice(12, 16);
  const chunk = bytes.subarray(CHUNK_AT);
  const isAnimated = form === 'VP8X' && ((chunk[0] ?? 0) & ANIMATION) !== 0;
  return { isAnimated, ...sizeOf(form, chunk) };
}

/** Whether a picture has the size that WhatsApp asks of stickers. */
export function isStickerSized(picture: WebpFacts | undefined): boolean {
  return picture?.width === STICKER_PIXELS && picture.height === STICKER_PIXELS;
}

function sizeOf(form: string, chunk: Buffer): Pick<WebpFacts, 'width' | 'height'> {
  if (chunk.length < 10 && (form !== 'VP8L' || chunk.length < 5)) return {};
  switch (form) {
    case 'VP8X':
      return { width: chunk.readUIntLE(4, 3) + 1, height: chunk.readUIntLE(7, 3) + 1 };
    // The two bits above each size are a wish for scaling (RFC 6386, 9.1).
    case 'VP8 ':
      return chunk.readUIntBE(3, 3) === 0x9d012a
        ? { width: chunk.readUInt16LE(6) & 0x3fff, height: chunk.readUInt16LE(8) & 0x3fff }
        : {};
    // 14 bits for each, less one (RFC 9649, 3.4).
    case 'VP8L': {
      const sizes = chunk.readUInt32LE(1);
      return chunk[0] === 0x2f ? { width: (sizes & 0x3fff) + 1, height: ((sizes >>> 14) & 0x3fff) + 1 } : {};
    }
    default:
      return {};
  }
}
