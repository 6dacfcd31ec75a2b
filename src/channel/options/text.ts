import { z } from 'zod';
import {
  defaultTextSettings,
  TEXT_FORMATS,
  type TextFormat,
  type TextSettings,
} from '../../activity/text-format';
import { withoutUndefined } from './rules';

/** How texts are shown. */
export interface TextOptions {
  /** What texts are written in, and how long one message may be. */
  readonly text?: Partial<TextSettings>;
}

/** The same, read. */
export interface ShownTextSettings {
  readonly text: TextSettings;
}

/** What these options have to look like. */
export const textShape = {
  text: z
    .object({
      defaultFormat: z.enum(TEXT_FORMATS as [TextFormat, ...TextFormat[]]),
      maximumLength: z
        .number()
        .int('is not a whole number')
        .min(256, 'is below 256')
        .max(65_536, 'is above 65,536'),
    })
    .partial()
    .strict()
    .optional(),
};

/** Fills in what was left out of checked options. */
export function readTextOptions(options: TextOptions): ShownTextSettings {
  return { text: { ...defaultTextSettings, ...withoutUndefined(options.text) } };
}
