import { renderLines } from './markdown/marks';
import { PieceList } from './markdown/pieces';
import type { ChoiceAnswer } from './cards/card';
import type { PlannedFile, Step } from './outbound';
import { splitText } from './split';

/** The longest caption that WhatsApp's clients take; longer texts go as a message of their own. */
export const LONGEST_CAPTION = 1024;

/** A part of what an activity says, in reading order. The texts are as WhatsApp shows them. */
export type Part =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** No blank line before it. */
      readonly close?: boolean;
      /** Said by the activity itself: it may become the caption of a file that follows. */
      readonly own?: boolean;
    }
  | {
      readonly kind: 'file';
      readonly file: PlannedFile;
      /** Which text becomes its caption: the one before a file of the bot's, the one after a picture of a card. */
      readonly caption: 'before' | 'after';
      readonly instead?: string;
    }
  | {
      readonly kind: 'choice';
      readonly title: string;
      readonly answer: ChoiceAnswer;
      readonly also?: readonly string[];
      /** The ids of those who may choose it; everybody without. */
      readonly to?: readonly string[];
    }
  | {
      readonly kind: 'line';
      readonly text: string;
      /** Of how many choices before it this is the button. */
      readonly choices?: number;
    };

/** A choice as it was offered: what may be typed for it, and what the bot gets then. */
export interface OfferedChoice {
  /** Left out where titles are numbers themselves. */
  readonly number?: number;
  readonly title: string;
  readonly also?: readonly string[];
  readonly to?: readonly string[];
  readonly answer: ChoiceAnswer;
}

/** How the choices of an activity are numbered. */
export interface Numbering {
  /** The number of the first choice: choices of one turn are counted through. */
  readonly firstNumber: number;
  /** Whether titles that the turn has offered before are numbers themselves. */
  readonly areNumbers: boolean;
}

/** What composing has to know. */
export interface Composition extends Numbering {
  /** The longest text of one message, in characters. */
  readonly maximumLength: number;
  /** Whether a file shows a caption. */
  readonly isCaptionable: (file: PlannedFile) => boolean;
}

/** Messages to be sent, one after another, and the choices in them. */
export interface Composed {
  readonly steps: readonly Step[];
  readonly choices: readonly OfferedChoice[];
}

type FilePart = Extract<Part, { kind: 'file' }>;
type Block =
  | { readonly kind: 'text'; readonly text: string; readonly own: boolean; readonly offers: boolean }
  | FilePart;

/** Makes messages of parts: neighbouring texts become one, choices get their numbers, texts become captions. */
export function compose(parts: readonly Part[], composition: Composition): Composed {
  const choices = numberChoices(parts, composition);
  const blocks = joinTexts(parts, choices);
  return { steps: withCaptions(blocks, composition), choices };
}

/** Whether a title of these is a number itself: somebody who types 5 out of "5, 10, 20" means the title. */
export function haveNumbers(choices: readonly { readonly title: string }[]): boolean {
  return choices.some(({ title }) => /^\s*\p{Nd}+\s*$/u.test(title));
}

function numberChoices(parts: readonly Part[], numbering: Numbering): OfferedChoice[] {
  const offered = parts.filter((part) => part.kind === 'choice');
  const areNumbers = numbering.areNumbers || haveNumbers(offered);
  return offered.map(({ title, answer, also, to }, index) => ({
    ...(areNumbers ? {} : { number: numbering.firstNumber + index }),
    title,
    ...(also === undefined ? {} : { also }),
    ...(to === undefined ? {} : { to }),
    answer,
  }));
}

function joinTexts(parts: readonly Part[], choices: readonly OfferedChoice[]): Block[] {
  const blocks: Block[] = [];
  let choice = 0;
  let text = '';
  let own = true;
  let offers = false;
  let before: Part['kind'] | undefined;
  const endText = (): void => {
    if (text !== '') blocks.push({ kind: 'text', text, own, offers });
    text = '';
    own = true;
    offers = false;
  };
  for (const part of parts) {
    if (part.kind === 'file') {
      endText();
      blocks.push(part);
    } else {
      const offered = part.kind === 'choice' ? choices[choice++] : undefined;
      const shown = part.kind === 'choice' ? choiceLine(offered) : textOf(part, choices.slice(0, choice));
      if (shown.trim() === '') continue;
      text += (text === '' ? '' : isClose(part, before) ? '\n' : '\n\n') + shown;
      own &&= part.kind === 'text' && part.own === true;
      offers ||= part.kind === 'choice';
    }
    before = part.kind;
  }
  endText();
  return blocks;
}

