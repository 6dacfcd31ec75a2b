import type { OutboundAttachment } from '../types';
import type { Allowance } from './walk';

/** What the bot receives when a choice is made (Activity specification, card actions). */
export interface ChoiceAnswer {
  /** The text of the message that the button would have sent. */
  readonly text: string;
  /** Its `value`, if it would have had one. */
  readonly value?: unknown;
}

/** Where the bytes of a picture or a recording of a card are, as in an attachment. */
export interface CardFile {
  /** An `https:`, `http:` or `data:` URL, or the reference of an inbound attachment. */
  readonly contentUrl: string;
  readonly contentType?: string;
  readonly name?: string;
}

/**
 * A part of what a card becomes, in reading order:
 * - `text`: a paragraph, with WhatsApp's marks; `close` when no blank line goes before it;
 * - `file`: a picture or a recording, sent as a message of its own that the text after it may be the caption of.
 *   Should it not be there to be fetched, `instead` is sent in its place;
 * - `choice`: a button that can be chosen by number or title; it gets its number later;
 * - `line`: an entry between choices that cannot be chosen, such as a link; with `choices`, what choosing one of so
 *   many before it does.
 */
export type CardPart =
  | { readonly kind: 'text'; readonly text: string; readonly close?: boolean }
  | { readonly kind: 'file'; readonly file: CardFile; readonly instead: string }
  | {
      readonly kind: 'choice';
      readonly title: string;
      readonly answer: ChoiceAnswer;
      /** What may be typed besides the title. */
      readonly also?: readonly string[];
    }
  | { readonly kind: 'line'; readonly text: string; readonly choices?: number };

/** What a renderer of cards can use. */
export interface CardContext {
  /** A text of the card as WhatsApp shows it, by the format of its activity. */
  readonly format: (text: string) => string;
  /** What the adapter itself would make of an attachment; `undefined` when that is no card that it knows. */
  readonly usual: (attachment: OutboundAttachment) => readonly CardPart[] | undefined;
}

/** What the adapter's own renderers can use besides. */
export interface UsualContext extends CardContext {
  /** How much of the card may still be looked at. */
  readonly allowance: Allowance;
}

/**
 * Turns a card into parts, or gives `undefined` to leave it to the adapter. Called for attachments of the content
 * type that it stands under in the option `cards`. It must not change the attachment.
 */
export type CardRenderer = (
  attachment: OutboundAttachment,
  context: CardContext,
) => readonly CardPart[] | undefined;

/** Renderers by content type, in lower case. */
export type CardRenderers = Readonly<Record<string, CardRenderer>>;
