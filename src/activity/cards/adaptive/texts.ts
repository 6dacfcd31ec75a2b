import { isRecord, readRecords, readText, type JsonRecord } from '../../../whatsgate/json';
import { markdownToWhatsApp } from '../../markdown/markdown';
import { literally, marked, renderLines } from '../../markdown/marks';
import { PieceList } from '../../markdown/pieces';
import { shownAddress } from '../../markdown/tags';
import { writeMentions } from '../../mentions';
import type { OutboundActivity } from '../../types';
import { hasMarks, list, readField } from '../fields';
import { facts } from '../receipt';

type OutboundEntity = NonNullable<OutboundActivity['entities']>[number];

const FUNCTION = /\{\{(DATE|TIME)\(([^,){]+)(?:,\s*(COMPACT|SHORT|LONG))?\)\}\}/g;

/** What a run of a text does when it is pressed, and what the run says. */
interface RunAction {
  readonly action: JsonRecord;
  readonly text: string;
}

/**
 * The texts of a card: Markdown by definition, whatever the format of its activity, with functions of date and time
 * worked out and with mentions as WhatsApp writes them.
 */
export class AdaptiveTexts {
  readonly #language: string | undefined;
  readonly #mentions: readonly OutboundEntity[];

  /** @param card the outermost card: it has the language and those who are mentioned. */
  constructor(card: JsonRecord) {
    this.#language = readText(card['lang']);
    const teams = isRecord(card['msteams']) ? card['msteams'] : {};
    this.#mentions = readRecords(teams['entities']);
  }

  /** A text as WhatsApp shows it. */
  format(text: string): string {
    return markdownToWhatsApp(this.#read(text));
  }

  /** The text of a TextBlock; what it shows large or strong becomes bold. */
  block(element: JsonRecord): string {
    const text = this.format(readField(element['text']) ?? '');
    return isStrong(element) && !hasMarks(text) && !text.includes('\n') ? marked(text, '*') : text;
  }

  /**
   * The text of a RichTextBlock: its runs one after another, each with its own marks; and what pressing one does, unless
   * it opens an address, which stands in the text. Runs are no Markdown.
   */
  rich(element: JsonRecord): { readonly text: string; readonly actions: readonly RunAction[] } {
    const pieces = new PieceList();
    const actions: RunAction[] = [];
    for (const run of list(element['inlines'])) {
      if (typeof run === 'string') pieces.text(this.#read(run));
      if (!isRecord(run)) continue;
      const marks = (['*', '_', '~'] as const).filter(
        (mark) =>
          ({ '*': isStrong(run), _: run['italic'] === true, '~': run['strikethrough'] === true })[mark],
      );
      const text = this.#read(runText(run['text']));
      for (const mark of marks) pieces.open(mark);
      pieces.text(text);
      for (const mark of marks.toReversed()) pieces.close(mark);
      const action = isRecord(run['selectAction']) ? run['selectAction'] : {};
      const url = readText(action['url']);
      if (url !== undefined) pieces.fixed(` (${nameBefore(action, text)}${shownAddress(url)})`);
      else actions.push({ action, text: text.trim() });
    }
    return { text: renderLines(pieces.pieces).join('\n'), actions };
  }

  /** The pairs of a FactSet. */
  facts(pairs: unknown): string {
    const read = (value: unknown): unknown => (typeof value === 'string' ? this.#read(value) : value);
    const shown = readRecords(pairs).map(({ title, value }) => ({ title: read(title), value: read(value) }));
    return facts(shown, { format: markdownToWhatsApp });
  }

  #read(text: string): string {
    const plain = workOut(text, this.#language);
    if (this.#mentions.length === 0) return plain;
    // Whoever WhatsApp does not know is named.
    return writeMentions(plain, this.#mentions).replace(/<at(?: [^<>]*)?>([^<>]*)<\/at>/g, '$1');
  }
}

/** What a run says: its text, also blanks alone, or a number that a template has put there. */
function runText(text: unknown): string {
  return readText(text) ?? readField(text) ?? '';
}

/** The title of a link that says more than the run that leads to it. */
function nameBefore(action: JsonRecord, text: string): string {
  const title = readField(action['title']);
  return title === undefined || title === text.trim() ? '' : `${literally(title)}: `;
}

function isStrong(element: JsonRecord): boolean {
  const is = (field: string, ...values: string[]): boolean =>
    values.includes(readText(element[field])?.toLowerCase() ?? '');
  return is('weight', 'bolder') || is('size', 'large', 'extralarge') || is('style', 'heading');
}

/**
 * `{{DATE(2026-02-14T06:08:39Z, SHORT)}}` as a date. A card is drawn in the time zone of who looks at it, which nobody
 * knows here: UTC it is, and said with each time.
 */
function workOut(text: string, language: string | undefined): string {
  return text.replace(FUNCTION, (whole, name: string, value: string, style: string | undefined) => {
    const time = new Date(value.trim());
    if (Number.isNaN(time.getTime())) return whole;
    const dateStyle = style === 'LONG' ? 'full' : style === 'SHORT' ? 'medium' : 'short';
    const format = name === 'DATE' ? ({ dateStyle } as const) : ({ timeStyle: 'short' } as const);
    const shown = new Intl.DateTimeFormat(localeOf(language), { ...format, timeZone: 'UTC' }).format(time);
    // Newer Node writes a narrow blank before AM and PM.
    const plain = shown.replace(/\u202f/g, ' ');
    return name === 'TIME' ? `${plain} UTC` : plain;
  });
}

function localeOf(language: string | undefined): string {
  try {
    return Intl.getCanonicalLocales(language ?? 'en')[0] ?? 'en';
  } catch {
    return 'en';
  }
}
