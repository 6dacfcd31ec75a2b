import { z } from 'zod';
import { milliseconds, withoutUndefined } from './rules';

/** How much the account behaves like a person who reads, thinks and types. All of it is off unless it is asked for. */
export interface Manners {
  /** Marks a chat as seen as soon as a message of it was accepted. Default false. */
  readonly seen: boolean;
  /** Shows "typing" while the bot works on an answer. Default false. */
  readonly typing: boolean;
  /** Pause before a text goes out, for each of its characters, in milliseconds; "typing" is shown meanwhile. Default 0. */
  readonly pausePerCharacterMs: number;
  /** The longest of these pauses, in milliseconds. Default 8,000. */
  readonly longestPauseMs: number;
  /** The least time between two messages of a chat, in milliseconds. Default 0. */
  readonly gapMs: number;
  /** The most messages of an account in any minute, over all processes that share the inbox; 0 for no cap. Default 0. */
  readonly perMinute: number;
  /** How many of these may go out at once. Default 5. */
  readonly burst: number;
  /** The least time between proactive turns of an account that write to people who have not written for a day, in milliseconds. Default 0. */
  readonly proactiveGapMs: number;
  /** How far gaps and pauses are spread: a gap of 1,000 with 0.5 lasts 1,000 to 1,500, a pause 800 to 1,200 with 0.2. Default 0.2. */
  readonly jitter: number;
}

/** Nothing of it. */
export const defaultManners: Manners = {
  seen: false,
  typing: false,
  pausePerCharacterMs: 0,
  longestPauseMs: 8000,
  gapMs: 0,
  perMinute: 0,
  burst: 5,
  proactiveGapMs: 0,
  jitter: 0.2,
};

/** How the account behaves. */
export interface MannersOptions {
  /** How much the account behaves like a person. Default: not at all, which is the fastest. */
  readonly manners?: Partial<Manners>;
}

/** The same, read. */
export interface MannersSettings {
  readonly manners: Manners;
}

const millisecondsOrNone = z.union([z.literal(0), milliseconds]);

/** What these options have to look like. */
export const mannersShape = {
  manners: z
    .object({
      seen: z.boolean(),
      typing: z.boolean(),
      pausePerCharacterMs: millisecondsOrNone,
      longestPauseMs: millisecondsOrNone,
      gapMs: millisecondsOrNone,
      perMinute: z.number().int('is not a whole number').min(0, 'is below 0').max(6000, 'is above 6,000'),
      burst: z.number().int('is not a whole number').min(1, 'is below 1'),
      proactiveGapMs: millisecondsOrNone,
      jitter: z.number().min(0, 'is below 0').max(1, 'is above 1'),
    })
    .partial()
    .strict()
    .optional(),
};

/** Fills in what was left out of checked options. */
export function readMannersOptions({ manners }: MannersOptions): MannersSettings {
  return { manners: { ...defaultManners, ...withoutUndefined(manners) } };
}
