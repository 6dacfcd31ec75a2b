import { markdownToWhatsApp } from './markdown/markdown';
import type * as Xml from './markdown/xml';

/** What the text of an activity is written in (Activity specification, `textFormat`). */
export type TextFormat = 'markdown' | 'plain' | 'xml';

/** All of them. */
export const TEXT_FORMATS: readonly TextFormat[] = ['markdown', 'plain', 'xml'];

/** How texts are shown. */
export interface TextSettings {
  /**
   * What a text without `textFormat` is written in. Default `'markdown'`: SDKs say so, and dialogs and language models
   * write it; the Activity specification says `'plain'`.
   */
  readonly defaultFormat: TextFormat;
  /** The longest text of one message, in characters; longer ones are sent as several messages. Default 4,096. */
  readonly maximumLength: number;
}

/** The usual settings. */
export const defaultTextSettings: TextSettings = { defaultFormat: 'markdown', maximumLength: 4096 };

/**
 * A text as it is sent. `plain` goes out to the letter, so that WhatsApp's own marks work in it.
 * A format that is not known is plain (Activity specification, A3012).
 */
export function formatText(text: string, textFormat: unknown, settings: TextSettings): string {
  switch (
    textFormat === undefined || textFormat === null || textFormat === '' ? settings.defaultFormat : textFormat
  ) {
    case 'markdown':
      return markdownToWhatsApp(text);
    case 'xml':
      return xmlConverter().xmlToWhatsApp(text);
    default:
      return text;
  }
}

/** Hardly any bot writes XML. */
function xmlConverter(): typeof Xml {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('./markdown/xml') as typeof Xml;
}
