import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readNumber, readText } from '../whatsgate/json';
import type { MediaReference } from '../whatsgate/media-reference';

/** What the URLs of inbound files are made with. */
export interface MediaUrlOptions {
  /** Where the media route is; left out, there are no URLs, but those that were made before can be read. */
  readonly publicUrl?: string | undefined;
  /** The secret that signs them. */
  readonly key: string | Uint8Array;
  /** How long a URL is good for, in milliseconds. */
  readonly lifetimeMs: number;
  /** The time, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number;
}

/** What a token stands for. */
export interface MediaGrant {
  readonly reference: MediaReference;
  readonly isExpired: boolean;
}

/** A key of its own for signatures, derived from the API key: neither can be found out from the other (RFC 5869). */
export function deriveUrlKey(apiKey: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', apiKey, '', 'botbuilder-adapter-whatsgate media url', 32));
}

/**
 * URLs of inbound files: `<public url>/<payload>.<signature>`, HMAC-SHA256 over what is granted and until when.
 * Nobody can make one for another file or a longer time.
 */
export class MediaUrls {
  readonly #base: string | undefined;
  readonly #key: string | Uint8Array;
  readonly #lifetimeMs: number;
  readonly #now: () => number;

  constructor({ publicUrl, key, lifetimeMs, now = Date.now }: MediaUrlOptions) {
    this.#base = publicUrl === undefined ? undefined : withoutSlashes(publicUrl);
    this.#key = key;
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
  }

  /** The URL of a file, or `undefined` when no public address is known. */
  urlOf({ whatsappId, messageId, mediaKey }: MediaReference): string | undefined {
    if (this.#base === undefined) return undefined;
    const expires = Math.ceil((this.#now() + this.#lifetimeMs) / 1000);
    const granted = [whatsappId, messageId, expires, ...(mediaKey === undefined ? [] : [mediaKey])];
    const payload = Buffer.from(JSON.stringify(granted)).toString('base64url');
    return `${this.#base}/${payload}.${this.#sign(payload).toString('base64url')}`;
  }

  /**
   * What a URL of ours stands for, also once it has expired; `undefined` for every other URL.
   * The bot that was given it may send the file on at any time.
   */
  referenceOf(url: string): MediaReference | undefined {
    const isOurs = this.#base !== undefined && url.startsWith(`${this.#base}/`);
    return isOurs ? this.read(url)?.reference : undefined;
  }

  /** Reads the token at the end of a path or URL; `undefined` when it was not signed by us. */
  read(path: string): MediaGrant | undefined {
    const token = lastSegment(path);
    const dot = token.indexOf('.');
    const payload = token.slice(0, Math.max(0, dot));
    const given = Buffer.from(token.slice(dot + 1), 'base64url');
    const expected = this.#sign(payload);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const granted = parse(payload);
    const [whatsappId, messageId, expires, mediaKey] = granted;
    if (typeof whatsappId !== 'string' || typeof messageId !== 'string') return undefined;
    const key = readText(mediaKey);
    return {
      reference: { whatsappId, messageId, ...(key === undefined ? {} : { mediaKey: key }) },
      isExpired: (readNumber(expires) ?? 0) * 1000 <= this.#now(),
    };
  }

  #sign(payload: string): Buffer {
    return createHmac('sha256', this.#key).update(payload).digest();
  }
}

function parse(payload: string): readonly unknown[] {
  const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return Array.isArray(value) ? value : [];
}

function lastSegment(path: string): string {
  const bare = withoutSlashes(path.split(/[?#]/, 1)[0] ?? '');
  return bare.slice(bare.lastIndexOf('/') + 1);
}

function withoutSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}
