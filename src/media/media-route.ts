import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import { WhatsGateError } from '../whatsgate/errors';
import { cutRange, readRange } from './byte-range';
import { bareType } from './file-name';
import type { MediaUrls } from './media-url';
import type { MediaAccess } from './open-file';
import { openFile, type OpenedFile } from './resolve';

/** What the media route works with. */
export interface MediaRouteParts {
  readonly urls: MediaUrls;
  readonly access: MediaAccess;
  readonly logger: Logger;
  /** How long a reader may take nothing, in milliseconds. Default 30,000. */
  readonly stallMs?: number;
}

/** Serves inbound files under the URLs that attachments carry. Always ends the response, never rejects. */
export type MediaHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Files that are served at once; each is in memory while it is. */
const MOST_AT_ONCE = 8;
const STALL_MS = 30_000;
/** What a reader has to take on the average, in bytes per millisecond: a trickle must not hold a place for ever. */
const SLOWEST_PACE = 4;

/** Types that a browser would run: they are served as bytes of no kind. */
const ACTIVE_TYPES =
  /^(?:text\/html|application\/xhtml\+xml|image\/svg\+xml|(?:text|application)\/(?:xml|javascript|ecmascript)|.*\+xml)$/;

/**
 * A route that serves inbound files: GET and HEAD, whole or by a range. The signature in the URL is all that is
 * asked for, so the answer is told to browsers as a download that is not to be sniffed, run or kept.
 */
export function createMediaRoute({
  urls,
  access,
  logger,
  stallMs = STALL_MS,
}: MediaRouteParts): MediaHandler {
  let serving = 0;
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'Files are read by GET and HEAD.', { Allow: 'GET, HEAD' });
      return;
    }
    const grant = urls.read(request.url ?? '');
    if (grant === undefined) {
      refuse(response, 404, 'There is no such file.');
      return;
    }
    if (grant.isExpired) {
      refuse(response, 410, 'This URL has expired.');
      return;
    }
    if (serving >= MOST_AT_ONCE) {
      refuse(response, 503, 'Too many files are being served. Try again later.', { 'Retry-After': '1' });
      return;
    }
    serving += 1;
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    response.once('close', leave);
    try {
      const source = { kind: 'gateway', reference: grant.reference } as const;
      const file = await openFile({ source, contentType: undefined, name: undefined }, access, gone.signal);
      await serve(request, response, file, stallMs).finally(() => file.release());
    } catch (error) {
      if (gone.signal.aborted) return;
      logger.warn('An inbound file could not be served.', { error: presentableCause(error, []) });
      if (response.headersSent) response.destroy();
      else if (error instanceof WhatsGateError) refuse(response, 502, 'The file could not be had.');
      else refuse(response, 500, 'The file could not be served.');
    } finally {
      serving -= 1;
      response.off('close', leave);
    }
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  file: OpenedFile,
  stallMs: number,
): Promise<void> {
  const range = readRange(wantedRange(request), file.size);
  if (range === 'unsatisfiable') {
    refuse(response, 416, 'The file has no such part.', { 'Content-Range': `bytes */${file.size}` });
    return;
  }
  const { first, last } = range ?? { first: 0, last: file.size - 1 };
  response.writeHead(range === undefined ? 200 : 206, {
    ...PROTECTION,
    'Content-Type': servedType(file.mimetype),
    'Content-Length': last - first + 1,
    'Content-Disposition': dispositionOf(file.filename),
    'Accept-Ranges': 'bytes',
    ...(range === undefined ? {} : { 'Content-Range': `bytes ${first}-${last}/${file.size}` }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const giveUp = (): void => void response.destroy();
  // Node looks at what the connection has really taken, parts of a piece included.
  response.setTimeout(stallMs, giveUp);
  const atLast = setTimeout(giveUp, stallMs + (last - first + 1) / SLOWEST_PACE);
  try {
    await pipeline(Readable.from(cutRange(file.read(), { first, last }), { highWaterMark: 1 }), response);
  } finally {
    clearTimeout(atLast);
  }
}

/** The range that is asked for: by GET alone (RFC 9110, 14.2). */
function wantedRange({ method, headers }: IncomingMessage): string | undefined {
  // Without a validator of ours, whoever makes a range depend on one has another version (RFC 9110, 13.1.5).
  return method === 'GET' && headers['if-range'] === undefined ? headers.range : undefined;
}

/** Nothing of a stranger's file may run where the bot's own pages are, or stay behind in a cache. */
const PROTECTION = {
  'Cache-Control': 'private, no-store',
  'Content-Security-Policy': "sandbox; default-src 'none'",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

function servedType(mimetype: string): string {
  const isSafe = /^[\w.+-]+\/[\w.+-]+(?:; codecs=[\w.,-]+)?$/.test(mimetype);
  return isSafe && !ACTIVE_TYPES.test(bareType(mimetype)) ? mimetype : 'application/octet-stream';
}

/** A name in every alphabet, and one of plain letters for those who read only that (RFC 6266). */
function dispositionOf(filename: string): string {
  const plain = filename.replace(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(filename.replace(/\p{Surrogate}/gu, '_')).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) return;
  response.writeHead(status, { ...PROTECTION, 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  response.end(response.req.method === 'HEAD' ? undefined : message);
}
