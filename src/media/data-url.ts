/** A data URL taken apart, its payload not yet decoded. */
export interface DataUrl {
  readonly mimetype: string | undefined;
  readonly base64: boolean;
  readonly payload: string;
}

const LONGEST_HEADER = 256;

/** Reads `data:[<type>][;base64],<payload>` in one pass over its start; `undefined` for anything else. */
export function parseDataUrl(url: string): DataUrl | undefined {
  const comma = url.slice(0, LONGEST_HEADER).indexOf(',');
  if (!/^data:/i.test(url) || comma < 0) return undefined;
  const parts = url.slice('data:'.length, comma).split(';');
  const base64 = parts.at(-1)?.trim().toLowerCase() === 'base64';
  const mimetype = (base64 ? parts.slice(0, -1) : parts).join(';').trim();
  return { mimetype: mimetype === '' ? undefined : mimetype, base64, payload: url.slice(comma + 1) };
}

/** How many bytes base64 stands for, without decoding it; two more at most. */
export function base64Size(text: string): number {
  return Math.floor((withoutBlanks(text).length * 3) / 4);
}

function withoutBlanks(text: string): string {
  return /\s/.test(text) ? text.replace(/\s+/g, '') : text;
}

/**
 * Decodes base64, also of the URL-safe alphabet and with blanks or without padding.
 * `undefined` when the text is not base64: Node would skip what it cannot read without a word.
 */
export function decodeBase64(text: string): Buffer | undefined {
  const compact = withoutBlanks(text);
  const bytes = Buffer.from(compact, 'base64');
  // At most two signs of padding, looked for from the end: a pattern would search a long row of them for ever.
  let letters = compact.length;
  while (letters > 0 && compact.length - letters < 2 && compact[letters - 1] === '=') letters -= 1;
  if (letters === 0 && compact !== '') return undefined;
  return Math.ceil((bytes.length * 4) / 3) === letters ? bytes : undefined;
}
