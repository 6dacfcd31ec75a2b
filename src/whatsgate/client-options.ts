import type { AxiosInstance, AxiosProxyConfig } from 'axios';
import { getProxyForUrl } from 'proxy-from-env';
import { WhatsGateConfigurationError, type WhatsGateError } from './errors';
import type { RetryPolicy } from './retry';

/** Where the vendor's current documentation says the API is (requests page). */
export const DEFAULT_BASE_URL = 'https://whatsgate.org/api/v1';

/** How the client reaches the gateway. */
export interface WhatsGateClientOptions {
  /** The account's key, sent as `X-Api-Key`. One key serves all sessions of an account. */
  readonly apiKey: string;
  /** Where the API is, without a slash at the end. Default `https://whatsgate.org/api/v1`. */
  readonly baseUrl?: string;
  /** An axios instance of your own, used as it is; else one with a lean keep-alive transport is made. */
  readonly axios?: AxiosInstance;
  /**
   * An HTTP proxy, or `false` for none whatever the environment says.
   * Left out, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` count, as usual with axios.
   */
  readonly proxy?: AxiosProxyConfig | false;
  /**
   * The longest that one try of a call may take, from its start to the end of the answer, in milliseconds.
   * Default 60,000. A repeat has the same time again.
   */
  readonly timeoutMs?: number;
  /** The largest answer that is read, in bytes. Default 96 MiB: a 64 MiB file in base64, and some. */
  readonly maximumAnswerBytes?: number;
  /** When failed calls are repeated; `false` for never. */
  readonly retry?: Partial<RetryPolicy> | false;
  /** Called before a call is repeated, for logs and counters. */
  readonly onRetry?: (command: string, error: WhatsGateError, pauseMs: number) => void;
}

/** @throws WhatsGateConfigurationError when a key cannot be one. */
export function checkApiKey(apiKey: string): void {
  if (apiKey === '') {
    throw new WhatsGateConfigurationError('apiKey is empty. Take it from the WhatsGate dashboard.');
  }
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new WhatsGateConfigurationError(
      'apiKey holds a blank, a line break or a letter that no header can carry. Copy it from the WhatsGate dashboard again.',
    );
  }
}

/** The base URL in its normal form, without slashes at the end. @throws WhatsGateConfigurationError */
export function checkBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    // Not told what it is: it may hold a password, or be the key in the wrong place.
    throw new WhatsGateConfigurationError(
      `baseUrl must be an http or https URL such as ${DEFAULT_BASE_URL}, and is none.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new WhatsGateConfigurationError(
      `baseUrl must end with its path, as in ${DEFAULT_BASE_URL}: no user, no password, no '?', no '#'.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** A proxy is a matter for axios' own transport, which knows how to speak through one. */
export function needsProxy(options: WhatsGateClientOptions, baseUrl: string): boolean {
  if (options.proxy !== undefined) return options.proxy !== false;
  return getProxyForUrl(baseUrl) !== '';
}
