import { WhatsGateActivityError } from '../whatsgate/errors';
import type { MediaReference } from '../whatsgate/media-reference';
import type { Media } from '../whatsgate/wire';
import { base64Size, decodeBase64, parseDataUrl } from './data-url';
import type { MediaFetcher } from './fetch';
import { nameFor, nameInUrl, safeFileName, specificType, typeOfName } from './file-name';
import type { MediaSource } from './source';

/** A file to be sent, its bytes not yet read. */
export interface OutgoingFile {
  readonly source: MediaSource;
  /** The type that the attachment declares. */
  readonly contentType: string | undefined;
  readonly name: string | undefined;
}

/** A file whose bytes are there. */
export interface ResolvedFile {
  readonly bytes: Buffer;
  readonly mimetype: string;
  readonly filename: string;
}

/** What resolving needs from outside. */
export interface MediaAccess {
  readonly fetchUrl: MediaFetcher;
  readonly fetchFromGateway: (reference: MediaReference, signal?: AbortSignal) => Promise<Media>;
  readonly maximumBytes: number;
}

/**
 * Reads the bytes of a file and settles its type and name. The declared type stands when it is a full one;
 * else the source's, else the one of the file's extension. Of a file at the gateway, the gateway knows more.
 *
 * @throws WhatsGateActivityError when the file cannot be read or is larger than `maximumBytes`.
 */
export async function resolveFile(
  file: OutgoingFile,
  access: MediaAccess,
  signal?: AbortSignal,
): Promise<ResolvedFile> {
  const read = await readSource(file.source, access, signal);
  if (read.bytes.length === 0) throw new WhatsGateActivityError('A file of an attachment is empty.');
  if (read.bytes.length > access.maximumBytes) throw tooLarge(read.bytes.length, access.maximumBytes);
  // What an inbound attachment says of itself was a guess, made before anybody had seen the file.
  const isInbound = file.source.kind === 'gateway';
  const contentType = isInbound ? undefined : file.contentType;
  const guessedStem = isInbound ? GUESSED_NAME.exec(file.name ?? '')?.[1] : undefined;
  const name = guessedStem === undefined ? file.name : undefined;
  const mimetype = specificType([
    contentType,
    read.mimetype,
    typeOfName(name ?? ''),
    typeOfName(read.filename ?? ''),
    file.contentType,
  ]);
  return {
    bytes: read.bytes,
    mimetype,
    filename: safeFileName(name ?? read.filename ?? '', nameFor(guessedStem ?? 'file', mimetype)),
  };
}

/** The names that inbound files get when they come without one; see `mediaAttachment` in `activity`. */
const GUESSED_NAME = /^(image|video|sticker|audio|voice|document|file)\.[a-z0-9]+$/;

interface ReadSource {
  readonly bytes: Buffer;
  readonly mimetype: string | undefined;
  readonly filename?: string | undefined;
}

async function readSource(
  source: MediaSource,
  access: MediaAccess,
  signal?: AbortSignal,
): Promise<ReadSource> {
  switch (source.kind) {
    case 'bytes':
      return {
        bytes: Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength),
        mimetype: undefined,
      };
    case 'base64':
      return { bytes: decode(source.text, access.maximumBytes, 'content'), mimetype: undefined };
    case 'data-url':
      return readDataUrl(source.url, access.maximumBytes);
    case 'url': {
      const fetched = await access.fetchUrl(source.url, signal);
      return { ...fetched, filename: nameInUrl(source.url) };
    }
    case 'gateway': {
      const media = await access.fetchFromGateway(source.reference, signal);
      return {
        bytes: decode(media.data, access.maximumBytes, 'file at the gateway'),
        mimetype: media.mimetype,
        filename: media.filename,
      };
    }
  }
}

function readDataUrl(url: string, maximumBytes: number): ReadSource {
  const data = parseDataUrl(url);
  if (data === undefined) {
    throw new WhatsGateActivityError(
      'The contentUrl of an attachment starts with data: but is none; expected data:<type>;base64,<data>.',
    );
  }
  if (data.base64) {
    // The few signs of base64 that URLs do not like may stand there as %2B, %2F and %3D.
    const payload = data.payload.includes('%') ? unescapePayload(data.payload) : data.payload;
    return { bytes: decode(payload, maximumBytes, 'data URL'), mimetype: data.mimetype };
  }
  return { bytes: Buffer.from(unescapePayload(data.payload)), mimetype: data.mimetype ?? 'text/plain' };
}

function unescapePayload(payload: string): string {
  try {
    return decodeURIComponent(payload);
  } catch (cause) {
    throw new WhatsGateActivityError('The data URL of an attachment is not percent-encoded correctly.', {
      cause,
    });
  }
}

function decode(text: string, maximumBytes: number, what: string): Buffer {
  const estimate = base64Size(text);
  if (estimate > maximumBytes + 2) throw tooLarge(estimate, maximumBytes);
  const bytes = decodeBase64(text);
  if (bytes === undefined) {
    throw new WhatsGateActivityError(
      `The ${what} of an attachment is not base64. Give a Buffer, base64 text or a URL.`,
    );
  }
  return bytes;
}

function tooLarge(size: number, maximumBytes: number): WhatsGateActivityError {
  return new WhatsGateActivityError(
    `An attachment of ${size} bytes is larger than the ${maximumBytes} bytes that are allowed (option media.maximumBytes).`,
  );
}
