import type MarkdownIt from 'markdown-it';
import type { StateInline } from 'markdown-it';

type State = MarkdownIt['inline']['State'];

/** What begins a quotation; a round bracket of ASCII may as well begin a term, as in `x**(a + b)`. */
const OPENING_QUOTE = /^[«„“"「『【《（]/;

/** Where no word begins. */
const WITHIN_WORD = /[\p{L}\p{N}\p{Pe}]$/u;

/** The same, other than in languages without blanks, whose words begin behind any letter. */
const WITHIN_SPACED_WORD =
  /(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{Pe}]$/u;

/** What may stand at the end of emphasis; a stroke is part of a path with `**` in it. */
const ENDING = /(?![/\\])[\p{P}\p{S}]$/u;

/**
 * Reads `**Note:**text` as the bold that was meant. CommonMark ends no emphasis between punctuation and a letter, and
 * begins none between a letter and a quotation; language models write both, above all in languages without blanks.
 * Powers are none of this: what ends so has to have begun where a word begins, and not as in `(a)**b + (c)**d`.
 *
 * @param Base the state that the parser has of its own.
 */
export function withNearbyEmphasis(Base: State): State {
  return class extends Base {
    /** How many stars the last ones were, if they have begun something that is still open. */
    #begun = 0;

    override scanDelims(start: number, canSplitWord: boolean): ReturnType<StateInline['scanDelims']> {
      const found = super.scanDelims(start, canSplitWord);
      const { length } = found;
      if (this.src.charAt(start) !== '*' || length < 2) return found;
      const before = this.src.slice(Math.max(0, start - 2), start);
      const after = this.src.slice(start + length, start + length + 2);
      const isOpen = this.#begun === length;
      const ends = isOpen && ENDING.test(before) && /^[\p{L}\p{N}]/u.test(after);
      const beginsQuote = !isOpen && /\p{L}$/u.test(before) && OPENING_QUOTE.test(after);
      // Behind a letter of a language without blanks, emphasis may begin, and that which is open ends.
      const withinWord = isOpen ? WITHIN_WORD : WITHIN_SPACED_WORD;
      const begins = beginsQuote || (found.can_open && !withinWord.test(before));
      this.#begun = begins && !ends ? length : 0;
      if (ends) return { length, can_open: false, can_close: true };
      return beginsQuote ? { ...found, can_open: true } : found;
    }
  };
}
