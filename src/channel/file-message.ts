import { messageTypeOf, type PlannedFile } from '../activity/outbound';
import { resolveFile, type MediaAccess } from '../media/resolve';
import type { OutgoingMessage } from '../whatsgate/wire';

/** The message that carries a file. @throws WhatsGateError when the file cannot be read. */
export async function fileMessage(
  file: PlannedFile,
  caption: string | undefined,
  media: MediaAccess,
): Promise<OutgoingMessage> {
  const { bytes, mimetype, filename } = await resolveFile(file, media);
  return {
    type: messageTypeOf(mimetype, file.as),
    ...(caption === undefined ? {} : { body: caption }),
    media: { mimetype, data: bytes.toString('base64'), filename },
  };
}
