import { AxiosHeaders, type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { Pool, type Dispatcher } from 'undici';
import type { BodyReading } from './streamed-body';

/** Why an exchange failed, as far as the client has to know. */
export type TransportFailure = 'connect' | 'exchange' | 'deadline' | 'too-large' | 'encoding' | 'cancelled';

/** A failed exchange. */
export class TransportError extends Error {
  constructor(
    readonly failure: TransportFailure,
    message: string,
    /** False when not one byte of the request left: repeating it cannot repeat its effect. */
    readonly requestWritten: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'TransportError';
  }
}

/** What a transport is made for. */
export interface TransportOptions {
  /** Base URL of the API; all calls go to its origin. */
  readonly baseUrl: string;
  /** The headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** The longest that one exchange may take, from its start to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** The largest answer that is read, in bytes. */
  readonly maximumAnswerBytes: number;
}

/** A transport with the connections that it keeps. */
export interface Transport {
  readonly adapter: AxiosAdapter;
  /** Ends all connections; those in use end with their exchange. */
  close(): void;
}

/** The longest that making a connection may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;
/** Far above what an account's pace allows; a bound against a flood of calls while the gateway hangs. */
const MOST_CONNECTIONS = 128;

/**
 * An axios adapter for POSTs to one trusted API: kept connections, no redirects, no decompression, one absolute
 * deadline over the whole exchange, an answer of bounded size.
 *
 * axios' own Node adapter does more than an API client needs and costs half of a bot's CPU per turn. undici's
 * dispatcher takes a third of the CPU of `http.request` (`npm run bench -- clients`).
 */
export function createTransport(options: TransportOptions): Transport {
  const { origin } = new URL(options.baseUrl);
  const pool = new Pool(origin, {
    connections: MOST_CONNECTIONS,
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, options.timeoutMs) },
    // The deadline over the whole exchange stands in for both.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const headers = Object.entries({ ...options.headers, 'Accept-Encoding': 'identity' }).flat();
  return {
    adapter: (config) =>
      new Promise((resolve, reject) => {
        const path = (config.url ?? '').slice(origin.length);
        const exchange = new Exchange(config, options, resolve, reject);
        const body = config.data as string | BodyReading;
        if (typeof body === 'string') pool.dispatch({ method: 'POST', path, headers, body }, exchange);
        else {
          // undici takes anything that can be iterated; its types know of streams alone.
          const streamed = { body: body as unknown as Dispatcher.DispatchOptions['body'] & object };
          const length = ['Content-Length', String(body.contentLength)];
          pool.dispatch({ method: 'POST', path, headers: [...headers, ...length], ...streamed }, exchange);
        }
      }),
    close: () => void pool.close().catch(() => undefined),
  };
}

/**
 * One request and its answer. Its methods are the older ones of undici 7, which that version calls by itself: for the
 * newer ones it makes two objects more and reads every header.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #config: InternalAxiosRequestConfig;
  readonly #options: TransportOptions;
  readonly #resolve: (response: AxiosResponse<string>) => void;
  readonly #reject: (error: TransportError) => void;
  readonly #deadline: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #status = 0;
  #retryAfter: string | undefined;
  /** Set when a connection was there. */
  #abort: ((error?: Error) => void) | undefined;
  #over = false;

  constructor(
    config: InternalAxiosRequestConfig,
    options: TransportOptions,
    resolve: (response: AxiosResponse<string>) => void,
    reject: (error: TransportError) => void,
  ) {
    this.#config = config;
    this.#options = options;
    this.#resolve = resolve;
    this.#reject = reject;
    const { timeoutMs } = options;
    this.#deadline = setTimeout(() => this.#fail('deadline', `no answer within ${timeoutMs} ms`), timeoutMs);
    const { signal } = config;
    if (signal?.aborted === true) this.#cancel();
    else signal?.addEventListener?.('abort', this.#cancel);
  }

  /** Called when a connection is there and the request is about to be written. */
  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    // The deadline or a cancellation came while the request waited for a connection.
    if (this.#over) abort(new Error('the call is over'));
  }

  onHeaders(status: number, headers: Buffer[]): boolean {
    this.#status = status;
    this.#retryAfter = valueOf(headers, 'retry-after') ?? this.#retryAfter;
    const encoding = valueOf(headers, 'content-encoding');
    if (encoding !== undefined && encoding !== 'identity') {
      this.#fail('encoding', `the answer is encoded as ${encoding} although that was not asked for`);
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#over) return true;
    const { maximumAnswerBytes } = this.#options;
    this.#size += chunk.length;
    if (this.#size <= maximumAnswerBytes) this.#chunks.push(chunk);
    else this.#fail('too-large', `the answer is larger than ${maximumAnswerBytes} bytes`);
    return true;
  }

  onComplete(): void {
    if (this.#over) return;
    this.#end();
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    // Of the headers only this one means anything to the client.
    const headers = new AxiosHeaders();
    if (this.#retryAfter !== undefined) headers.set('retry-after', this.#retryAfter);
    this.#resolve({
      data: body.toString(),
      status: this.#status,
      statusText: '',
      headers,
      config: this.#config,
    });
  }

  onError(error: Error): void {
    this.#fail(this.#abort === undefined ? 'connect' : 'exchange', error.message, error);
  }

  readonly #cancel = (): void => this.#fail('cancelled', 'the call was cancelled');

  #fail(failure: TransportFailure, message: string, cause?: Error): void {
    if (this.#over) return;
    this.#end();
    const error = new TransportError(failure, message, this.#abort !== undefined, cause && { cause });
    this.#abort?.(error);
    this.#reject(error);
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#deadline);
    this.#config.signal?.removeEventListener?.('abort', this.#cancel);
  }
}

/** The value of a header; names and values follow each other. */
function valueOf(headers: readonly Buffer[], name: string): string | undefined {
  for (let at = 0; at < headers.length; at += 2) {
    const found = headers[at];
    if (found?.length === name.length && found.toString('latin1').toLowerCase() === name)
      return headers[at + 1]?.toString('latin1');
  }
  return undefined;
}
