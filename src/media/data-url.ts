/** A data URL taken apart, its payload not yet decoded. */
export interface DataUrl {
  readonly mimetype: string | undefined;
  readonly base64: boolean;
  readonly payload: string;
}

/** Some write the name of the file there, percent-encoded: a letter takes up to twelve characters. */
const LONGEST_HEADER = 4096;

/** Reads `data:[<type>][;base64],<payload>` in one pass over its start; `undefined` for anything else. */
export function parseDataUrl(url: string): DataUrl | undefined {
  const comma = url.slice(0, LONGEST_HEADER).indexOf(',');
  if (!/^data:/i.test(url) || comma < 0) return undefined;
  const parts = url.slice('data:'.length, comma).split(';');
  const base64 = parts.at(-1)?.trim().toLowerCase() === 'base64';
  const mimetype = (base64 ? parts.slice(0, -1) : parts).join(';').trim();
  return { mimetype: mimetype === '' ? undefined : mimetype, base64, payload: url.slice(comma + 1) };
}
