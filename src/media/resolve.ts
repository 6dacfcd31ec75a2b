import { WhatsGateActivityError } from '../whatsgate/errors';
import { nameFor, safeFileName, specificType, typeOfName, withExtensionOf } from './file-name';
import { openSource, type MediaAccess } from './open-file';
import { readAll, type OpenedSource } from './opened-source';
import { settleType, usualType } from './sniff';
import type { MediaSource } from './source';
import { tooLarge } from './too-large';

/** A file to be sent, its bytes not yet read. */
export interface OutgoingFile {
  readonly source: MediaSource;
  /** The type that the attachment declares. */
  readonly contentType: string | undefined;
  readonly name: string | undefined;
}

/** A file whose type, name and size are settled, and that can be read. */
export interface OpenedFile extends OpenedSource {
  readonly mimetype: string;
  readonly filename: string;
}

/** A file whose bytes are there. */
export interface ResolvedFile {
  readonly bytes: Buffer;
  readonly mimetype: string;
  readonly filename: string;
}

/**
 * Opens a file and settles its type and name. What its bytes say of the type beats everything; else the declared
 * one stands when it is a full one; else the source's, else the one of the file's extension. Of a file at the
 * gateway, the gateway knows more.
 *
 * @returns the file, to be released once nobody reads it any more.
 * @throws WhatsGateActivityError when it cannot be read, is empty or larger than `maximumBytes`.
 */
export async function openFile(
  file: OutgoingFile,
  access: MediaAccess,
  signal?: AbortSignal,
): Promise<OpenedFile> {
  const opened = await openSource(file.source, access, signal);
  if (opened.size === 0 || opened.size > access.maximumBytes) {
    await opened.release();
    if (opened.size > 0) throw tooLarge(opened.size, access.maximumBytes);
    throw new WhatsGateActivityError('A file of an attachment is empty.');
  }
  return { ...opened, ...settle(file, opened, isAtGateway(file.source, access)) };
}

/**
 * Reads the bytes of a file, with its type and name.
 * @throws WhatsGateActivityError when the file cannot be read or is larger than `maximumBytes`.
 */
export async function resolveFile(
  file: OutgoingFile,
  access: MediaAccess,
  signal?: AbortSignal,
): Promise<ResolvedFile> {
  const opened = await openFile(file, access, signal);
  try {
    return { bytes: await readAll(opened), mimetype: opened.mimetype, filename: opened.filename };
  } finally {
    await opened.release();
  }
}

/** The names that inbound files get when they come without one; see `mediaAttachment` in `activity`. */
const GUESSED_NAME = /^(image|video|sticker|audio|voice|document|file)\.[a-z0-9]+$/;

function isAtGateway(source: MediaSource, access: MediaAccess): boolean {
  return (
    source.kind === 'gateway' || (source.kind === 'url' && access.referenceOf?.(source.url) !== undefined)
  );
}

function settle(file: OutgoingFile, opened: OpenedSource, isInbound: boolean) {
  // What an inbound attachment says of itself was a guess, made before anybody had seen the file.
  const contentType = isInbound ? undefined : file.contentType;
  const guessedStem = isInbound ? GUESSED_NAME.exec(file.name ?? '')?.[1] : undefined;
  const name = guessedStem === undefined ? file.name : undefined;
  const declared = specificType([
    contentType,
    opened.mimetype,
    typeOfName(name ?? ''),
    typeOfName(opened.filename ?? ''),
    file.contentType,
  ]);
  const mimetype = settleType(declared, opened.head);
  const filename = safeFileName(name ?? opened.filename ?? '', nameFor(guessedStem ?? 'file', mimetype));
  // A name of the bot's own is changed only where it says what the file is not.
  const isWrong = mimetype !== declared || (name === undefined && typeOfName(filename) === undefined);
  return {
    mimetype: usualType(mimetype),
    filename: isWrong ? withExtensionOf(filename, mimetype) : filename,
  };
}
