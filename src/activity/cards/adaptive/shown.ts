import { isRecord, readText, type JsonRecord } from '../../../whatsgate/json';
import type { Allowance } from '../walk';

/** What is shown as what it is; anything else as its `fallback`, or as its texts. Inputs are told by their names. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['AdaptiveCard', 'TextBlock', 'RichTextBlock', 'TextRun', 'Image', 'ImageSet', 'Media', 'FactSet'],
  ...['Container', 'ColumnSet', 'Column', 'Carousel', 'CarouselPage', 'Table', 'TableRow', 'TableCell'],
  ...['ActionSet', 'Action.Submit', 'Action.Execute', 'Action.ShowCard', 'Action.OpenUrl'],
  'Action.ToggleVisibility',
]);

const NOT_SHOWN: ReadonlySet<string> = new Set(['fallback', 'refresh']);

/** Whether an element is something to fill in. */
export function isInput(element: JsonRecord): boolean {
  return readText(element['type'])?.startsWith('Input.') === true;
}

/**
 * What is in a part of a card and is shown with it: neither what would stand in for it were it not known, nor the
 * action that refreshes it. Of something unknown, what stands in for it alone.
 */
export function shownParts(part: JsonRecord): readonly unknown[] {
  if (part['type'] === undefined || isInput(part) || KNOWN.has(readText(part['type']) ?? '')) {
    return Object.entries(part).flatMap(([field, value]) => (NOT_SHOWN.has(field) ? [] : [value]));
  }
  return isRecord(part['fallback']) ? [part['fallback']] : [];
}

/** An action, or what stands in for it where its type is not known; `undefined` where nothing is to. */
export function standInFor(action: unknown, allowance: Allowance): unknown {
  let found = action;
  while (isRecord(found) && !KNOWN.has(readText(found['type']) ?? '')) {
    const { fallback } = found;
    if (fallback === 'drop') return undefined;
    if (!isRecord(fallback) || !allowance.take()) return found;
    found = fallback;
  }
  return found;
}