/** Buttons stand under one another, without blank lines between them. */
function isClose(part: Part, before: Part['kind'] | undefined): boolean {
  const isAfterButton = before === 'choice' || before === 'line';
  return part.kind === 'text' ? part.close === true && !isAfterButton : isAfterButton;
}

/** The button of choices tells what to type for it: `Vote: 1–2`. */
function textOf(part: Extract<Part, { kind: 'text' | 'line' }>, before: readonly OfferedChoice[]): string {
  const count = part.kind === 'line' ? (part.choices ?? 0) : 0;
  const [first, last] = [before.at(-count)?.number, before.at(-1)?.number];
  if (count === 0 || first === undefined || last === undefined) return part.text;
  return `${part.text}: ${first === last ? first : `${first}–${last}`}`;
}

/**
 * `2. Title`; a title that begins with its own number already is not counted twice. `2.5 kg` and `2:30 pm` do not
 * begin with theirs.
 */
function choiceLine(choice: OfferedChoice | undefined): string {
  if (choice === undefined) return '';
  const { number, title } = choice;
  const shown = literally(title);
  if (number === undefined) return `- ${shown}`;
  const isCounted = new RegExp(`^\\s*\\(?${number}(?:[.):](?:\\s|$)|[.)]\\p{L})`, 'u').test(title);
  return isCounted ? shown : `${number}. ${shown}`;
}

/** The titles of buttons have no marks (Activity specification, A7210). */
function literally(text: string): string {
  const list = new PieceList();
  list.text(text);
  return renderLines(list.pieces).join(' ');
}

function withCaptions(blocks: readonly Block[], composition: Composition): Step[] {
  const captions = captionsOf(blocks, composition);
  const used = new Set(captions.values());
  return blocks.flatMap((block, at): Step[] => {
    if (block.kind === 'text') {
      return used.has(at) ? [] : textSteps(block.text, composition.maximumLength).map(offering(block));
    }
    const from = captions.get(at);
    const source = from === undefined ? undefined : blocks[from];
    const said = source?.kind === 'text' ? source : undefined;
    const caption = said?.text;
    const { file, caption: side } = block;
    // Of a card that is one picture and nothing else, nothing would be left.
    const instead = block.instead === '' && blocks.length === 1 ? undefined : block.instead;
    const apart = caption === undefined ? {} : { apart: { texts: partsOf(caption, composition), side } };
    const step = {
      ...({ kind: 'file', file, caption } as const),
      ...apart,
      ...(instead === undefined ? {} : { instead }),
    };
    return [offering(said)(step)];
  });
}

/** Marks the steps of a text with choices in it. */
function offering(said: { readonly offers: boolean } | undefined): <Said extends Step>(step: Said) => Said {
  return (step) => (said?.offers === true ? { ...step, offers: true } : step);
}

/** Which text is the caption of which file, by their places. */
function captionsOf(blocks: readonly Block[], { isCaptionable }: Composition): Map<number, number> {
  const captions = new Map<number, number>();
  const taken = new Set<number>();
  for (const [at, block] of blocks.entries()) {
    if (block.kind !== 'text' || block.text.length > LONGEST_CAPTION) continue;
    const before = blocks[at - 1];
    const picture = before?.kind === 'file' && before.caption === 'after' && isCaptionable(before.file);
    const following = block.own ? firstCaptionable(blocks, at + 1, isCaptionable) : undefined;
    const target = picture ? at - 1 : following;
    if (target === undefined || taken.has(target)) continue;
    captions.set(target, at);
    taken.add(target);
  }
  return captions;
}

/** The first of the bot's own files from a place on that shows a caption. */
function firstCaptionable(
  blocks: readonly Block[],
  from: number,
  isCaptionable: Composition['isCaptionable'],
): number | undefined {
  for (let at = from; at < blocks.length; at += 1) {
    const block = blocks[at];
    if (block?.kind !== 'file' || block.caption !== 'before') return undefined;
    if (isCaptionable(block.file)) return at;
  }
  return undefined;
}

function partsOf(text: string, { maximumLength }: Composition): readonly string[] {
  return text.length <= maximumLength ? [text] : splitText(text, maximumLength);
}

/** A text as one message, or as several when it is too long for one. */
export function textSteps(text: string, maximumLength: number): Step[] {
  if (text.length <= maximumLength) return [{ kind: 'text', text }];
  return splitText(text, maximumLength).map((part) => ({ kind: 'text', text: part }));
}
