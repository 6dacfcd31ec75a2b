import { cleanParsedJson, isRecord, parseJson } from '../whatsgate/json';
import type { RefusalStatus, WebhookRequest } from './webhook-http';

/** A parsed body, or the status that refuses it. */
export type WebhookBody = { readonly value: unknown } | { readonly refused: RefusalStatus };

/** Bounds on reading a body. */
export interface BodyLimits {
  readonly maximumBytes: number;
  /** The longest that a body may take to arrive, in milliseconds. */
  readonly timeoutMs: number;
}

/** Reads the JSON body of a webhook: from the stream, or from what a framework has made of it already. */
export function readWebhookBody(
  request: WebhookRequest,
  limits: BodyLimits,
): WebhookBody | Promise<WebhookBody> {
  const refused = checkHeaders(request, limits);
  if (refused !== undefined) {
    request.resume?.();
    return { refused };
  }
  const { body } = request;
  if (body !== undefined && body !== null && !isUnread(request)) return fromFramework(body, limits);
  if (request.on === undefined || request.readableEnded === true) return { refused: 400 };
  if (request.complete === undefined) return readStream(request, limits);
  return Promise.resolve().then(() => readArrived(request) ?? readStream(request, limits));
}

function checkHeaders(request: WebhookRequest, limits: BodyLimits): RefusalStatus | undefined {
  const { headers } = request;
  // The vendor does not say which type it sends, so a missing one passes; a wrong one does not.
  const type = headers['content-type'];
  if (typeof type === 'string' && !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type.trim()))
    return 415;
  const encoding = headers['content-encoding'];
  if (typeof encoding === 'string' && encoding.toLowerCase() !== 'identity') return 415;
  const length = headers['content-length'];
  return typeof length === 'string' && Number(length) > limits.maximumBytes ? 413 : undefined;
}

/** The parser of express 4 leaves an empty object for a body that it has not read, such as one without a type. */
function isUnread({ body, readableEnded }: WebhookRequest): boolean {
  return readableEnded === false && isRecord(body) && Object.keys(body).length === 0;
}

function fromFramework(body: unknown, limits: BodyLimits): WebhookBody {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    if (Buffer.byteLength(body) > limits.maximumBytes) return { refused: 413 };
    return parseText(typeof body === 'string' ? body : Buffer.from(body).toString());
  }
  return { value: cleanParsedJson(body) };
}

function parseText(text: string): WebhookBody {
  try {
    return { value: parseJson(text) };
  } catch {
    return { refused: 400 };
  }
}

/**
 * A body that is here as a whole, as most are that come with their headers: Node has parsed it before the first promise
 * goes on. Then nothing has to be listened to, and nothing can be late.
 */
function readArrived(request: WebhookRequest): WebhookBody | undefined {
  const { readableFlowing, readableEncoding, readableLength, headers } = request;
  // Somebody else reads it, or has said how it is to be read.
  if (readableFlowing !== null || readableEncoding !== null) return undefined;
  if (readableLength === 0 || headers['content-length'] !== String(readableLength)) return undefined;
  const body = request.read?.();
  if (!Buffer.isBuffer(body)) return undefined;
  // Node waits for the end of the stream to be read as well.
  request.resume?.();
  return parseText(body.toString());
}

function readStream(request: WebhookRequest, limits: BodyLimits): Promise<WebhookBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: WebhookBody): void => {
      clearTimeout(deadline);
      request.off?.('data', onData);
      request.off?.('end', onEnd);
      request.off?.('close', onClose);
      resolve(result);
    };
    const onData = (chunk: unknown): void => {
      // Text when something before us has set an encoding.
      const bytes = Buffer.isBuffer(chunk)
        ? chunk
        : Buffer.from(chunk instanceof Uint8Array ? chunk : String(chunk));
      size += bytes.length;
      if (size <= limits.maximumBytes) chunks.push(bytes);
      else {
        finish({ refused: 413 });
        request.resume?.();
      }
    };
    const onEnd = (): void => {
      const [only] = chunks;
      finish(
        parseText((chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)).toString()),
      );
    };
    const onClose = (): void => finish({ refused: 400 });
    const deadline = setTimeout(() => finish({ refused: 408 }), limits.timeoutMs);
    request.on?.('data', onData);
    request.on?.('end', onEnd);
    request.on?.('error', onClose);
    request.on?.('close', onClose);
  });
}
