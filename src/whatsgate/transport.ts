import * as http from 'node:http';
import * as https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { AxiosHeaders, type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';

/** Why an exchange failed, as far as the client has to know. */
export type TransportFailure = 'connect' | 'exchange' | 'deadline' | 'too-large' | 'encoding' | 'cancelled';

/**
 * A failed exchange. With failure `connect` not one byte of the request was written,
 * so repeating it cannot repeat its effect.
 */
export class TransportError extends Error {
  constructor(
    readonly failure: TransportFailure,
    message: string,
    /** Whether the request may have been read by the other side. */
    readonly requestWritten: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'TransportError';
  }
}

/** A transport with the connections that it keeps. */
export interface Transport {
  readonly adapter: AxiosAdapter;
  /** Ends all idle connections; those in use end with their exchange. */
  close(): void;
}

/**
 * An axios adapter for one trusted API: keep-alive `node:http`, no redirects, no decompression, one absolute
 * deadline (`timeout`) over the whole exchange, an answer no larger than `maxContentLength`.
 *
 * axios' own Node adapter does more than an API client needs and costs half of a bot's CPU per turn
 * (`bench/`); on plain `node:http` the usual tools for interception (nock) and inspection still work.
 */
export function createTransport(): Transport {
  // The scheduling keeps few connections hot instead of many lukewarm ones that the other side may close.
  const agentOptions = { keepAlive: true, scheduling: 'lifo' as const, maxFreeSockets: 64 };
  const httpAgent = new http.Agent(agentOptions);
  const httpsAgent = new https.Agent(agentOptions);
  const targets = new Map<string, http.RequestOptions>();

  const targetOf = (url: string): http.RequestOptions => {
    const known = targets.get(url);
    if (known !== undefined) return known;
    const options = urlToHttpOptions(new URL(url));
    const secure = options.protocol === 'https:';
    const target = { ...options, agent: secure ? httpsAgent : httpAgent };
    // One entry a command: the client calls nothing but its own commands, so this stays small.
    targets.set(url, target);
    return target;
  };

  return {
    adapter: (config) => exchange(config, targetOf(config.url ?? '')),
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

function exchange(
  config: InternalAxiosRequestConfig,
  target: http.RequestOptions,
): Promise<AxiosResponse<string>> {
  return new Promise((resolve, reject) => {
    const send = target.protocol === 'https:' ? https.request : http.request;
    const body = typeof config.data === 'string' ? config.data : '';
    const request = send({ ...target, method: 'POST', headers: headersFor(config, body) });
    let written = false;

    const fail = (failure: TransportFailure, message: string, cause?: unknown): void => {
      stop();
      request.destroy();
      reject(new TransportError(failure, message, written, cause === undefined ? undefined : { cause }));
    };
    const deadlineMs = config.timeout ?? 0;
    const deadline =
      deadlineMs > 0
        ? setTimeout(() => fail('deadline', `no answer within ${deadlineMs} ms`), deadlineMs)
        : undefined;
    const signal = config.signal;
    const cancel = (): void => fail('cancelled', 'the call was cancelled');
    const stop = (): void => {
      clearTimeout(deadline);
      signal?.removeEventListener?.('abort', cancel);
    };

    if (signal?.aborted === true) {
      cancel();
      return;
    }
    signal?.addEventListener?.('abort', cancel);
    request.once('socket', (socket) => {
      if (!socket.connecting) written = true;
      else socket.once(target.protocol === 'https:' ? 'secureConnect' : 'connect', () => (written = true));
    });
    request.once('error', (error) => fail(written ? 'exchange' : 'connect', error.message, error));
    request.once('response', (response) => {
      readBody(response, config.maxContentLength ?? -1, {
        complete: (data) => {
          stop();
          resolve({
            data,
            status: response.statusCode ?? 0,
            statusText: response.statusMessage ?? '',
            headers: new AxiosHeaders(response.headers as Record<string, string>),
            config,
            request,
          });
        },
        fail,
      });
    });
    request.end(body);
  });
}

interface BodyOutcome {
  complete(data: string): void;
  fail(failure: TransportFailure, message: string, cause?: unknown): void;
}

function readBody(response: http.IncomingMessage, limit: number, outcome: BodyOutcome): void {
  const encoding = response.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    outcome.fail('encoding', `the answer is encoded as ${encoding} although that was not asked for`);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (limit >= 0 && size > limit) outcome.fail('too-large', `the answer is larger than ${limit} bytes`);
    else chunks.push(chunk);
  });
  response.once('end', () =>
    outcome.complete((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))?.toString() ?? ''),
  );
  response.once('error', (error) => outcome.fail('exchange', error.message, error));
  response.once('aborted', () =>
    outcome.fail('exchange', 'the connection closed in the middle of the answer'),
  );
}

function headersFor(config: InternalAxiosRequestConfig, body: string): http.OutgoingHttpHeaders {
  const headers: http.OutgoingHttpHeaders = {
    'content-length': Buffer.byteLength(body),
    'accept-encoding': 'identity',
  };
  for (const [name, value] of Object.entries(config.headers)) {
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}
