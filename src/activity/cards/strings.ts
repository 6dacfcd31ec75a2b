import { isRecord } from '../../whatsgate/json';

/** Fields that tell a program how to draw, and a person nothing. */
const TECHNICAL: ReadonlySet<string> = new Set([
  ...['@type', '@context', 'os'],
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
const DEEPEST = 30;

/** Everything readable in something unknown, in its order: all texts but those that only tell how to draw it. */
export function readableStrings(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((entry) => readableStrings(entry, depth + 1));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([field, entry]) =>
    TECHNICAL.has(field) ? [] : readableStrings(entry, depth + 1),
  );
}
