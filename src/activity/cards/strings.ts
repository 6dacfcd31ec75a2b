import { isRecord, readText, type JsonRecord } from '../../whatsgate/json';
import { walk, type Allowance } from './walk';

/** Fields that tell a program how to draw, and a person nothing. */
const TECHNICAL: ReadonlySet<string> = new Set([
  ...['@type', '@context', 'os', 'themeColor'],
  ...['type', 'id', '$schema', 'version', 'style', 'size', 'color', 'weight', 'spacing', 'width', 'height'],
  ...[
    'minHeight',
    'maxWidth',
    'horizontalAlignment',
    'verticalAlignment',
    'verticalContentAlignment',
    'fontType',
  ],
  ...['horizontalCellContentAlignment', 'verticalCellContentAlignment', 'backgroundImage', 'backgroundColor'],
  ...[
    'iconUrl',
    'mode',
    'associatedInputs',
    'verb',
    'data',
    'msteams',
    'requires',
    'fallback',
    'lang',
    'speak',
  ],
  ...[
    'targetElements',
    'targetWidth',
    'grid.area',
    'theme',
    'appearance',
    'iconPosition',
    'iconSize',
    'repeat',
  ],
]);
/** What the name of a pair is called. */
const NAMES: ReadonlySet<string> = new Set(['name', 'key', 'title', 'label']);

/** What readable strings are looked for with. */
export interface Reading {
  readonly allowance: Allowance;
  /** Whether what stands in for something unknown counts as well. */
  readonly withFallbacks?: boolean;
}

/** Everything readable in something unknown, in its order: all texts but those that only tell how to draw it. */
export function readableStrings(value: unknown, { allowance, withFallbacks = false }: Reading): string[] {
  const strings: string[] = [];
  walk(
    value,
    (found) => {
      if (typeof found === 'string' && found.trim() !== '') strings.push(found);
      if (Array.isArray(found)) return found;
      if (!isRecord(found)) return [];
      const pair = pairOf(found);
      if (pair !== undefined) {
        strings.push(pair);
        return [];
      }
      return Object.entries(found).flatMap(([field, entry]) => {
        const isShown = !TECHNICAL.has(field) || (withFallbacks && field === 'fallback' && isRecord(entry));
        return isShown ? [entry] : [];
      });
    },
    allowance,
  );
  return strings;
}

/** `name: value` for something that has only these two, such as the facts of connector cards. */
function pairOf(record: JsonRecord): string | undefined {
  const shown = Object.entries(record).filter(([field]) => !TECHNICAL.has(field));
  const [name, value] = shown;
  if (shown.length !== 2 || !NAMES.has(name?.[0] ?? '') || value?.[0] !== 'value') return undefined;
  const [label, text] = [readText(name?.[1])?.trim(), readText(value[1])?.trim()];
  return label && text ? `${label}${label.endsWith(':') ? '' : ':'} ${text}` : undefined;
}
