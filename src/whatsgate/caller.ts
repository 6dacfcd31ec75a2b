import axios, {
  AxiosHeaders,
  type AxiosAdapter,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
  type RawAxiosHeaders,
} from 'axios';
import { readAnswer } from './answer';
import {
  checkApiKey,
  checkBaseUrl,
  DEFAULT_BASE_URL,
  needsProxy,
  type WhatsGateClientOptions,
} from './client-options';
import {
  WhatsGateAnswerError,
  type WhatsGateError,
  WhatsGateNetworkError,
  WhatsGateRateLimitError,
  WhatsGateTimeoutError,
} from './errors';
import { isRecord, readText, type JsonRecord } from './json';
import { pause } from './pause';
import { presentableCause, redact } from './redact';
import { defaultRetryPolicy, pauseBefore, type RetryPolicy } from './retry';
import { StreamedBody } from './streamed-body';
import { createTransport, TransportError, type Transport } from './transport';

/** What repeating a command can do: `free` nothing, `sends` show a message twice, `changes` something else twice. */
export type Effect = 'free' | 'sends' | 'changes';

/** Runs commands: one request and its answer, with deadline, retries where they are safe, and clear errors. */
export class CommandCaller {
  readonly baseUrl: string;
  readonly #apiKey: string;
  readonly #axios: AxiosInstance;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #ownTransport: Transport | undefined;
  readonly #timeoutMs: number;
  readonly #maximumAnswerBytes: number;
  readonly #retry: RetryPolicy;
  readonly #onRetry: WhatsGateClientOptions['onRetry'];

