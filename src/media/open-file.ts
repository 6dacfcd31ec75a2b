import { WhatsGateActivityError } from '../whatsgate/errors';
import type { MediaReference } from '../whatsgate/media-reference';
import type { Media } from '../whatsgate/wire';
import { parseDataUrl } from './data-url';
import type { MediaFetcher } from './fetch';
import { nameInUrl } from './file-name';
import { openLocalFile } from './local-file';
import { openBase64, openBytes } from './memory-source';
import type { OpenedSource } from './opened-source';
import { spool } from './spool';
import type { MediaSource } from './source';
import { closeStream, guardedPieces } from './stream-pieces';

/** What opening a source needs from outside. */
export interface MediaAccess {
  readonly fetchUrl: MediaFetcher;
  readonly fetchFromGateway: (reference: MediaReference, signal?: AbortSignal) => Promise<Media>;
  /** The file that a URL of the adapter's own media route stands for: it is not fetched from ourselves. */
  readonly referenceOf?: (url: string) => MediaReference | undefined;
  readonly maximumBytes: number;
  /** The only folder whose files may be sent; left out, none may. */
  readonly rootFolder?: string | undefined;
  /** The longest that a bot's own stream may take, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
}

const USUAL_TIMEOUT_MS = 60_000;

/**
 * Opens a source: afterwards its size and beginning are known, and it can be read.
 * @throws WhatsGateActivityError when it cannot be read or is larger than `maximumBytes`.
 */
export async function openSource(
  source: MediaSource,
  access: MediaAccess,
  signal?: AbortSignal,
): Promise<OpenedSource> {
  const { maximumBytes } = access;
  switch (source.kind) {
    case 'bytes':
      return openBytes(source.bytes, maximumBytes);
    case 'base64':
      return openBase64(source.text, maximumBytes, 'content');
    case 'data-url':
      return openDataUrl(source.url, maximumBytes);
    case 'stream':
      return openStream(source.pieces, access, signal);
    case 'file':
      return openLocalFile(source.url, access.rootFolder, maximumBytes);
    case 'url': {
      const reference = access.referenceOf?.(source.url);
      if (reference !== undefined) return openFromGateway(reference, access, signal);
      return { ...(await access.fetchUrl(source.url, signal)), filename: nameInUrl(source.url) };
    }
    case 'gateway':
      return openFromGateway(source.reference, access, signal);
  }
}

async function openStream(
  pieces: AsyncIterable<unknown>,
  { maximumBytes, timeoutMs = USUAL_TIMEOUT_MS }: MediaAccess,
  signal?: AbortSignal,
): Promise<OpenedSource> {
  try {
    return await spool(guardedPieces(pieces, timeoutMs, signal), maximumBytes);
  } catch (error) {
    // Nobody has begun to read it where no file could be made; a second time does no harm.
    closeStream(pieces);
    throw error;
  }
}

async function openFromGateway(
  reference: MediaReference,
  access: MediaAccess,
  signal?: AbortSignal,
): Promise<OpenedSource> {
  const media = await access.fetchFromGateway(reference, signal);
  const opened = openBase64(media.data, access.maximumBytes, 'file at the gateway', media.mimetype);
  return { ...opened, filename: media.filename };
}

function openDataUrl(url: string, maximumBytes: number): OpenedSource {
  const data = parseDataUrl(url);
  if (data === undefined) {
    throw new WhatsGateActivityError(
      'The contentUrl of an attachment starts with data: but is none; expected data:<type>;base64,<data>.',
    );
  }
  if (data.base64) {
    // The few signs of base64 that URLs do not like may stand there as %2B, %2F and %3D.
    const payload = data.payload.includes('%') ? unescaped(data.payload).toString('latin1') : data.payload;
    return openBase64(payload, maximumBytes, 'data URL', data.mimetype);
  }
  return openBytes(unescaped(data.payload), maximumBytes, data.mimetype ?? 'text/plain');
}

/** The bytes that a payload stands for: `%FF` is one of them, and need be no part of a text (RFC 2397). */
function unescaped(payload: string): Buffer {
  if (/%(?![0-9a-f]{2})/i.test(payload)) {
    throw new WhatsGateActivityError('The data URL of an attachment is not percent-encoded correctly.');
  }
  const bytes = Buffer.from(payload);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const isEscape = bytes[at] === PERCENT;
    bytes[length] = isEscape ? parseInt(bytes.toString('latin1', at + 1, at + 3), 16) : (bytes[at] ?? 0);
    length += 1;
    if (isEscape) at += 2;
  }
  return bytes.subarray(0, length);
}

const PERCENT = 0x25;
