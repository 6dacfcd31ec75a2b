import { EventEmitter } from 'node:events';
import type { WebhookRequest, WebhookResponse } from '../../../../src/channel/webhook-http';

export const TOKEN = 'tok_0123456789abcdef';

/** What a fake request is made of. */
export interface RequestParts {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers?: Record<string, string | string[] | undefined>;
  readonly body?: unknown;
  readonly address?: string | undefined;
  readonly readableEnded?: boolean;
}

/** A request as a server gives it, its body to be emitted by the test. */
export class FakeRequest extends EventEmitter implements WebhookRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: unknown;
  readonly socket: { readonly remoteAddress: string | undefined };
  readonly readableEnded: boolean | undefined;
  resumed = 0;

  constructor(parts: RequestParts = {}) {
    super();
    this.method = 'method' in parts ? parts.method : 'POST';
    this.url = 'url' in parts ? parts.url : `/api/whatsgate/${TOKEN}`;
    this.headers = parts.headers ?? {};
    this.body = parts.body;
    this.socket = { remoteAddress: 'address' in parts ? parts.address : '203.0.113.7' };
    this.readableEnded = parts.readableEnded;
  }

  resume(): this {
    this.resumed += 1;
    return this;
  }

  /** Emits a body and its end. */
  arrive(...chunks: readonly unknown[]): void {
    for (const chunk of chunks) this.emit('data', chunk);
    this.emit('end');
    this.emit('close');
  }
}

/** A response that keeps what is written to it. */
export class FakeResponse implements WebhookResponse {
  statusCode = 0;
  headersSent = false;
  readonly headers = new Map<string, string | number>();
  readonly bodies: (string | undefined)[] = [];
  /** Told when the response ends. */
  onEnd: () => void = () => undefined;

  setHeader(name: string, value: string | number): this {
    this.headers.set(name.toLowerCase(), value);
    return this;
  }

  end(body?: string): this {
    this.bodies.push(body);
    this.headersSent = true;
    this.onEnd();
    return this;
  }

  /** Status and parsed body, when it was ended exactly once. */
  get answer(): { readonly status: number; readonly body: unknown } | undefined {
    const [body, ...more] = this.bodies;
    if (body === undefined || more.length > 0) return undefined;
    return { status: this.statusCode, body: JSON.parse(body) as unknown };
  }
}
