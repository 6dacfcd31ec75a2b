import { request as httpRequest, Agent as HttpAgent, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { performance } from 'node:perf_hooks';
import type { Clock } from './clock';

/** What one POST to a webhook brought. */
export interface WebhookOutcome {
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** Missing when no answer came. */
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** Missing when no complete answer came; cut at 1 MB. */
  readonly responseBody?: string;
  /** Real milliseconds, whatever the clock. */
  readonly durationMs: number;
  /** Why there is no complete answer. */
  readonly error?: string;
}

/** One POST to be made. */
export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Connections to share; each request opens its own without. */
  readonly agents: WebhookAgents | undefined;
  /** Ends the request early; a reason that is a text becomes the error. */
  readonly signal: AbortSignal;
}

const LARGEST_ANSWER = 1024 * 1024;

/** Connections that several requests share. */
export interface WebhookAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Ends them all. */
  close(): void;
}

/** Creates agents that keep connections open until they are closed. */
export function closableAgents(): WebhookAgents {
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true });
  return {
    http,
    https,
    close: () => {
      http.destroy();
      https.destroy();
    },
  };
}

function flatten(headers: OutgoingHttpHeaders | NodeJS.Dict<string | string[]>): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : String(value)] as const],
  );
  return Object.fromEntries(pairs);
}

/** Posts a body once. Never rejects: what went wrong is in `error`. */
export function postToWebhook(post: WebhookPost): Promise<WebhookOutcome> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const isSecure = post.url.startsWith('https:');
    const agent = post.agents === undefined ? false : post.agents[isSecure ? 'https' : 'http'];
    const request = (isSecure ? httpsRequest : httpRequest)(post.url, {
      method: 'POST',
      headers: { ...post.headers, 'content-length': Buffer.byteLength(post.body) },
      agent,
    });
    let received: Pick<WebhookOutcome, 'status' | 'responseHeaders'> = {};
    const finish = (rest: Pick<WebhookOutcome, 'responseBody' | 'error'>): void => {
      cancelTimeout();
      post.signal.removeEventListener('abort', abort);
      const durationMs = performance.now() - startedAt;
      resolve({ requestHeaders: flatten(request.getHeaders()), durationMs, ...received, ...rest });
    };
    const giveUp = (reason: string): void => {
      finish({ error: reason });
      request.destroy();
    };
    const abort = (): void => {
      const reason: unknown = post.signal.reason;
      giveUp(typeof reason === 'string' ? reason : 'The simulator ended the request.');
    };
    const cancelTimeout = post.clock.schedule(
      () => giveUp(`No complete answer within ${post.timeoutMs / 1000} s.`),
      post.timeoutMs,
    );
    post.signal.addEventListener('abort', abort, { once: true });
    request.on('error', (error) => finish({ error: error.message }));
    request.on('response', (response) => {
      received = { status: response.statusCode ?? 0, responseHeaders: flatten(response.headers) };
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= LARGEST_ANSWER) chunks.push(chunk);
      });
      response.on('end', () => finish({ responseBody: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', (error) => finish({ error: error.message }));
    });
    request.end(post.body);
  });
}
