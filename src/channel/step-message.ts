import type { Step } from '../activity/outbound';
import type { Logger } from '../whatsgate/logger';
import { WhatsGateActivityError } from '../whatsgate/errors';
import { presentableCause } from '../whatsgate/redact';
import type * as FileMessages from './file-message';
import type { FileMessage, FileParts } from './file-message';

/** A step that is a file. */
export type FileStep = Extract<Step, { kind: 'file' }>;

/**
 * The message of a file. A picture of a card that cannot be had is replaced by what stands for it and what is said of
 * it: the card is more than its picture.
 *
 * @returns `undefined` for such a picture that nothing stands for and of which nothing is said.
 * @throws WhatsGateError when a file cannot be read that nothing stands for.
 */
export async function openStepMessage(
  { file, caption, instead, apart }: FileStep,
  media: FileParts,
  logger: Logger,
): Promise<FileMessage | undefined> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a bot of texts never needs it
  const { openFileMessage } = require('./file-message') as typeof FileMessages;
  try {
    return await openFileMessage(file, caption, media, logger);
  } catch (error) {
    // A text that is read after its file is that of a card.
    const saidOfCard = apart?.side === 'after' ? caption : undefined;
    const body = withoutFile(instead, saidOfCard);
    if (body === undefined || !(error instanceof WhatsGateActivityError)) throw error;
    logger.warn('A picture of a card could not be had; what stands for it is sent in its place.', {
      reason: presentableCause(error, []),
    });
    if (body === '') return undefined;
    return { message: { body }, showsCaption: true, release: () => Promise.resolve() };
  }
}

/** A picture that has no address is named by its description, with which the text after it begins anyway. */
function withoutFile(instead: string | undefined, said: string | undefined): string | undefined {
  if (instead === undefined || said?.startsWith(instead) === true) return said;
  return said === undefined ? instead : `${instead}\n\n${said}`;
}
