import { isRecord, readText, type JsonRecord } from '../../../whatsgate/json';
import { markdownToWhatsApp } from '../../markdown/markdown';
import { marked, renderLines } from '../../markdown/marks';
import { PieceList } from '../../markdown/pieces';
import { shownAddress } from '../../markdown/tags';

const FUNCTION = /\{\{(DATE|TIME)\(([^,)]+)(?:,\s*(COMPACT|SHORT|LONG))?\)\}\}/g;

/** The text of an element: Markdown by definition, with its functions of date and time worked out. */
export function adaptiveText(text: string, language: string | undefined): string {
  return markdownToWhatsApp(workOut(text, language));
}

/** The text of a TextBlock; what it shows large or strong becomes bold. */
export function textBlock(element: JsonRecord, language: string | undefined): string {
  const source = readText(element['text']) ?? '';
  const text = adaptiveText(source, language);
  return isStrong(element) && !/[*_~`\n]/.test(text) ? marked(text, '*') : text;
}

/** The text of a RichTextBlock: its runs one after another, each with its own marks. Runs are no Markdown. */
export function richText(element: JsonRecord, language: string | undefined): string {
  const runs: readonly unknown[] = Array.isArray(element['inlines']) ? element['inlines'] : [];
  const list = new PieceList();
  for (const run of runs) {
    if (typeof run === 'string') list.text(workOut(run, language));
    if (!isRecord(run)) continue;
    const marks = (['*', '_', '~'] as const).filter(
      (mark) => ({ '*': isStrong(run), _: run['italic'] === true, '~': run['strikethrough'] === true })[mark],
    );
    for (const mark of marks) list.open(mark);
    list.text(workOut(readText(run['text']) ?? '', language));
    for (const mark of marks.toReversed()) list.close(mark);
    const action = isRecord(run['selectAction']) ? run['selectAction'] : {};
    const url = readText(action['url']);
    if (url !== undefined) list.fixed(` (${shownAddress(url)})`);
  }
  return renderLines(list.pieces).join('\n');
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
