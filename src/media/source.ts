import { parseMediaReference, type MediaReference } from '../whatsgate/media-reference';

/** Where the bytes of an outgoing file come from. Telling them apart reads nothing and fetches nothing. */
export type MediaSource =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'base64'; readonly text: string }
  | { readonly kind: 'data-url'; readonly url: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'stream'; readonly pieces: AsyncIterable<unknown> }
  | { readonly kind: 'file'; readonly url: string }
  | { readonly kind: 'gateway'; readonly reference: MediaReference };

/** What an attachment offers as its bytes. */
export interface AttachmentBytes {
  readonly contentUrl?: string | undefined;
  readonly content?: unknown;
}

/**
 * The source of an attachment's bytes: `content` as Buffer, ArrayBuffer, base64 text or stream, or `contentUrl` as
 * https, http, data or file URL, or as the reference of an inbound attachment. `undefined` when it has none of these.
 */
export function sourceOf({ content, contentUrl }: AttachmentBytes): MediaSource | undefined {
  const bytes = bytesOf(content);
  if (bytes !== undefined) return { kind: 'bytes', bytes };
  if (typeof content === 'string' && content !== '') return { kind: 'base64', text: content };
  if (isStream(content)) return { kind: 'stream', pieces: content };
  if (contentUrl === undefined || contentUrl === '') return undefined;
  if (/^data:/i.test(contentUrl)) return { kind: 'data-url', url: contentUrl };
  if (/^https?:\/\//i.test(contentUrl)) return { kind: 'url', url: contentUrl };
  if (/^file:/i.test(contentUrl)) return { kind: 'file', url: contentUrl };
  const reference = parseMediaReference(contentUrl);
  return reference === undefined ? undefined : { kind: 'gateway', reference };
}

/** Node's streams and those of the web can both be iterated, as can an async generator. */
function isStream(content: unknown): content is AsyncIterable<unknown> {
  return typeof content === 'object' && content !== null && Symbol.asyncIterator in content;
}

/** Bytes, also from a Buffer that went through JSON (`{ type: 'Buffer', data: […] }`), as stored activities do. */
function bytesOf(content: unknown): Uint8Array | undefined {
  if (content instanceof Uint8Array) return content;
  if (content instanceof ArrayBuffer) return new Uint8Array(content);
  const revived = content as { type?: unknown; data?: unknown } | null | undefined;
  if (typeof revived === 'object' && revived?.type === 'Buffer' && Array.isArray(revived.data)) {
    return Buffer.from(revived.data as number[]);
  }
  return undefined;
}