  constructor(options: WhatsGateClientOptions) {
    checkApiKey(options.apiKey);
    this.#apiKey = options.apiKey;
    this.#headers = {
      'X-Api-Key': options.apiKey,
      'Content-Type': 'application/json',
      Accept: 'application/json',
    };
    this.baseUrl = checkBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL);
    this.#timeoutMs = options.timeoutMs ?? 60_000;
    this.#maximumAnswerBytes = options.maximumAnswerBytes ?? 96 * 1024 * 1024;
    this.#retry =
      options.retry === false
        ? { ...defaultRetryPolicy, repeats: 0 }
        : { ...defaultRetryPolicy, ...options.retry };
    this.#onRetry = options.onRetry;
    if (options.axios !== undefined) this.#axios = options.axios;
    else if (needsProxy(options, this.baseUrl))
      this.#axios = axios.create(options.proxy ? { proxy: options.proxy } : {});
    else {
      this.#ownTransport = createTransport({
        baseUrl: this.baseUrl,
        headers: this.#headers,
        timeoutMs: this.#timeoutMs,
        maximumAnswerBytes: this.#maximumAnswerBytes,
      });
      this.#axios = createLeanAxios(this.#ownTransport.adapter);
    }
  }

  /** Ends the connections that are kept. Calls under way end by themselves. */
  close(): void {
    this.#ownTransport?.close();
  }

  /**
   * Runs a command and gives its answer's JSON object. @throws a `WhatsGateError`
   * @param repeatsUntil once it is aborted, nothing is repeated any more.
   */
  call(
    command: string,
    body: object,
    effect: Effect,
    signal: AbortSignal | undefined,
    repeatsUntil: AbortSignal | undefined = signal,
  ): Promise<JsonRecord> {
    const payload = body instanceof StreamedBody ? body : JSON.stringify(body);
    const attempt = (): Promise<JsonRecord> => this.#attempt(command, payload, effect, signal);
    return attempt().catch((error: unknown) =>
      this.#repeat(attempt, error as WhatsGateError, command, effect, signal, repeatsUntil),
    );
  }

  /** Tries again, as long as a failure is one that can be repeated. */
  async #repeat(
    attempt: () => Promise<JsonRecord>,
    first: WhatsGateError,
    command: string,
    effect: Effect,
    signal: AbortSignal | undefined,
    repeatsUntil: AbortSignal | undefined,
  ): Promise<JsonRecord> {
    const isOver = (): boolean => isAborted(signal) || isAborted(repeatsUntil);
    let failure = first;
    for (let repeat = 0; ; repeat += 1) {
      if (repeat >= this.#retry.repeats || isOver() || !mayRepeat(failure, effect)) throw failure;
      const asked = failure instanceof WhatsGateRateLimitError ? failure.retryAfterMs : undefined;
      const pauseMs = pauseBefore(repeat, asked, this.#retry, Math.random());
      this.#onRetry?.(command, failure, pauseMs);
      await pause(pauseMs, signal ?? repeatsUntil);
      // A cancelled wait ends with the failure that it followed.
      if (isOver()) throw failure;
      try {
        return await attempt();
      } catch (error) {
        failure = error as WhatsGateError;
      }
    }
  }

  #attempt(
    command: string,
    payload: string | StreamedBody,
    effect: Effect,
    signal: AbortSignal | undefined,
  ): Promise<JsonRecord> {
    if (signal?.aborted === true) return Promise.reject(cancelledBefore(command));
    // axios' timeout is one of silence; a deadline over the whole exchange is a signal. The own transport has its own.
    const deadline = this.#ownTransport === undefined ? AbortSignal.timeout(this.#timeoutMs) : undefined;
    const config: AxiosRequestConfig = deadline === undefined ? {} : this.#stockConfig();
    config.method = 'POST';
    config.url = `${this.baseUrl}/${command}`;
    const reading = typeof payload === 'string' ? undefined : payload.open();
    config.data = reading ?? payload;
    if (reading !== undefined && deadline !== undefined) {
      config.data = reading.asStream();
      config.headers = { ...this.#headers, 'Content-Length': String(reading.contentLength) };
    }
    const ends = deadline === undefined ? signal : combine(signal, deadline);
    if (ends !== undefined) config.signal = ends;
    return this.#axios.request<unknown>(config).then(
      (response) => {
        reading?.close();
        return this.#read(command, response, effect);
      },
      (error: unknown) => {
        reading?.close();
        // A file that cannot be read is no failure of the gateway.
        if (reading?.failure !== undefined) throw reading.failure;
        const refusal = refusalIn(error);
        if (refusal !== undefined) return this.#read(command, refusal, effect);
        const isLate = isDeadline(error) || (deadline?.aborted === true && signal?.aborted !== true);
        const written = mayHaveBeenWritten(error) && reading?.isComplete !== false;
        throw this.#networkError(command, error, effect, isLate, written);
      },
    );
  }

  #read(command: string, response: AxiosResponse<unknown>, effect: Effect): JsonRecord {
    const sends = effect === 'sends';
    if (!isResponse(response)) {
      throw new WhatsGateAnswerError(
        `The axios instance gave no response to '${command}' (option axios): its interceptors have to hand it on as it is.`,
        { command, status: 0, maybeDelivered: sends },
      );
    }
    return readAnswer({
      command,
      status: response.status,
      body: textOf(response.data),
      // An adapter of the user's own need not write header names in lower case.
      retryAfter: AxiosHeaders.from(response.headers as RawAxiosHeaders).get('retry-after'),
      sends,
      secrets: [this.#apiKey],
    });
  }

  /** What an axios instance that is not made for this API has to be told with every call. */
  #stockConfig(): AxiosRequestConfig {
    return {
      headers: this.#headers,
      transformRequest: [],
      transformResponse: [],
      timeout: this.#timeoutMs,
      maxContentLength: this.#maximumAnswerBytes,
      maxBodyLength: Infinity,
      maxRedirects: 0,
      responseType: 'text',
      validateStatus: null,
    };
  }

  #networkError(
    command: string,
    error: unknown,
    effect: Effect,
    isLate: boolean,
    written: boolean,
  ): WhatsGateError {
    const secrets = [this.#apiKey];
    const details = {
      command,
      cause: presentableCause(error instanceof TransportError ? (error.cause ?? error) : error, secrets),
      retryable: true,
      maybeDelivered: written && effect === 'sends',
      requestWritten: written,
    };
    const reason = redact(reasonOf(error), secrets);
    if (isLate) {
      return new WhatsGateTimeoutError(
        `WhatsGate gave no complete answer to '${command}' within ${this.#timeoutMs} ms (option timeoutMs).${ambiguity(details.maybeDelivered)}`,
        details,
      );
    }
    if (isUnusableAnswer(error)) {
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

function cancelledBefore(command: string): WhatsGateNetworkError {
  return new WhatsGateNetworkError(
    `The connection to WhatsGate for '${command}' could not be made: the call was cancelled.`,
    { command, retryable: true, requestWritten: false },
  );
}

function isUnusableAnswer(error: unknown): boolean {
  if (error instanceof TransportError) return error.failure === 'too-large' || error.failure === 'encoding';
  // axios has one code for this and for broken answers; only its sentence tells them apart.
  return axios.isAxiosError(error) && error.message.startsWith('maxContentLength ');
}

/** A failure to connect to every address of a host has a code, but no message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the HTTP client failed without an error';
  if (error.message !== '') return error.message;
  const { code } = (error.cause ?? error) as { readonly code?: unknown };
  return readText(code) ?? error.name;
}

/** Interceptors of the user's own may give anything, such as the data alone. */
function isResponse(response: unknown): boolean {
  return isRecord(response) && typeof response['status'] === 'number';
}

/** The answer of the gateway that an interceptor of the user's own has made an error of, because of its status. */
function refusalIn(error: unknown): AxiosResponse<unknown> | undefined {
  const response = axios.isAxiosError(error) ? error.response : undefined;
  return isResponse(response) && Number(response?.status) >= 300 ? response : undefined;
}

/** The body as text; an injected axios may have parsed it already, or found nothing. */
function textOf(data: unknown): string {
  if (typeof data === 'string') return data;
  return data === undefined ? '' : JSON.stringify(data);
}

/**
 * An axios instance that goes straight to its adapter. Nobody else can reach it, so axios' pipeline would merge defaults
 * that nobody set, normalise headers that the transport knows, and ask for interceptors that cannot be there:
 * work for nothing, a tenth of a turn's CPU. Whoever wants the pipeline gives an instance of their own (option `axios`).
 */
function createLeanAxios(adapter: AxiosAdapter): AxiosInstance {
  const instance = axios.create({ adapter });
  instance.request = ((config: InternalAxiosRequestConfig) => adapter(config)) as AxiosInstance['request'];
  return instance;
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
  return (
    !isConnecting(error) && !(error instanceof Error && 'code' in error && BEFORE_THE_REQUEST.has(error.code))
  );
}

/** Whether no connection was made, to none of the addresses of a host: the same code may mean a silent gateway. */
function isConnecting(error: unknown): boolean {
  const failure = axios.isAxiosError(error) ? (error.cause ?? error) : error;
  if (failure instanceof AggregateError) return failure.errors.every(hasNotConnected);
  return hasNotConnected(failure);
}

function hasNotConnected(error: unknown): boolean {
  return isRecord(error) && error['syscall'] === 'connect';
}

function isDeadline(error: unknown): boolean {
  if (error instanceof TransportError) return error.failure === 'deadline';
  if (isConnecting(error)) return false;
  return axios.isAxiosError(error) && (error.code === 'ECONNABORTED' || error.code === 'ETIMEDOUT');
}

function combine(first: AbortSignal | undefined, second: AbortSignal): AbortSignal {
  return first === undefined ? second : AbortSignal.any([first, second]);
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
