import { z } from 'zod';
import { isHostEntry } from '../../media/host-list';
import { defaultMediaLimits, type MediaLimits } from '../../media/limits';
import type { VoiceTranscoder } from '../../media/voice';
import { milliseconds, nonEmpty, positive, withoutUndefined } from './rules';

/** How files are handled beside their bounds. Everything may be left out. */
export interface MediaHandling {
  /** The only folder whose files may be sent (`contentUrl: 'file:report.pdf'`). Left out, no file of this machine may. */
  readonly rootFolder?: string;
  /** Makes voice notes of sounds in other formats; see `wasmVoiceTranscoder`. Left out, such sounds go out as documents. */
  readonly voiceTranscoder?: VoiceTranscoder;
  /**
   * Where the internet reaches `adapter.mediaHandler()`, such as `https://bot.example.com/api/media`. Inbound files
   * then have a URL below it. Left out, they have a reference that `downloadAttachment` reads.
   */
  readonly publicUrl?: string;
  /** The secret that signs these URLs, at least 16 characters. Left out, it is derived from `apiKey`. */
  readonly urlKey?: string;
}

/** What files may be, and how they are handled. */
export interface MediaOptions {
  /** Bounds on files, and how they are handled. */
  readonly media?: Partial<MediaLimits> & MediaHandling;
}

/** The same, read. */
export interface MediaSettings {
  readonly media: MediaLimits & MediaHandling;
}

const httpUrl = nonEmpty.refine((text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    (url?.protocol === 'https:' || url?.protocol === 'http:') &&
    url.username + url.password + url.search + url.hash === ''
  );
}, "is no http or https URL without user, '?' and '#'");

/** A name or address, with `*.` before it for everything below. */
const host = z
  .string()
  .refine(isHostEntry, 'is no host such as files.example.com or *.example.com, without a port');

/** What these options have to look like. */
export const mediaShape = {
  media: z
    .object({
      maximumBytes: positive,
      maximumImageBytes: positive,
      maximumStickerBytes: positive,
      maximumAnimatedStickerBytes: positive,
      maximumVoiceBytes: positive,
      timeoutMs: milliseconds,
      allowPrivateHosts: z.boolean(),
      allowedHosts: z.array(host),
      urlLifetimeMs: milliseconds,
      rootFolder: nonEmpty,
      voiceTranscoder: z.custom((value) => typeof value === 'function', 'is no function'),
      publicUrl: httpUrl,
      urlKey: z.string().min(16, 'has fewer than 16 characters'),
    })
    .partial()
    .strict()
    .optional(),
};

/** Fills in what was left out of checked options. */
export function readMediaOptions({ media }: MediaOptions): MediaSettings {
  return { media: { ...defaultMediaLimits, ...withoutUndefined(media) } };
}
