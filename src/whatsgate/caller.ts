import axios, { type AxiosInstance, type AxiosProxyConfig } from 'axios';
import { getProxyForUrl } from 'proxy-from-env';
import { readAnswer } from './answer';
import {
  WhatsGateAnswerError,
  WhatsGateConfigurationError,
  type WhatsGateError,
  WhatsGateNetworkError,
  WhatsGateRateLimitError,
  WhatsGateTimeoutError,
} from './errors';
import type { JsonRecord } from './json';
import { presentableCause, redact } from './redact';
import { defaultRetryPolicy, pauseBefore, type RetryPolicy } from './retry';
import { createTransport, TransportError, type Transport } from './transport';

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
  /** The longest that one call may take, from its start to the end of the answer, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number;
  /** The largest answer that is read, in bytes. Default 96 MiB: a 64 MiB file in base64, and some. */
  readonly maximumAnswerBytes?: number;
  /** When failed calls are repeated; `false` for never. */
  readonly retry?: Partial<RetryPolicy> | false;
  /** Called before a call is repeated, for logs and counters. */
  readonly onRetry?: (command: string, error: WhatsGateError, pauseMs: number) => void;
}

/** What repeating a command can do: `free` nothing, `sends` show a message twice, `changes` something else twice. */
export type Effect = 'free' | 'sends' | 'changes';

/** Runs commands: one request and its answer, with deadline, retries where they are safe, and clear errors. */
export class CommandCaller {
  readonly baseUrl: string;
  readonly #apiKey: string;
  readonly #axios: AxiosInstance;
  readonly #ownTransport: Transport | undefined;
  readonly #timeoutMs: number;
  readonly #maximumAnswerBytes: number;
  readonly #retry: RetryPolicy;
  readonly #onRetry: WhatsGateClientOptions['onRetry'];

  constructor(options: WhatsGateClientOptions) {
    if (options.apiKey === '') {
      throw new WhatsGateConfigurationError('apiKey is empty. Take it from the WhatsGate dashboard.');
    }
    this.#apiKey = options.apiKey;
    this.baseUrl = checkBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL);
    this.#timeoutMs = options.timeoutMs ?? 60_000;
    this.#maximumAnswerBytes = options.maximumAnswerBytes ?? 96 * 1024 * 1024;
    this.#retry =
      options.retry === false
        ? { ...defaultRetryPolicy, repeats: 0 }
        : { ...defaultRetryPolicy, ...options.retry };
    this.#onRetry = options.onRetry;
    this.#ownTransport = needsStockTransport(options, this.baseUrl) ? undefined : createTransport();
    this.#axios = options.axios ?? this.#createAxios(options.proxy);
  }

  /** Ends the connections that are kept. Calls under way end by themselves. */
  close(): void {
    this.#ownTransport?.close();
  }

  #createAxios(proxy: AxiosProxyConfig | false | undefined): AxiosInstance {
    return axios.create({
      ...(this.#ownTransport === undefined ? {} : { adapter: this.#ownTransport.adapter }),
      ...(proxy === undefined ? {} : { proxy }),
      transformRequest: [],
      transformResponse: [],
    });
  }

  /** Runs a command and gives its answer's JSON object. @throws a `WhatsGateError` */
  async call(
    command: string,
    body: object,
    effect: Effect,
    signal: AbortSignal | undefined,
  ): Promise<JsonRecord> {
    const payload = JSON.stringify(body);
    for (let repeat = 0; ; repeat += 1) {
      try {
        return await this.#attempt(command, payload, effect, signal);
      } catch (error) {
        const failure = error as WhatsGateError;
        if (repeat >= this.#retry.repeats || !mayRepeat(failure, effect)) throw failure;
        const asked = failure instanceof WhatsGateRateLimitError ? failure.retryAfterMs : undefined;
        const pauseMs = pauseBefore(repeat, asked, this.#retry, Math.random());
        this.#onRetry?.(command, failure, pauseMs);
        await pause(pauseMs, signal, failure);
      }
    }
  }

  async #attempt(
    command: string,
    payload: string,
    effect: Effect,
    signal: AbortSignal | undefined,
  ): Promise<JsonRecord> {
    const secrets = [this.#apiKey];
    // The own transport keeps the deadline itself; the stock adapter's timeout is one of silence, not of the whole call.
    const end =
      this.#ownTransport === undefined ? combine(signal, AbortSignal.timeout(this.#timeoutMs)) : signal;
    const response = await this.#axios
      .request<unknown>({
        method: 'POST',
        url: `${this.baseUrl}/${command}`,
        data: payload,
        headers: {
          'X-Api-Key': this.#apiKey,
          'Content-Type': 'application/json',
          Accept: 'application/json',
        },
        timeout: this.#timeoutMs,
        maxContentLength: this.#maximumAnswerBytes,
        maxBodyLength: Infinity,
        maxRedirects: 0,
        responseType: 'text',
        validateStatus: null,
        ...(end === undefined ? {} : { signal: end }),
      })
      .catch((error: unknown) => {
        throw this.#networkError(command, error, effect, secrets);
      });
    return readAnswer({
      command,
      status: response.status,
      body: typeof response.data === 'string' ? response.data : JSON.stringify(response.data),
      retryAfter: (response.headers as JsonRecord)['retry-after'],
      sends: effect === 'sends',
      secrets,
    });
  }

  #networkError(command: string, error: unknown, effect: Effect, secrets: readonly string[]): WhatsGateError {
    const written = mayHaveBeenWritten(error);
    const details = {
      command,
      cause: presentableCause(error instanceof TransportError ? (error.cause ?? error) : error, secrets),
      retryable: true,
      maybeDelivered: written && effect === 'sends',
      requestWritten: written,
    };
    const reason = redact(error instanceof Error ? error.message : String(error), secrets);
    if (isDeadline(error)) {
      return new WhatsGateTimeoutError(
        `WhatsGate gave no complete answer to '${command}' within ${this.#timeoutMs} ms (option timeoutMs).${ambiguity(details.maybeDelivered)}`,
        details,
      );
    }
    if (error instanceof TransportError && (error.failure === 'too-large' || error.failure === 'encoding')) {
      return new WhatsGateAnswerError(`WhatsGate's answer to '${command}' cannot be used: ${reason}.`, {
        ...details,
        status: 200,
        retryable: false,
      });
    }
    const where = written ? 'broke' : 'could not be made';
    return new WhatsGateNetworkError(
      `The connection to WhatsGate for '${command}' ${where}: ${reason}.${ambiguity(details.maybeDelivered)}`,
      details,
    );
  }
}

function checkBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new WhatsGateConfigurationError(
      `baseUrl must be an http or https URL such as ${DEFAULT_BASE_URL}; it is '${baseUrl}'.`,
    );
  }
  return baseUrl.replace(/\/+$/, '');
}

/** A proxy is a matter for axios' own transport, which knows how to speak through one. */
function needsStockTransport(options: WhatsGateClientOptions, baseUrl: string): boolean {
  if (options.axios !== undefined) return true;
  if (options.proxy !== undefined) return options.proxy !== false;
  return getProxyForUrl(baseUrl) !== '';
}

function ambiguity(maybeDelivered: boolean): string {
  return maybeDelivered ? ' The message may have been sent all the same, so it is not repeated.' : '';
}

function mayRepeat(error: WhatsGateError, effect: Effect): boolean {
  if (error instanceof WhatsGateRateLimitError) return true;
  if (effect === 'free') return error.retryable;
  return error instanceof WhatsGateNetworkError && !error.requestWritten;
}

/** Codes of failures that come before the first byte of a request. */
const BEFORE_THE_REQUEST: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

function mayHaveBeenWritten(error: unknown): boolean {
  if (error instanceof TransportError) return error.requestWritten;
  return !(error instanceof Error && 'code' in error && BEFORE_THE_REQUEST.has(error.code));
}

function isDeadline(error: unknown): boolean {
  if (error instanceof TransportError) return error.failure === 'deadline';
  return axios.isAxiosError(error) && (error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT');
}

function combine(first: AbortSignal | undefined, second: AbortSignal): AbortSignal {
  return first === undefined ? second : AbortSignal.any([first, second]);
}

/** Waits before a repeat; a cancelled wait ends with the failure that it followed. */
function pause(
  milliseconds: number,
  signal: AbortSignal | undefined,
  failure: WhatsGateError,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      clearTimeout(timer);
      reject(failure);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  });
}
