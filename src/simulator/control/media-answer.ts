import type { ServerResponse } from 'node:http';
import type { SimulatedMedia } from '../messages';

/** What a browser may show by itself. All else is only offered for download. */
const SHOWN = /^(?:image\/(?:png|jpeg|gif|webp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The one range that a player asks for; undefined for the whole file. */
function rangeOf(header: string | undefined, size: number): Range | 'impossible' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to));
  return start > end || start >= size ? 'impossible' : { start, end };
}

/**
 * Answers with the file of a message. What comes from a bot is never run: unknown kinds become downloads, and the
 * policy allows nothing.
 * @param rangeHeader The request's `Range`: players move about in sound and video by it.
 */
export function answerMedia(
  response: ServerResponse,
  media: SimulatedMedia,
  rangeHeader: string | undefined,
): void {
  const { data } = media;
  const mimetype = media.mimetype.replace(/\s*;.*$/, '').toLowerCase();
  const isShown = SHOWN.test(mimetype);
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  response.setHeader('content-type', isShown ? mimetype : 'application/octet-stream');
  response.setHeader('accept-ranges', 'bytes');
  if (!isShown) response.setHeader('content-disposition', 'attachment');
  const range = rangeOf(rangeHeader, data.length);
  if (range === 'impossible') {
    response.writeHead(416, { 'content-range': `bytes */${data.length}` }).end();
    return;
  }
  if (range === undefined) {
    response.writeHead(200, { 'content-length': data.length });
    response.end(data);
    return;
  }
  const part = data.subarray(range.start, range.end + 1);
  const place = `bytes ${range.start}-${range.end}/${data.length}`;
  response.writeHead(206, { 'content-length': part.length, 'content-range': place });
  response.end(part);
}
