import { messageTypeOf, showsCaption, type PlannedFile } from '../activity/outbound';
import { checkKind, isAllowedSticker, type MediaLimits } from '../media/limits';
import type { MediaAccess } from '../media/open-file';
import { isOggOpus } from '../media/ogg';
import { openFile, type OpenedFile } from '../media/resolve';
import { openVoice, type VoiceTranscoder } from '../media/voice';
import { isStickerSized, readWebp } from '../media/webp';
import type { Logger } from '../whatsgate/logger';
import type { OutgoingMessage, OutgoingMessageType } from '../whatsgate/wire';

/** What sending files needs. */
export interface FileParts {
  readonly access: MediaAccess;
  readonly limits: MediaLimits;
  readonly voiceTranscoder?: VoiceTranscoder | undefined;
}

/** A message with a file that is read while it is sent. */
export interface FileMessage {
  readonly message: OutgoingMessage;
  /** Whether the caption is shown; one that is not is left out of the message. */
  readonly showsCaption: boolean;
  /** Lets go of the file. To be called once the message has gone out, or never will. */
  release(): Promise<void>;
}

/** The message that carries a file. @throws WhatsGateError when the file cannot be read or is too large. */
export async function openFileMessage(
  file: PlannedFile,
  caption: string | undefined,
  parts: FileParts,
  logger: Logger,
): Promise<FileMessage> {
  const opened = await openFile(file, parts.access);
  try {
    const { type, file: ready } = await asMessage(opened, file, parts, logger);
    checkKind(type, ready, parts.limits);
    const { mimetype, filename } = ready;
    return {
      message: {
        type,
        ...(caption === undefined || !showsCaption(type) ? {} : { body: caption }),
        media: { mimetype, data: ready, filename },
      },
      showsCaption: showsCaption(type),
      release: () => opened.release(),
    };
  } catch (error) {
    await opened.release();
    throw error;
  }
}

const WEBP = 'image/webp';

interface Typed {
  readonly type: Exclude<OutgoingMessageType, 'text'>;
  readonly file: OpenedFile;
}

/** The gateway's type for a file, a sound made a voice note where it has to be one. */
async function asMessage(
  file: OpenedFile,
  { as, contentType }: Pick<PlannedFile, 'as' | 'contentType'>,
  { voiceTranscoder, limits }: FileParts,
  logger: Logger,
): Promise<Typed> {
  const type = messageTypeOf(file.mimetype, as);
  if (type === 'sticker') {
    const picture = readWebp(file.head);
    const isSized = isStickerSized(picture);
    // The vendor's list makes WebP a sticker, whatever its pixels, so whoever says WebP has said that. Nobody has asked
    // for a sticker whose WebP came under the name of another type: it is one only if it can be.
    const isMeant = contentType?.toLowerCase().startsWith(WEBP) === true || isSized;
    const isPossible = picture !== undefined && isAllowedSticker(file, limits);
    if (as === undefined && !(isMeant && isPossible)) return { type: 'doc', file };
    if (!isSized) {
      logger.warn('A sticker is not 512 by 512 pixels; WhatsApp may show it distorted, or not at all.', {
        bytes: file.size,
      });
    }
    return { type, file };
  }
  // Nobody has asked for a voice note: what only has the name of one is a file like any other.
  if (as === undefined && type === 'voice' && !isOggOpus(file.head)) return { type: 'doc', file };
  if (type !== 'voice') return { type, file };
  const voice = await openVoice(file, { ...limits, voiceTranscoder, logger });
  return voice === undefined ? { type: 'doc', file } : { type, file: voice };
}
