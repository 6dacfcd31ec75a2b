import { bareType } from '../media/file-name';
import { isRecord, readText } from '../whatsgate/json';
import type { OutboundAttachment } from './types';

const CARD_TYPES: ReadonlySet<string> = new Set(['text/vcard', 'text/x-vcard']);

/**
 * The bytes of a contact that is given as its vCard: as `content.vcard`, as inbound contacts have it, or as the text
 * itself. `undefined` for anything else, base64 of a vCard included.
 */
export function contactCardOf({ contentType, content }: OutboundAttachment): Uint8Array | undefined {
  if (!CARD_TYPES.has(bareType(readText(contentType) ?? ''))) return undefined;
  const card = readText(isRecord(content) ? content['vcard'] : content);
  return card !== undefined && /^\s*BEGIN:VCARD/i.test(card) ? Buffer.from(card) : undefined;
}
