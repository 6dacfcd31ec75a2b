import { bareType, nameFor, safeFileName } from '../media/file-name';
import { readRecords, readText } from '../whatsgate/json';
import { formatMediaReference } from '../whatsgate/media-reference';
import type { GatewayMessage } from '../whatsgate/wire';
import type { InboundContext } from './inbound-envelope';
import type { InboundAttachment } from './types';

/** What a file most likely is before anybody has fetched it, by WhatsApp's kind of the message. */
const LIKELY_TYPE: ReadonlyMap<string, string> = new Map([
  ['image', 'image/jpeg'],
  ['video', 'video/mp4'],
  ['sticker', 'image/webp'],
  ['audio', 'audio/mpeg'],
  ['ptt', 'audio/ogg; codecs=opus'],
  ['document', 'application/octet-stream'],
]);

/** True for the kinds of message that carry a file. */
export function isMediaKind(type: string | undefined): type is string {
  return type !== undefined && LIKELY_TYPE.has(type);
}

/** WhatsApp's kind of a file in plain words: a `ptt` is a voice note. */
export function mediaKind(type: string): string {
  return type === 'ptt' ? 'voice' : type;
}

/** The file of a message, by its URL or else as a reference; either way it is fetched when somebody wants it. */
export function mediaAttachment(
  message: GatewayMessage & { readonly id: string },
  whatsappId: string,
  mediaUrls?: InboundContext['mediaUrls'],
): InboundAttachment {
  const type = message.type ?? 'document';
  const contentType = readText(message['mimetype']) ?? LIKELY_TYPE.get(type) ?? 'application/octet-stream';
  // A kind that nobody knows is a stranger's text, which has no place in a file name.
  const fallback = nameFor(isMediaKind(type) ? mediaKind(type) : 'file', bareType(contentType));
  const mediaKey = readText(message.mediaKey);
  const reference = {
    whatsappId,
    messageId: message.id,
    ...(mediaKey === undefined ? {} : { mediaKey }),
  };
  return {
    contentType,
    contentUrl: mediaUrls?.urlOf(reference) ?? formatMediaReference(reference),
    name: safeFileName(readText(message['filename']) ?? '', fallback),
  };
}

/** A shared contact: the card, and what a bot wants from it. */
export interface ContactAttachment extends InboundAttachment {
  readonly content: {
    readonly vcard: string;
    readonly displayName: string;
    readonly phones: readonly string[];
    readonly waIds: readonly string[];
  };
}

/** Shared contacts, one attachment each, with what a bot wants from a vCard already read. */
export function contactAttachments(message: GatewayMessage): ContactAttachment[] {
  return readCards(message).map((vcard) => {
    const lines = unfolded(vcard);
    const displayName = readCardName(lines);
    const telephones = [...lines.matchAll(/^(?:item\d+\.)?TEL([^:\r\n]*):([^\r\n]*)/gim)]
      .map(([, parameters = '', phone = '']) => ({ parameters, phone: phone.trim() }))
      .filter(({ phone }) => phone !== '');
    return {
      contentType: 'text/vcard',
      content: {
        vcard,
        displayName,
        phones: telephones.map(({ phone }) => phone),
        waIds: telephones.flatMap(({ parameters }) => /waid=(\d+)/i.exec(parameters)?.[1] ?? []),
      },
      name: safeFileName(`${displayName}.vcf`, 'contact.vcf'),
    };
  });
}

/** A vCard without the breaks of long lines (RFC 6350, 3.2). */
function unfolded(vcard: string): string {
  return vcard.replace(/\r?\n[ \t]/g, '');
}

/** The name on a vCard, `contact` when it has none. Old ones (vCard 2.1) may have its parts alone, family name first. */
function readCardName(vcard: string): string {
  const shown = plainText(/^FN[^:\r\n]*:([^\r\n]*)/im.exec(vcard)?.[1] ?? '');
  if (shown !== '') return shown;
  const parts = /^N(?:;[^:\r\n]*)?:([^\r\n]*)/im.exec(vcard)?.[1] ?? '';
  const [family = '', given = ''] = parts.split(/(?<!\\);/).map(plainText);
  return readText(`${given} ${family}`.trim()) ?? 'contact';
}

/** Commas, semicolons, backslashes and line breaks stand behind a backslash in a vCard (RFC 6350, 3.4). */
function plainText(value: string): string {
  return value.replace(/\\([\\,;:n])/gi, (_, sign: string) => (/n/i.test(sign) ? ' ' : sign)).trim();
}

function readCards(message: GatewayMessage): readonly string[] {
  const given: readonly unknown[] = Array.isArray(message['vCards']) ? message['vCards'] : [];
  const listed = readRecords(message['vcardList']).map((card) => card['vcard']);
  const cards = [...given, ...listed].filter((card): card is string => readText(card) !== undefined);
  if (cards.length > 0) return [...new Set(cards)];
  return message.body?.startsWith('BEGIN:VCARD') === true ? [message.body] : [];
}
