import { WhatsGateActivityError } from '../whatsgate/errors';
import type { OutgoingMessageType } from '../whatsgate/wire';
import { readWebp } from './webp';

/** Bounds on files. The sizes are those of WhatsApp's own API for businesses; the gateway publishes none. */
export interface MediaLimits {
  /** The largest file of any kind, in bytes. Default 100 MiB, WhatsApp's limit for documents. */
  readonly maximumBytes: number;
  /** The largest picture, in bytes. Default 5 MiB. */
  readonly maximumImageBytes: number;
  /** The largest sticker, in bytes. Default 100 KiB. */
  readonly maximumStickerBytes: number;
  /** The largest sticker that moves, in bytes. Default 500 KiB. */
  readonly maximumAnimatedStickerBytes: number;
  /** The largest voice note, in bytes. Default 16 MiB. */
  readonly maximumVoiceBytes: number;
  /** The longest that fetching one file may take, in milliseconds. Default 60,000. */
  readonly timeoutMs: number;
  /** Whether addresses outside the public internet may be fetched from. Default false. */
  readonly allowPrivateHosts: boolean;
  /** The only hosts that files may be fetched from (`files.example.com`, `*.example.com`); empty for all. Default empty. */
  readonly allowedHosts: readonly string[];
  /** How long a URL of an inbound file is good for, in milliseconds. Default 3,600,000: an hour. */
  readonly urlLifetimeMs: number;
}

const KIB = 1024;
const MIB = 1024 * 1024;

/** The defaults of `MediaLimits`. */
export const defaultMediaLimits: MediaLimits = {
  maximumBytes: 100 * MIB,
  maximumImageBytes: 5 * MIB,
  maximumStickerBytes: 100 * KIB,
  maximumAnimatedStickerBytes: 500 * KIB,
  maximumVoiceBytes: 16 * MIB,
  timeoutMs: 60_000,
  allowPrivateHosts: false,
  allowedHosts: [],
  urlLifetimeMs: 3_600_000,
};

/** The limits that a kind of message has beside those of every file. */
export type KindLimits = Pick<
  MediaLimits,
  'maximumImageBytes' | 'maximumStickerBytes' | 'maximumAnimatedStickerBytes' | 'maximumVoiceBytes'
>;

/**
 * Checks a file against what WhatsApp takes for its kind of message.
 *
 * @param head the beginning of the file.
 * @throws WhatsGateActivityError when it is too large, or no WebP although it is to be a sticker.
 */
export function checkKind(
  type: Exclude<OutgoingMessageType, 'text'>,
  file: { readonly size: number; readonly head: Uint8Array },
  limits: KindLimits,
): void {
  if (type === 'image') checkSize('picture', file.size, limits.maximumImageBytes, 'maximumImageBytes');
  if (type === 'voice') checkSize('voice note', file.size, limits.maximumVoiceBytes, 'maximumVoiceBytes');
  if (type !== 'sticker') return;
  if (readWebp(file.head) === undefined) {
    throw new WhatsGateActivityError('A sticker has to be a WebP picture, and this file is none.');
  }
  const { what, maximum, option } = stickerLimit(file.head, limits);
  checkSize(what, file.size, maximum, option);
}

/** Whether a WebP picture has no more bytes than a sticker may have. */
export function isAllowedSticker(
  { size, head }: { readonly size: number; readonly head: Uint8Array },
  limits: KindLimits,
): boolean {
  return size <= stickerLimit(head, limits).maximum;
}

function stickerLimit(head: Uint8Array, limits: KindLimits) {
  const { maximumStickerBytes, maximumAnimatedStickerBytes } = limits;
  return readWebp(head)?.isAnimated === true
    ? { what: 'moving sticker', maximum: maximumAnimatedStickerBytes, option: 'maximumAnimatedStickerBytes' }
    : { what: 'sticker', maximum: maximumStickerBytes, option: 'maximumStickerBytes' };
}

function checkSize(what: string, size: number, maximum: number, option: string): void {
  if (size <= maximum) return;
  throw new WhatsGateActivityError(
    `A ${what} of ${size} bytes is larger than the ${maximum} bytes that are allowed (option media.${option}). ` +
      "It can be sent as a document: channelData: { whatsgate: { type: 'doc' } }.",
  );
}
