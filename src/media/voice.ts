import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import { safeFileName } from './file-name';
import { openBytes } from './memory-source';
import { isOggOpus } from './ogg';
import { readAll } from './opened-source';
import type { OpenedFile } from './resolve';

/**
 * Turns sound into a voice note: Opus in an Ogg container, one channel.
 *
 * @param audio the file as it is.
 * @param mimetype what kind of file it is, such as `audio/mpeg`.
 * @param signal aborted when the time for it is over.
 * @returns the Ogg file. A rejection makes the sound go out as a document.
 */
export interface VoiceTranscoder {
  (audio: Buffer, mimetype: string, signal: AbortSignal): Promise<Uint8Array>;
  /** Lets go of what it holds, such as a thread. Called by `adapter.close()`. */
  close?(): Promise<void>;
}

/** What making a voice note needs. */
export interface VoiceParts {
  readonly voiceTranscoder?: VoiceTranscoder | undefined;
  readonly maximumVoiceBytes: number;
  readonly timeoutMs: number;
  readonly logger: Logger;
}

/** The type of a voice note as the gateway lists it (send page, "Media"); what is inside is told by the bytes. */
const VOICE_TYPE = 'audio/ogg';

/**
 * A sound as a voice note, or `undefined` when it cannot be one: it then has to go out as a document, since a
 * voice note of another format does not play on phones. The file that was given is not released.
 */
export async function openVoice(file: OpenedFile, parts: VoiceParts): Promise<OpenedFile | undefined> {
  if (isOggOpus(file.head)) return { ...file, mimetype: VOICE_TYPE };
  const { voiceTranscoder, maximumVoiceBytes, logger } = parts;
  if (voiceTranscoder === undefined) {
    logger.warn(
      'A sound that is not Opus in Ogg is sent as a document, not as a voice note. The option media.voiceTranscoder would turn it into one.',
      { mimetype: file.mimetype },
    );
    return undefined;
  }
  if (file.size > maximumVoiceBytes) {
    logger.warn('A sound is too large to be made a voice note, and is sent as a document.', {
      bytes: file.size,
      maximumVoiceBytes,
    });
    return undefined;
  }
  const audio = await readAll(file);
  try {
    const bytes = await transcode(voiceTranscoder, audio, file.mimetype, parts.timeoutMs);
    if (!isOggOpus(bytes)) throw new Error('The transcoder gave something else than Opus in Ogg.');
    const filename = safeFileName(`${file.filename.replace(/\.[^.]*$/, '')}.ogg`, 'voice.ogg');
    return { ...openBytes(bytes, maximumVoiceBytes), mimetype: VOICE_TYPE, filename };
  } catch (error) {
    logger.warn('A sound could not be made a voice note, and is sent as a document.', {
      mimetype: file.mimetype,
      reason: presentableCause(error, []),
    });
    return undefined;
  }
}

async function transcode(
  transcoder: VoiceTranscoder,
  audio: Buffer,
  mimetype: string,
  timeoutMs: number,
): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(timeoutMs);
  // A transcoder that does not listen to the signal must not hold up the conversation.
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`It took longer than ${timeoutMs} ms.`)), {
      once: true,
    });
  });
  // One that throws at once is raced as well: nobody else would take the news, at last, that it is late.
  const made = (async () => transcoder(audio, mimetype, signal))();
  return Promise.race([made, late]);
}
