import { z } from 'zod';
import type { CardRenderers } from '../../activity/cards/card';
import { milliseconds, withoutUndefined } from './rules';

/** How choices are remembered. */
export interface ChoiceSettings {
  /** How long choices can be answered, in milliseconds. Default 86,400,000: a day. */
  readonly expiresMs: number;
}

/** The usual way. */
export const defaultChoiceSettings: ChoiceSettings = { expiresMs: 24 * 60 * 60 * 1000 };

/** How cards and choices are shown. */
export interface CardOptions {
  /** Renderers of your own by content type, in the place of the adapter's or for cards that it does not know. */
  readonly cards?: CardRenderers;
  /**
   * Whether a number or title that somebody types becomes what the button would have sent, and for how long.
   * `false` leaves it as it was typed. Default on.
   */
  readonly choices?: Partial<ChoiceSettings> | false;
}

/** The same, read. */
export interface CardSettings {
  readonly cards: CardRenderers;
  /** `undefined` when typed choices stay as they are. */
  readonly choiceSettings: ChoiceSettings | undefined;
}

/** What these options have to look like. */
export const cardShape = {
  cards: z.record(z.custom((value) => typeof value === 'function', 'is no function')).optional(),
  choices: z.union([z.literal(false), z.object({ expiresMs: milliseconds }).partial().strict()]).optional(),
};

/** Fills in what was left out of checked options. */
export function readCardOptions({ cards, choices }: CardOptions): CardSettings {
  const byType = Object.entries(cards ?? {}).map(([type, render]) => [type.toLowerCase(), render] as const);
  return {
    cards: Object.fromEntries(byType),
    choiceSettings:
      choices === false ? undefined : { ...defaultChoiceSettings, ...withoutUndefined(choices) },
  };
}
