import axios, { type AxiosInstance } from 'axios';
import { WhatsGateActivityError } from '../whatsgate/errors';
import { presentableCause, redact } from '../whatsgate/redact';
import { createGuardedAgents } from './address-guard';

/** Bounds on fetching files that a bot names by URL. */
export interface MediaLimits {
  /** The largest file, in bytes. Default 16 MiB. */
  readonly maximumBytes: number;
  /** The longest that fetching one file may take, in milliseconds. Default 30,000. */
  readonly timeoutMs: number;
  /** Whether addresses outside the public internet may be fetched from. Default false. */
  readonly allowPrivateHosts: boolean;
}

/** The defaults of `MediaLimits`. */
export const defaultMediaLimits: MediaLimits = {
  maximumBytes: 16 * 1024 * 1024,
  timeoutMs: 30_000,
  allowPrivateHosts: false,
};

/** Bytes with what their source says about them. */
export interface FetchedMedia {
  readonly bytes: Buffer;
  readonly mimetype: string | undefined;
}

const MOST_REDIRECTS = 3;

/** Fetches files from outside. */
export type MediaFetcher = (url: string, signal?: AbortSignal) => Promise<FetchedMedia>;

/**
 * A fetcher over axios' stock transport, because files come with redirects and encodings.
 * Only public addresses are connected to, at every redirect; no proxy of the environment stands between,
 * since it would be the only address that could be checked; size and time are bounded.
 */
export function createMediaFetcher(limits: MediaLimits): MediaFetcher {
  const agents = limits.allowPrivateHosts ? {} : createGuardedAgents();
  const client: AxiosInstance = axios.create({
    ...agents,
    adapter: 'http',
    proxy: false,
    responseType: 'arraybuffer',
    maxRedirects: MOST_REDIRECTS,
    maxContentLength: limits.maximumBytes,
  });
  return async (url, signal) => {
    checkUrl(url);
    const deadline = AbortSignal.timeout(limits.timeoutMs);
    try {
      const response = await client.get<Buffer>(url, {
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      });
      const type = response.headers['content-type'] as unknown;
      return { bytes: response.data, mimetype: typeof type === 'string' ? type : undefined };
    } catch (error) {
      throw fetchError(url, error, deadline.aborted, limits);
    }
  };
}

function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) throw new WhatsGateActivityError('The contentUrl of an attachment is not a URL.');
  if (parsed.username !== '' || parsed.password !== '') {
    throw new WhatsGateActivityError(
      'The contentUrl of an attachment holds a user name or password; that is not allowed.',
    );
  }
}

function fetchError(url: string, error: unknown, late: boolean, limits: MediaLimits): WhatsGateActivityError {
  const reason = late ? `it took longer than ${limits.timeoutMs} ms` : describe(error, limits);
  // The path may hold a token, so only the host is named.
  return new WhatsGateActivityError(
    `An attachment could not be fetched from ${new URL(url).host}: ${reason}.`,
    {
      cause: presentableCause(error, []),
      retryable: late,
    },
  );
}

function describe(error: unknown, limits: MediaLimits): string {
  if (axios.isAxiosError(error)) {
    if (error.response !== undefined) return `the server answered with status ${error.response.status}`;
    if (error.message.includes('maxContentLength'))
      return `it is larger than ${limits.maximumBytes} bytes (option media.maximumBytes)`;
  }
  return redact(error instanceof Error ? error.message : String(error), []).replace(/\.$/, '');
}
