import { z } from 'zod';
import { defaultMediaLimits, type MediaLimits } from '../../media/fetch';
import { milliseconds, positive, withoutUndefined } from './rules';

/** What files may be. */
export interface MediaOptions {
  /** Bounds on outgoing files. */
  readonly media?: Partial<MediaLimits>;
}

/** The same, read. */
export interface MediaSettings {
  readonly media: MediaLimits;
}

/** What these options have to look like. */
export const mediaShape = {
  media: z
    .object({ maximumBytes: positive, timeoutMs: milliseconds, allowPrivateHosts: z.boolean() })
    .partial()
    .strict()
    .optional(),
};

/** Fills in what was left out of checked options. */
export function readMediaOptions({ media }: MediaOptions): MediaSettings {
  return { media: { ...defaultMediaLimits, ...withoutUndefined(media) } };
}
