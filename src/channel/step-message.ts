import type { Step } from '../activity/outbound';
import type { Logger } from '../whatsgate/logger';
import { WhatsGateActivityError } from '../whatsgate/errors';
import { presentableCause } from '../whatsgate/redact';
import type * as FileMessages from './file-message';
import type { FileMessage, FileParts } from './file-message';

/** A step that is a file. */
export type FileStep = Extract<Step, { kind: 'file' }>;

/**
 * The message of a file. A picture of a card that cannot be had is replaced by what stands for it: the card is more
 * than its picture.
 *
 * @throws WhatsGateError when a file cannot be read that nothing stands for.
 */
export async function openStepMessage(
  { file, caption, instead }: FileStep,
  media: FileParts,
  logger: Logger,
): Promise<FileMessage> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a bot of texts never needs it
  const { openFileMessage } = require('./file-message') as typeof FileMessages;
  try {
    return await openFileMessage(file, caption, media, logger);
  } catch (error) {
    if (instead === undefined || !(error instanceof WhatsGateActivityError)) throw error;
    logger.warn('A picture of a card could not be had; its address is sent in its place.', {
      reason: presentableCause(error, []),
    });
    const body = caption === undefined ? instead : `${instead}\n\n${caption}`;
    return { message: { body }, showsCaption: true, release: () => Promise.resolve() };
  }
}
